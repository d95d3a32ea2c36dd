// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Gathers the events of a messages stream into one answer.
///
/// Blocks that grow in ways this version does not know make the stream not convertible.
struct MessagesStreamDecoder {
    private var answer: Answer?
    private var blocks: [Int: Draft] = [:]
    private var usage: [Answer.Extra] = []
    private var isSound = true
    private var isOver = false

    /// One content block while it grows.
    private struct Draft {
        var part: AnswerPart
        var arguments = ""
    }

    static func decode(_ bytes: Span<UInt8>) -> Answer? {
        var decoder = MessagesStreamDecoder()
        var splitter = SSESplitter()
        var tape = JSONTape()
        while let event = splitter.next(in: bytes) {
            guard let data = event.data else { continue }
            guard event.moreData.isEmpty else { return nil }
            do { try tape.scan(bytes.extracting(data)) } catch { return nil }
            decoder.take(bytes.extracting(data), tape)
            guard decoder.isSound else { return nil }
        }
        return decoder.finish()
    }

    private mutating func take(_ data: Span<UInt8>, _ tape: JSONTape) {
        func member(_ name: StaticString) -> Int? { tape.member(name, of: tape.root, in: data) }
        let index = member("index").flatMap { tape.integer(at: $0, in: data) }
        let type = member("type").flatMap { tape.string(at: $0, in: data) }
        // What follows the last event, or begins anew, can only be joined by guessing.
        if isOver, type != "ping" { return isSound = false }
        switch type {
        case "message_stop": isOver = true
        case "message_start":
            guard answer == nil, let message = member("message") else { return isSound = false }
            answer = MessagesAnswerDecoder.decode(message, data, tape)
            if let counts = tape.member("usage", of: message, in: data) { merge(counts, data, tape) }
        case "content_block_start":
            guard let index, blocks[index] == nil, let block = member("content_block"),
                let part = MessagesAnswerDecoder.part(block, data, tape)
            else { return isSound = false }
            blocks[index] = Draft(part: part)
        case "content_block_delta":
            guard let index, let delta = member("delta") else { return isSound = false }
            grow(index, delta, data, tape)
        case "message_delta":
            finishMessage(member("delta"), data, tape)
            if let counts = member("usage") { merge(counts, data, tape) }
        default: break
        }
    }

    private mutating func grow(_ index: Int, _ delta: Int, _ data: Span<UInt8>, _ tape: JSONTape) {
        func text(_ name: StaticString) -> String? {
            tape.member(name, of: delta, in: data).flatMap { tape.string(at: $0, in: data) }
        }
        guard var draft = blocks[index] else { return isSound = false }
        // What cannot be read is not left out: the answer would be another one.
        switch (text("type"), draft.part) {
        case ("text_delta", .text(let before)):
            guard let piece = text("text") else { return isSound = false }
            draft.part = .text(before + piece)
        case ("thinking_delta", .reasoning(let before, let signature)):
            guard let piece = text("thinking") else { return isSound = false }
            draft.part = .reasoning(before + piece, signature: signature)
        case ("signature_delta", .reasoning(let thinking, let before)):
            guard let piece = text("signature") else { return isSound = false }
            draft.part = .reasoning(thinking, signature: (before ?? "") + piece)
        case ("input_json_delta", .toolCall):
            guard let piece = text("partial_json") else { return isSound = false }
            draft.arguments += piece
        default:
            isSound = false
        }
        blocks[index] = draft
    }

    private mutating func finishMessage(_ delta: Int?, _ data: Span<UInt8>, _ tape: JSONTape) {
        guard let delta else { return }
        tape.forEachMember(of: delta) { key, value in
            guard isSound, let name = tape.string(at: key, in: data), answer != nil else { return isSound = false }
            switch name {
            case "stop_reason":
                answer?.choices[0].stopReason = MessagesWords.stopReason(tape.string(at: value, in: data) ?? "")
            case "stop_sequence": answer?.choices[0].stopSequence = tape.string(at: value, in: data)
            default:
                answer?.extras.removeAll { $0.name == name }
                answer?.extras.append(.init(name: name, json: tape.raw(value, in: data)))
                if let answer, answer.extras.count > AnswerCodec.mostUnknown { isSound = false }
            }
        }
    }

    /// Later counts replace earlier ones of the same name, as clients do it.
    private mutating func merge(_ counts: Int, _ data: Span<UInt8>, _ tape: JSONTape) {
        tape.forEachMember(of: counts) { key, value in
            guard isSound, let name = tape.string(at: key, in: data) else { return isSound = false }
            let json = tape.raw(value, in: data)
            if let place = usage.firstIndex(where: { $0.name == name }) {
                usage[place].json = json
            } else {
                usage.append(.init(name: name, json: json))
                if usage.count > AnswerCodec.mostUnknown { isSound = false }
            }
        }
    }

    private mutating func finish() -> Answer? {
        guard isSound, var answer else { return nil }
        for (_, draft) in blocks.sorted(by: { $0.key < $1.key }) {
            if case .toolCall(let id, let name, let arguments) = draft.part {
                let grown = draft.arguments.isEmpty ? arguments : draft.arguments
                answer.choices[0].parts.append(.toolCall(id: id, name: name, arguments: grown))
            } else {
                answer.choices[0].parts.append(draft.part)
            }
        }
        var writer = JSONWriter()
        writer.beginObject()
        for count in usage { writer.member(count.name, raw: count.json) }
        writer.endObject()
        var tape = JSONTape()
        do { try tape.scan(writer.bytes.span) } catch { return nil }
        answer.rawUsage = writer.bytes
        answer.usage = MessagesAnswerDecoder.usage(tape.root, writer.bytes.span, tape)
        return answer
    }
}
