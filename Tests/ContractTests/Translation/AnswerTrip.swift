// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

/// One answer of a provider on its way into a client's format.
struct AnswerTrip {
    /// How it travels.
    enum Form: String, CaseIterable, Sendable { case json = "JSON", stream }

    let pair: DialectPair
    let feature: String
    let form: Form
    /// The provider's bytes.
    let sent: [UInt8]
    /// The client's bytes.
    let received: [UInt8]
    private let hasEnded: Bool
    private let hasFailed: Bool

    static let context = AnswerContext(now: 1_763_000_100, seed: "5eed0f7e575")

    init(_ pair: DialectPair, _ feature: String, _ form: Form) throws {
        self.pair = pair
        self.feature = feature
        self.form = form
        let sent = try GoldenFolder.bytes(
            "answers/\(pair.provider.rawValue)/\(feature).\(form == .json ? "json" : "sse")")
        self.sent = sent
        var translation = AnswerTranslation(
            from: pair.provider.format, to: pair.client.format, context: Self.context)
        var tape = JSONTape()
        switch form {
        case .json:
            let bytes = translation.json(sent.span, tape: &tape)
            received = try #require(bytes, "\(pair) \(feature) cannot be read")
        case .stream:
            received = translation.take(sent.span, tape: &tape) + translation.finish()
        }
        hasEnded = translation.hasEnded
        hasFailed = translation.hasFailed
    }

    /// Whether the client was told how the stream ended.
    var isOver: Bool { form == .json || (feature.hasPrefix("error") ? hasFailed : hasEnded && !hasFailed) }

    /// What the provider said, one thing a line.
    var original: [String] { get throws { try Self.lines(sent, pair.provider, form) } }

    /// Where what the client reads differs from what the provider said.
    var difference: [String] {
        get throws { Lines.difference(try original, try Self.lines(received, pair.client, form)) }
    }

    static func lines(_ bytes: [UInt8], _ dialect: Dialect, _ form: Form) throws -> [String] {
        switch form {
        case .json:
            var tape = JSONTape()
            let events = AnswerTranslation.events(bytes.span, dialect.format, tape: &tape)
            return Lines.of(try #require(events, "not an answer of \(dialect)"))
        case .stream:
            var reader = EventReader(dialect.format)
            var splitter = SSESplitter()
            var tape = JSONTape()
            var events: [AnswerEvent] = []
            while let event = splitter.next(in: bytes.span) {
                guard event.data != nil else { continue }
                let isRead = reader.read(event.joinedData(in: bytes.span).span, tape: &tape, into: &events)
                #expect(isRead, "an event of \(dialect) cannot be read")
            }
            reader.finish(into: &events)
            return Lines.of(events)
        }
    }

    static func features(_ dialect: Dialect, _ form: Form) -> [String] {
        GoldenFolder.names("answers/\(dialect.rawValue)", form == .json ? ".json" : ".sse")
    }

    /// The path of the golden file.
    var golden: String { "answers/\(pair.folder)/\(feature).\(form == .json ? "json" : "sse")" }
}
