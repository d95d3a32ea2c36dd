// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers
import Testing

@testable import WireFormats

/// Gemini's codecs in the words of tests.
enum GeminiCoding {
    static func request(_ text: String) throws -> Conversation {
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        try tape.scan(bytes.span)
        return try GeminiRequestDecoder.decode(tape, bytes.span)
    }

    /// Why a request cannot be read.
    static func problem(_ text: String) -> TranslationProblem? {
        do { _ = try request(text) } catch { return error as? TranslationProblem }
        return nil
    }

    static func encode(
        _ conversation: Conversation, _ model: String = "gemini-2.5-flash"
    ) throws(TranslationProblem) -> TranslatedRequest {
        try GeminiRequestEncoder.encode(
            conversation, for: EncodingTarget(format: .gemini, model: model, streams: false))
    }

    static func body(_ conversation: Conversation, _ model: String = "gemini-2.5-flash") throws -> String {
        String(decoding: try encode(conversation, model).body, as: UTF8.self)
    }

    /// The field that cannot be written.
    static func refused(_ conversation: Conversation, _ model: String = "gemini-2.5-flash") -> String? {
        do { _ = try encode(conversation, model) } catch { return error.kind == .inexpressible ? error.field : nil }
        return nil
    }

    static func answer(_ text: String) -> [AnswerEvent]? {
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        guard (try? tape.scan(bytes.span)) != nil else { return nil }
        return GeminiAnswerReader.read(bytes.span, tape)
    }

    /// The events of a stream that comes in random pieces; nil if a chunk of it is malformed.
    static func stream(_ bytes: [UInt8], _ random: inout SplitMix64) -> [AnswerEvent]? {
        var reader = GeminiEventReader()
        var splitter = SSESplitter()
        var tape = JSONTape()
        var events: [AnswerEvent] = []
        var held: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(1 + random.below(40))
            rest = rest.dropFirst(piece.count)
            held += piece
            while let event = splitter.next(in: held.span) {
                guard let data = event.data else { continue }
                guard reader.read(held.span.extracting(data), tape: &tape, into: &events) else { return nil }
            }
            let done = splitter.incompleteStart
            held.removeFirst(done)
            splitter.discard(done)
        }
        reader.finish(into: &events)
        return events
    }

    /// The same for a stream that is a JSON array.
    static func array(_ bytes: [UInt8], _ random: inout SplitMix64) -> [AnswerEvent]? {
        var reader = GeminiEventReader()
        var splitter = GeminiArraySplitter()
        var tape = JSONTape()
        var events: [AnswerEvent] = []
        var held: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(1 + random.below(40))
            rest = rest.dropFirst(piece.count)
            held += piece
            while let element = splitter.next(in: held.span) {
                guard reader.read(held.span.extracting(element), tape: &tape, into: &events) else { return nil }
            }
            let done = splitter.incompleteStart
            held.removeFirst(done)
            splitter.discard(done)
        }
        guard splitter.isOver else { return nil }
        reader.finish(into: &events)
        return events
    }

    static func sse(_ events: [AnswerEvent], _ context: AnswerContext = context) -> [UInt8] {
        var writer = GeminiEventWriter(context)
        var bytes: [UInt8] = []
        for event in events { writer.write(event, into: &bytes) }
        return bytes
    }

    static func array(_ events: [AnswerEvent]) -> [UInt8] {
        var writer = GeminiArrayWriter(context)
        var bytes: [UInt8] = []
        for event in events { writer.write(event, into: &bytes) }
        return bytes
    }

    static func json(_ events: [AnswerEvent], _ context: AnswerContext = context) -> String {
        String(decoding: GeminiAnswerWriter.json(events, context), as: UTF8.self)
    }

    static var context: AnswerContext { AnswerContext(now: 1, seed: "seed1") }

    static func error(_ text: String, _ status: Int) -> GatewayError? {
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        guard (try? tape.scan(bytes.span)) != nil else { return nil }
        return GeminiErrorReader.read(bytes.span, tape, status: status)
    }
}
