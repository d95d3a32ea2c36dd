// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers

@testable import WireFormats

/// The steps of answers in the words of tests.
enum Steps {
    static let context = AnswerContext(now: 7, seed: "seed")

    /// The steps that the whole answer `text` makes.
    static func read(json text: String, _ format: WireFormat) -> [AnswerEvent]? {
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        guard (try? tape.scan(bytes.span)) != nil else { return nil }
        return format == .openAIChat
            ? ChatAnswerReader.read(bytes.span, tape) : MessagesAnswerReader.read(bytes.span, tape)
    }

    /// The steps that a stream makes when its bytes come in `pieces`, and whether all of it could be read.
    static func read(pieces: [[UInt8]], _ format: WireFormat) -> (events: [AnswerEvent], isSound: Bool) {
        var chat = ChatEventReader()
        var messages = MessagesEventReader()
        var splitter = SSESplitter()
        var tape = JSONTape()
        var held: [UInt8] = []
        var events: [AnswerEvent] = []
        var isSound = true
        for piece in pieces {
            held += piece
            var start = 0
            while let event = splitter.next(in: held.span) {
                start = event.range.upperBound
                guard let first = event.data else { continue }
                let lines = ([first] + event.moreData).map { held[$0] }
                let data = Array(lines.joined(separator: [0x0A]))
                isSound =
                    (format == .openAIChat
                        ? chat.read(data.span, tape: &tape, into: &events)
                        : messages.read(data.span, tape: &tape, into: &events)) && isSound
            }
            held.removeFirst(start)
            splitter.discard(start)
        }
        if format == .openAIChat { chat.finish(into: &events) } else { messages.finish(into: &events) }
        return (events, isSound)
    }

    /// The steps of a stream whose events have these datas.
    static func read(datas: [String], _ format: WireFormat) -> (events: [AnswerEvent], isSound: Bool) {
        read(pieces: [Array(datas.map { "data: \($0)\n\n" }.joined().utf8)], format)
    }

    static func json(_ events: [AnswerEvent], _ format: WireFormat, _ context: AnswerContext = context) -> String {
        let bytes =
            format == .openAIChat
            ? ChatAnswerWriter.json(events, context) : MessagesAnswerWriter.json(events, context)
        return String(decoding: bytes, as: UTF8.self)
    }

    static func stream(_ events: [AnswerEvent], _ format: WireFormat, _ context: AnswerContext = context) -> [UInt8] {
        var bytes: [UInt8] = []
        var chat = ChatEventWriter(context)
        var messages = MessagesEventWriter(context)
        for event in events {
            if format == .openAIChat { chat.write(event, into: &bytes) } else { messages.write(event, into: &bytes) }
        }
        return bytes
    }

    /// `bytes` in random pieces of up to `longest` bytes.
    static func cut(_ bytes: [UInt8], longest: Int, _ random: inout SplitMix64) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var place = 0
        while place < bytes.count {
            let end = min(bytes.count, place + 1 + random.below(longest))
            pieces.append(Array(bytes[place..<end]))
            place = end
        }
        return pieces
    }

    /// Each step in a few words.
    static func words(_ events: [AnswerEvent]?) -> [String] { events?.map(words) ?? ["nothing"] }

    private static func words(_ event: AnswerEvent) -> String {
        switch event {
        case .begin(let id, let model, let created): "begin \(id) \(model) \(created.map(String.init) ?? "-")"
        case .open(let part, let choice, let content):
            "open \(part)\(choice == 0 ? "" : "@\(choice)") \(words(content.content))"
                + content.extras.map { " \($0.name)=\(String(decoding: $0.json, as: UTF8.self))" }.joined()
        case .grow(let part, let text): "grow \(part) \(text)"
        case .sign(let part, let text): "sign \(part) \(text)"
        case .close(let part): "close \(part)"
        case .stop(let choice, let reason, let sequence):
            "stop \(choice) \(reason)\(sequence.map { " " + $0 } ?? "")"
        case .usage(let counts):
            "usage \(counts.input) \(counts.output) \(counts.cachedRead) \(counts.cacheWrite) \(counts.reasoning)"
        case .failure(let error): "failure \(error.status) \(error.kind) \(error.code) \(error.message)"
        case .end: "end"
        }
    }

    private static func words(_ content: Part.Content) -> String {
        switch content {
        case .text(let text): "text" + text
        case .refusal(let text): "refusal" + text
        case .reasoning(let reasoning):
            (reasoning.isRedacted ? "redacted " : "reasoning") + reasoning.text + (reasoning.signature ?? "")
        case .toolCall(let call): (call.isCustom ? "custom" : "call") + " \(call.id) \(call.name)" + call.input
        case .opaque(let type, let json): "opaque \(type) \(String(decoding: json, as: UTF8.self))"
        case .media, .toolResult: "other"
        }
    }
}
