// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("One conversation, four formats, one identity")
struct SameConversationTests {
    /// The folders with one conversation in four formats each.
    private static let names = ["text", "system", "options", "tools", "tool-turns", "image"]

    private static func body(_ name: String, _ dialect: Dialect) throws -> [UInt8] {
        try GoldenFolder.bytes("same/\(name)/\(dialect.rawValue).json")
    }

    private static func identity(_ body: [UInt8], _ dialect: Dialect) throws -> [UInt8]? {
        var context = dialect.context
        if dialect == .gemini { context.pathModel = "m" }
        var reader = RequestReader()
        let found = try reader.read(body.span, in: context, digest: { $0 })
        if let problem = found.reading.problem { throw problem }
        return found.identity
    }

    @Test("equal conversations have one identity", arguments: names)
    func equal(_ name: String) throws {
        let chat = try Self.body(name, .chat)
        let expected = try #require(try Self.identity(chat, .chat))
        let lines = Lines.of(try RequestTrip.read(chat, .chat))
        for dialect in Dialect.allCases {
            let body = try Self.body(name, dialect)
            let difference = Lines.difference(lines, Lines.of(try RequestTrip.read(body, dialect)))
            #expect(difference.isEmpty, "\(dialect): \(difference.joined(separator: "\n"))")
            let isSame = try Self.identity(body, dialect) == expected
            #expect(isSame, "\(dialect)")
        }
    }

    @Test("different conversations have different ones")
    func different() throws {
        var seen: Set<[UInt8]> = []
        for name in Self.names {
            let identity = try Self.identity(try Self.body(name, .chat), .chat)
            let isNew = seen.insert(try #require(identity)).inserted
            #expect(isNew, "\(name)")
        }
    }

    @Test("a word of one format alone keeps a conversation apart", arguments: Dialect.allCases)
    func apart(_ dialect: Dialect) throws {
        func identity(_ dialect: Dialect, with member: String) throws -> [UInt8]? {
            let body = try Self.body("text", dialect)
            return try Self.identity(Array("{\(member)".utf8) + body.dropFirst(), dialect)
        }
        let plain = try identity(dialect, with: "")
        let probed = try identity(dialect, with: #""isartor_probe":1,"#)
        #expect(plain != nil && probed != nil && plain != probed)
        // The same unknown word of two formats may mean two things.
        for rival in Dialect.allCases where rival != dialect {
            let isSame = try identity(rival, with: #""isartor_probe":1,"#) == probed
            #expect(!isSame, "\(rival)")
        }
    }
}
