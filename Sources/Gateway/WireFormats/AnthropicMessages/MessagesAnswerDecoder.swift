// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads a whole message into an answer.
enum MessagesAnswerDecoder {
    static func decode(_ body: Span<UInt8>) -> Answer? {
        var tape = JSONTape()
        do { try tape.scan(body) } catch { return nil }
        guard tape.nodes[tape.root].kind == .object else { return nil }
        return decode(tape.root, body, tape)
    }

    /// Reads the message object at `index`: a whole body, or what a stream's first event holds.
    static func decode(_ index: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> Answer? {
        var answer = Answer(origin: .anthropicMessages, id: "", model: "", choices: [])
        var choice = Choice(parts: [], stopReason: .other(""))
        var sound = true
        tape.forEachMember(of: index) { key, value in
            guard let name = tape.string(at: key, in: body) else { return sound = false }
            switch name {
            case "type", "role": break
            case "id": answer.id = tape.string(at: value, in: body) ?? ""
            case "model": answer.model = tape.string(at: value, in: body) ?? ""
            case "stop_reason": choice.stopReason = MessagesWords.stopReason(tape.string(at: value, in: body) ?? "")
            case "stop_sequence": choice.stopSequence = tape.string(at: value, in: body)
            case "usage":
                answer.rawUsage = tape.nodes[value].kind == .object ? tape.raw(value, in: body) : nil
                answer.usage = usage(value, body, tape)
            case "content":
                tape.forEachElement(of: value) { block in
                    if let part = part(block, body, tape) { choice.parts.append(part) } else { sound = false }
                }
            default: answer.extras.append(.init(name: name, json: tape.raw(value, in: body)))
            }
        }
        answer.choices = [choice]
        return sound ? answer : nil
    }

    /// Reads one content block; a block with more than the plain fields stays as it is.
    static func part(_ index: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> AnswerPart? {
        var fields: [String: Int] = [:]
        var sound = true
        tape.forEachMember(of: index) { key, value in
            guard let name = tape.string(at: key, in: body) else { return sound = false }
            fields[name] = value
        }
        guard sound, let type = fields["type"].flatMap({ tape.string(at: $0, in: body) }) else { return nil }
        func text(_ name: String) -> String? { fields[name].flatMap { tape.string(at: $0, in: body) } }
        switch (type, fields.count) {
        case ("text", 2):
            if let text = text("text") { return .text(text) }
        case ("thinking", 3):
            if let thinking = text("thinking"), let signature = text("signature") {
                return .reasoning(thinking, signature: signature)
            }
        case ("tool_use", 4):
            if let id = text("id"), let name = text("name"), let input = fields["input"] {
                return .toolCall(
                    id: id, name: name, arguments: String(decoding: tape.raw(input, in: body), as: UTF8.self))
            }
        default: break
        }
        return .opaque(.anthropicMessages, tape.raw(index, in: body))
    }

    /// Reads Anthropic's token counts; `input_tokens` there excludes the cached ones.
    static func usage(_ index: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> Usage? {
        guard tape.nodes[index].kind == .object else { return nil }
        func count(_ name: StaticString) -> Int { Usage.plausible(tape.count(name, of: index, in: body)) }
        let details = tape.member("output_tokens_details", of: index, in: body)
        var usage = Usage(
            input: count("input_tokens"), output: count("output_tokens"),
            cachedRead: count("cache_read_input_tokens"), cacheWrite: count("cache_creation_input_tokens"),
            reasoning: Usage.plausible(details.flatMap { tape.count("thinking_tokens", of: $0, in: body) }))
        if let written = tape.member("cache_creation", of: index, in: body), tape.nodes[written].kind == .object {
            usage.cacheWriteHour = Usage.plausible(tape.count("ephemeral_1h_input_tokens", of: written, in: body))
            let short = Usage.plausible(tape.count("ephemeral_5m_input_tokens", of: written, in: body))
            // Whoever tells the parts only means their sum.
            usage.cacheWrite = max(usage.cacheWrite, usage.cacheWriteHour + short)
        }
        usage.tier = UsageWords.tier(of: index, body, tape)
        return usage
    }
}
