// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

/// The codec of the responses format in the words of tests.
enum ResponsesCoding {
    static func decode(_ json: String) throws -> Conversation {
        let bytes = Array(json.utf8)
        var tape = JSONTape()
        try tape.scan(bytes.span)
        return try ResponsesRequestDecoder.decode(tape, bytes.span)
    }

    /// The problem that reading meets, if any.
    static func problem(_ json: String) -> TranslationProblem? {
        do {
            _ = try decode(json)
            return nil
        } catch { return error as? TranslationProblem }
    }

    static func encode(
        _ conversation: Conversation, model: String = "gpt-4o", streams: Bool = false
    ) throws(TranslationProblem) -> TranslatedRequest {
        let target = EncodingTarget(format: .openAIResponses, model: model, streams: streams, isOpenAI: true)
        return try ResponsesRequestEncoder.encode(conversation, for: target)
    }

    static func body(_ conversation: Conversation, model: String = "gpt-4o", streams: Bool = false) throws -> String {
        String(decoding: try encode(conversation, model: model, streams: streams).body, as: UTF8.self)
    }

    static func read(_ json: String) -> [AnswerEvent]? {
        let bytes = Array(json.utf8)
        var tape = JSONTape()
        guard (try? tape.scan(bytes.span)) != nil else { return nil }
        return ResponsesAnswerReader.read(bytes.span, tape)
    }

    static let context = AnswerContext(now: 1_700_000_000, seed: "a1b2")

    static func json(_ events: [AnswerEvent], _ context: AnswerContext = context) -> String {
        String(decoding: ResponsesAnswerWriter.json(events, context), as: UTF8.self)
    }

    static func stream(_ events: [AnswerEvent], _ context: AnswerContext = context) -> String {
        var writer = ResponsesEventWriter(context)
        var bytes: [UInt8] = []
        for event in events { writer.write(event, into: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads the datas of a stream's events one by one; nil if one is malformed.
    static func read(datas: [String], finishing: Bool = true) -> [AnswerEvent]? {
        var reader = ResponsesEventReader()
        var tape = JSONTape()
        var events: [AnswerEvent] = []
        for data in datas {
            let bytes = Array(data.utf8)
            guard reader.read(bytes.span, tape: &tape, into: &events) else { return nil }
        }
        if finishing { reader.finish(into: &events) }
        return events
    }

    static func read(stream: String) -> [AnswerEvent]? { read(datas: Coding.datas(stream)) }

    static func facts(stream datas: [String]) -> (AnswerFacts, [StreamInspector.Verdict]) {
        var facts = ResponsesStreamFacts()
        var tape = JSONTape()
        var verdicts: [StreamInspector.Verdict] = []
        for data in datas {
            let bytes = Array(data.utf8)
            verdicts.append(facts.inspect(bytes.span, &tape))
        }
        return (facts.facts, verdicts)
    }

    static func facts(_ json: String) throws -> AnswerFacts {
        let bytes = Array(json.utf8)
        var tape = JSONTape()
        try tape.scan(bytes.span)
        return ResponsesAnswerFacts.facts(bytes.span, tape)
    }
}
