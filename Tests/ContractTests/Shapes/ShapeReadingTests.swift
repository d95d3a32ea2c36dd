// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("Recorded shapes of every format")
struct ShapeReadingTests {
    private static func read(_ shape: Shape, _ body: [UInt8]) throws -> (Conversation?, [UInt8]?) {
        var reader = RequestReader()
        let context = RequestContext(
            surface: shape.surface, principal: .local, pathModel: shape.pathModel, pathStreams: shape.streams,
            defaultModel: "the-default")
        let (reading, identity) = try reader.read(body.span, in: context, digest: { $0 })
        if let problem = reading.problem { Issue.record("\(shape.name): \(problem.field): \(problem.explanation)") }
        return (reading.conversation, identity)
    }

    @Test("each is read into a conversation, the same each time and in any spelling", arguments: ShapeFolder.all)
    func reading(_ shape: Shape) throws {
        let (conversation, identity) = try Self.read(shape, shape.body)
        let asked = try #require(conversation)
        #expect(!asked.turns.isEmpty)
        #expect(asked.origin == shape.surface.format || shape.surface == .native)
        let tree = try JSONTree(shape.body)
        let reversed = JSONTree.object((tree.members ?? []).reversed())
        var mistakes: [String] = []
        for body in [shape.body, shape.spacedBody, OddJSON.spaced(tree), OddJSON.escaped(tree), reversed.bytes] {
            let (again, other) = try Self.read(shape, body)
            mistakes += Lines.difference(Lines.of(asked), again.map(Lines.of) ?? [])
            if other != identity { mistakes.append("another identity") }
        }
        #expect(mistakes.isEmpty, "\(mistakes.joined(separator: "\n"))")
    }

    @Test("each is written in its own format again and asks for the same", arguments: ShapeFolder.all)
    func writing(_ shape: Shape) throws {
        guard let dialect = Dialect.allCases.first(where: { $0.surface == shape.surface }),
            let asked = try Self.read(shape, shape.body).0, let model = asked.model
        else { return }
        let target = EncodingTarget(format: asked.origin, model: model, streams: shape.streams, isOpenAI: true)
        let written = try RequestTranslation.encode(asked, for: target)
        let back = try RequestTrip.read(written.body, dialect)
        let difference = Lines.difference(Lines.of(asked), Lines.of(back))
        #expect(difference.isEmpty, "\(difference.joined(separator: "\n"))")
        #expect(written.dropped.isEmpty)
    }

    @Test("each can be translated for every other provider", arguments: ShapeFolder.all)
    func translating(_ shape: Shape) throws {
        guard let asked = try Self.read(shape, shape.body).0, shape.surface != .native else { return }
        for dialect in Dialect.allCases where dialect.surface != shape.surface {
            do {
                let written = try RequestTranslation.encode(asked, for: dialect.target(streams: shape.streams))
                let back = try RequestTrip.read(written.body, dialect)
                let calls = Lines.of(asked).filter { $0.hasPrefix("call id") }
                #expect(Lines.of(back).filter { $0.hasPrefix("call id") } == calls)
            } catch let error as GatewayError {
                #expect(error.code == "not_translatable" && error.field != nil, "\(dialect): \(error.message)")
            }
        }
    }

    @Test("all formats are among the recorded shapes", .enabled(if: ShapeFolder.hasRecorded))
    func coverage() {
        for dialect in Dialect.allCases {
            let count = ShapeFolder.recorded.filter { $0.surface == dialect.surface }.count
            #expect(count > 10, "\(dialect)")
        }
    }
}
