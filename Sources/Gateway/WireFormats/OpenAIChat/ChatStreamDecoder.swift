// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Gathers the chunks of a chat completion stream into one answer.
///
/// Text and tool arguments are joined; unknown text fields of a delta too, as clients join them. Anything that could
/// only be joined by guessing makes the stream not convertible, and the caller asks the provider instead.
struct ChatStreamDecoder {
    private var answer = Answer(origin: .openAIChat, id: "", model: "", choices: [])
    private var drafts: [Int: Draft] = [:]
    private var isSound = true

    /// One choice while it grows.
    private struct Draft {
        var text = ""
        var calls: [(id: String, name: String, arguments: String)] = []
        var stopReason: StopReason?
        var extras: [Answer.Extra] = []
        var messageExtras: [Answer.Extra] = []
        var growing: [(name: String, text: String)] = []
        var logprobs: [(name: String, elements: [[UInt8]]?)] = []

        var isCrowded: Bool {
            max(extras.count, messageExtras.count, growing.count, logprobs.count) > AnswerCodec.mostUnknown
        }
    }

    static func decode(_ bytes: Span<UInt8>) -> Answer? {
        var decoder = ChatStreamDecoder()
        var splitter = SSESplitter()
        var tape = JSONTape()
        while let event = splitter.next(in: bytes) {
            guard let data = event.data else { continue }
            guard event.moreData.isEmpty else { return nil }
            decoder.take(bytes.extracting(data), &tape)
            guard decoder.isSound else { return nil }
        }
        return decoder.finish()
    }

    private mutating func take(_ data: Span<UInt8>, _ tape: inout JSONTape) {
        do { try tape.scan(data) } catch { return }  // `[DONE]`; the inspector has refused anything else.
        let scanned = tape
        scanned.forEachMember(of: scanned.root) { key, value in
            guard isSound, let name = scanned.string(at: key, in: data) else { return isSound = false }
            switch name {
            case "object", "obfuscation": break
            case "id": if answer.id.isEmpty { answer.id = scanned.string(at: value, in: data) ?? "" }
            case "model": if answer.model.isEmpty { answer.model = scanned.string(at: value, in: data) ?? "" }
            case "created": if answer.created == nil { answer.created = scanned.integer(at: value, in: data) }
            case "usage" where scanned.nodes[value].kind == .object:
                answer.rawUsage = scanned.raw(value, in: data)
                answer.usage = ChatAnswerDecoder.usage(value, data, scanned)
            case "usage": break
            case "choices": scanned.forEachElement(of: value) { choice($0, data, scanned) }
            default: set(name, scanned.raw(value, in: data), in: &answer.extras)
            }
            if answer.extras.count > AnswerCodec.mostUnknown { isSound = false }
        }
    }

    private mutating func choice(_ index: Int, _ data: Span<UInt8>, _ tape: JSONTape) {
        let number = tape.member("index", of: index, in: data).flatMap { tape.integer(at: $0, in: data) } ?? 0
        var draft = drafts[number] ?? Draft()
        tape.forEachMember(of: index) { key, value in
            guard isSound, let name = tape.string(at: key, in: data) else { return isSound = false }
            switch (name, tape.nodes[value].kind) {
            case ("index", _), ("finish_reason", .null), ("logprobs", .null), ("delta", .null): break
            case ("finish_reason", _):
                draft.stopReason = ChatWords.stopReason(tape.string(at: value, in: data) ?? "")
            case ("logprobs", .object): logprobs(value, data, tape, &draft)
            case ("delta", .object): delta(value, data, tape, &draft)
            case ("delta", _), ("message", _), ("logprobs", _): isSound = false
            default: set(name, tape.raw(value, in: data), in: &draft.extras)
            }
            if draft.isCrowded { isSound = false }
        }
        drafts[number] = draft
    }

