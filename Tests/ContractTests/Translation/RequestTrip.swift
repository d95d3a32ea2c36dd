// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

/// One request of a client on its way into a provider's format.
struct RequestTrip {
    /// What became of it.
    enum Outcome {
        case refused(GatewayError)
        case translated(TranslatedRequest, back: Conversation)
    }

    let pair: DialectPair
    let feature: String
    let sent: Conversation
    let outcome: Outcome

    init(_ pair: DialectPair, _ feature: String, streams: Bool = false) throws {
        self.pair = pair
        self.feature = feature
        let body = try GoldenFolder.bytes("requests/\(pair.client.rawValue)/\(feature).json")
        sent = try Self.read(body, pair.client)
        do {
            let translated = try RequestTranslation.encode(sent, for: pair.provider.target(streams: streams))
            outcome = .translated(translated, back: try Self.read(translated.body, pair.provider))
        } catch let error as GatewayError {
            outcome = .refused(error)
        }
    }

    /// What a body asks for in its format.
    static func read(_ body: [UInt8], _ dialect: Dialect) throws -> Conversation {
        var reader = RequestReader()
        let reading = try reader.read(body.span, in: dialect.context, digest: { $0 }).reading
        if let problem = reading.problem { throw problem }
        return try #require(reading.conversation)
    }

    /// What the golden file holds.
    var golden: JSONTree {
        get throws {
            func text(_ text: String) -> JSONTree { .string(text) }
            switch outcome {
            case .refused(let error):
                return .object([
                    .init(key: "refused", value: text(error.field ?? "")),
                    .init(key: "message", value: text(error.message)),
                ])
            case .translated(let translated, _):
                return .object([
                    .init(key: "dropped", value: .array(translated.dropped.map(text))),
                    .init(key: "body", value: try JSONTree(translated.body)),
                ])
            }
        }
    }

    /// Where what comes back differs from what was sent.
    var difference: [String] {
        guard case .translated(_, let back) = outcome else { return [] }
        return Lines.difference(Lines.of(sent), Lines.of(back))
    }

    /// The losses that explain the difference, and the lines that neither they nor the names of dropped fields do.
    var explanation: (used: Set<Int>, unexplained: [String]) {
        guard case .translated(let translated, _) = outcome else { return ([], []) }
        let rest = difference.filter { !Self.isNamed($0, in: translated.dropped) }
        return RequestLosses.all.explanation(rest, pair, feature)
    }

    /// Whether the line is about a field of the client's format alone that is named among the dropped ones.
    private static func isNamed(_ line: String, in dropped: [String]) -> Bool {
        guard let match = line.prefixMatch(of: /- (request|turn|part|result part|tool) extra ([^:]+):/) else {
            return false
        }
        let field = String(match.2)
        return dropped.contains { $0 == field || $0.hasSuffix(".\(field)") || field.hasPrefix("\($0).") }
    }

    /// The features for which a format has a fixture.
    static func features(_ dialect: Dialect) -> [String] { GoldenFolder.names("requests/\(dialect.rawValue)", ".json") }
}
