// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("Translation matrix: errors")
struct ErrorMatrixTests {
    /// A provider's refusal, free of the format.
    static func error(_ provider: Dialect, _ feature: String) throws -> GatewayError {
        let fixture = try JSONTree(try GoldenFolder.bytes("errors/\(provider.rawValue)/\(feature).json"))
        guard case .number(let text)? = fixture["status"] else { throw JSONTree.Unreadable() }
        let body = try #require(fixture["body"]).bytes
        var tape = JSONTape()
        let error = ErrorReader.read(body.span, provider.format, status: try #require(Int(text)), tape: &tape)
        return try #require(error, "\(provider) \(feature)")
    }

    static func features(_ dialect: Dialect) -> [String] { GoldenFolder.names("errors/\(dialect.rawValue)", ".json") }

    private static func kind(_ feature: String) -> GatewayError.Kind? {
        switch feature {
        case "invalid-request", "too-long": .invalidRequest
        case "authentication": .authentication
        case "permission": .permission
        case "not-found": .notFound
        case "rate-limit": .rateLimit
        case "server": .upstream
        case "overloaded": .overloaded
        default: nil
        }
    }

    @Test("each provider's error is of the kind that it is", arguments: Dialect.allCases)
    func kinds(_ provider: Dialect) throws {
        let features = Self.features(provider)
        #expect(features.count == 8)
        for feature in features {
            let error = try Self.error(provider, feature)
            #expect(error.kind == Self.kind(feature), "\(feature)")
            #expect(!error.message.isEmpty && !error.code.isEmpty, "\(feature)")
        }
    }

    @Test("each error becomes what its golden file says, and is the same error there", arguments: DialectPair.foreign)
    func golden(_ pair: DialectPair) throws {
        for feature in Self.features(pair.provider) {
            let error = try Self.error(pair.provider, feature)
            let body = ErrorBody.json(error, format: pair.client.format, requestID: "req-7")
            let tree = JSONTree.object([
                .init(key: "status", value: .number("\(error.status)")), .init(key: "body", value: try JSONTree(body)),
            ])
            try GoldenFolder.check("errors/\(pair.folder)/\(feature).json", PrettyJSON.bytes(tree))
            var tape = JSONTape()
            let back = ErrorReader.read(body.span, pair.client.format, status: error.status, tape: &tape)
            #expect(back?.kind == error.kind, "\(feature)")
            #expect(back?.message == error.message, "\(feature)")
            #expect(back?.status == error.status, "\(feature)")
        }
    }

    @Test("what is no error of the format is none")
    func others() {
        var tape = JSONTape()
        for dialect in Dialect.allCases {
            for body in ["{}", #"{"hello":"no"}"#, #"["error"]"#, "<html>", ""] {
                let bytes = Array(body.utf8)
                let error = ErrorReader.read(bytes.span, dialect.format, status: 502, tape: &tape)
                #expect(error == nil, "\(dialect): \(body)")
            }
        }
    }
}