    private mutating func delta(_ index: Int, _ data: Span<UInt8>, _ tape: JSONTape, _ draft: inout Draft) {
        tape.forEachMember(of: index) { key, value in
            guard isSound, !draft.isCrowded, let name = tape.string(at: key, in: data) else { return isSound = false }
            switch (name, tape.nodes[value].kind) {
            case ("role", _), ("content", .null), ("tool_calls", .null), ("function_call", .null): break
            case ("content", .string):
                guard let text = tape.string(at: value, in: data) else { return isSound = false }
                draft.text += text
            case ("tool_calls", .array):
                tape.forEachElement(of: value) { toolCall($0, data, tape, &draft) }
            case ("content", _), ("tool_calls", _), ("function_call", _): isSound = false
            case (_, .string):
                guard let text = tape.string(at: value, in: data) else { return isSound = false }
                if let place = draft.growing.firstIndex(where: { $0.name == name }) {
                    draft.growing[place].text += text
                } else {
                    draft.growing.append((name, text))
                }
            case (_, .null): set(name, tape.raw(value, in: data), in: &draft.messageExtras, replacing: false)
            default:
                // A list or an object that comes twice would have to be joined in a way that nobody defines.
                if draft.messageExtras.contains(where: { $0.name == name }) { isSound = false }
                set(name, tape.raw(value, in: data), in: &draft.messageExtras)
            }
        }
    }

    private mutating func toolCall(_ index: Int, _ data: Span<UInt8>, _ tape: JSONTape, _ draft: inout Draft) {
        func text(_ name: StaticString, of object: Int?) -> String? {
            object.flatMap { tape.member(name, of: $0, in: data) }.flatMap { tape.string(at: $0, in: data) }
        }
        let place =
            tape.member("index", of: index, in: data).flatMap { tape.integer(at: $0, in: data) } ?? draft.calls.count
        guard (0...draft.calls.count).contains(place) else { return isSound = false }
        if place == draft.calls.count { draft.calls.append(("", "", "")) }
        if let kind = text("type", of: index), kind != "function" { isSound = false }
        let function = tape.member("function", of: index, in: data)
        if let id = text("id", of: index) { draft.calls[place].id = id }
        if let name = text("name", of: function) { draft.calls[place].name += name }
        if let arguments = text("arguments", of: function) { draft.calls[place].arguments += arguments }
    }

    private mutating func logprobs(_ index: Int, _ data: Span<UInt8>, _ tape: JSONTape, _ draft: inout Draft) {
        if Int(tape.nodes[index].next) == index + 1 { isSound = false }
        tape.forEachMember(of: index) { key, value in
            guard isSound, !draft.isCrowded, let name = tape.string(at: key, in: data),
                [.array, .null].contains(tape.nodes[value].kind)
            else {
                return isSound = false
            }
            let place = draft.logprobs.firstIndex { $0.name == name } ?? draft.logprobs.count
            if place == draft.logprobs.count { draft.logprobs.append((name, nil)) }
            guard tape.nodes[value].kind == .array else { return }
            var elements = draft.logprobs[place].elements ?? []
            draft.logprobs[place].elements = nil
            tape.forEachElement(of: value) { elements.append(tape.raw($0, in: data)) }
            draft.logprobs[place].elements = elements
        }
    }

    private func set(
        _ name: String, _ json: [UInt8], in extras: inout [Answer.Extra], replacing: Bool = true
    ) {
        if let place = extras.firstIndex(where: { $0.name == name }) {
            if replacing { extras[place].json = json }
        } else {
            extras.append(.init(name: name, json: json))
        }
    }

    private mutating func finish() -> Answer? {
        for (number, draft) in drafts.sorted(by: { $0.key < $1.key }) {
            guard let reason = draft.stopReason else { return nil }
            var choice = Choice(index: number, parts: [], stopReason: reason, extras: draft.extras)
            if !draft.text.isEmpty { choice.parts.append(.text(draft.text)) }
            choice.parts += draft.calls.map { .toolCall(id: $0.id, name: $0.name, arguments: $0.arguments) }
            choice.messageExtras = draft.messageExtras
            for (name, text) in draft.growing {
                let other = choice.messageExtras.first { $0.name == name }?.json
                if let other, other != Array("null".utf8) { return nil }
                var json: [UInt8] = []
                JSONWriter.append(text, to: &json)
                set(name, json, in: &choice.messageExtras)
            }
            if !draft.logprobs.isEmpty { choice.extras.append(.init(name: "logprobs", json: joined(draft.logprobs))) }
            answer.choices.append(choice)
        }
        return isSound && !answer.choices.isEmpty ? answer : nil
    }

    private func joined(_ logprobs: [(name: String, elements: [[UInt8]]?)]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, elements) in logprobs {
            writer.key(name)
            guard let elements else {
                writer.null()
                continue
            }
            writer.beginArray()
            for element in elements { writer.raw(element) }
            writer.endArray()
        }
        writer.endObject()
        return writer.bytes
    }
}
