// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads a whole chat completion into an answer.
enum ChatAnswerDecoder {
    static func decode(_ body: Span<UInt8>) -> Answer? {
        var tape = JSONTape()
        do { try tape.scan(body) } catch { return nil }
        var answer = Answer(origin: .openAIChat, id: "", model: "", choices: [])
        var sound = tape.nodes[tape.root].kind == .object
        tape.forEachMember(of: tape.root) { key, value in
            guard let name = tape.string(at: key, in: body) else { return sound = false }
            switch name {
            // Padding of streams says nothing.
            case "object", "obfuscation": break
            case "id": answer.id = tape.string(at: value, in: body) ?? ""
            case "model": answer.model = tape.string(at: value, in: body) ?? ""
            case "created": answer.created = tape.integer(at: value, in: body)
            case "usage":
                answer.rawUsage = tape.nodes[value].kind == .object ? tape.raw(value, in: body) : nil
                answer.usage = usage(value, body, tape)
            case "choices":
                tape.forEachElement(of: value) { element in
                    if let choice = choice(element, body, tape) { answer.choices.append(choice) } else { sound = false }
                }
            default: answer.extras.append(.init(name: name, json: tape.raw(value, in: body)))
            }
        }
        // In a stream, choices of one index would become one.
        let indexes = Set(answer.choices.map(\.index))
        return sound && !answer.choices.isEmpty && indexes.count == answer.choices.count ? answer : nil
    }

    private static func choice(_ index: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> Choice? {
        var choice = Choice(parts: [], stopReason: .other(""))
        var sound = tape.nodes[index].kind == .object
        tape.forEachMember(of: index) { key, value in
            guard let name = tape.string(at: key, in: body) else { return sound = false }
            switch name {
            case "logprobs" where tape.nodes[value].kind == .null: break
            // The streams' word for what they bring: an answer written as one would have it twice.
            case "delta": sound = false
            case "index": choice.index = tape.integer(at: value, in: body) ?? 0
            case "finish_reason": choice.stopReason = ChatWords.stopReason(tape.string(at: value, in: body) ?? "")
            case "message": sound = message(value, body, tape, into: &choice) && sound
            default: choice.extras.append(.init(name: name, json: tape.raw(value, in: body)))
            }
        }
        return sound ? choice : nil
    }

    private static func message(
        _ index: Int, _ body: Span<UInt8>, _ tape: JSONTape, into choice: inout Choice
    ) -> Bool {
        var sound = true
        var calls: [AnswerPart] = []
        tape.forEachMember(of: index) { key, value in
            guard let name = tape.string(at: key, in: body) else { return sound = false }
            switch (name, tape.nodes[value].kind) {
            case ("role", _), ("content", .null), ("tool_calls", .null): break
            case ("content", .string):
                guard let text = tape.string(at: value, in: body) else { return sound = false }
                if !text.isEmpty { choice.parts.append(.text(text)) }
            case ("tool_calls", .array):
                tape.forEachElement(of: value) { element in
                    if let call = toolCall(element, body, tape) { calls.append(call) } else { sound = false }
                }
            case ("content", _), ("tool_calls", _), ("function_call", .object): sound = false
            default: choice.messageExtras.append(.init(name: name, json: tape.raw(value, in: body)))
            }
        }
        choice.parts += calls
        return sound
    }

    private static func toolCall(_ index: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> AnswerPart? {
        guard let function = tape.member("function", of: index, in: body),
            let id = tape.member("id", of: index, in: body).flatMap({ tape.string(at: $0, in: body) }),
            let name = tape.member("name", of: function, in: body).flatMap({ tape.string(at: $0, in: body) }),
            let arguments = tape.member("arguments", of: function, in: body).flatMap({ tape.string(at: $0, in: body) })
        else { return nil }
        return .toolCall(id: id, name: name, arguments: arguments)
    }

    /// Reads OpenAI's token counts; `prompt_tokens` there includes those from and to the cache.
    static func usage(_ index: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> Usage? {
        guard tape.nodes[index].kind == .object else { return nil }
        func count(_ name: StaticString, of object: Int?) -> Int {
            guard let object, let value = tape.member(name, of: object, in: body) else { return 0 }
            return Usage.plausible(tape.integer(at: value, in: body))
        }
        let details = tape.member("prompt_tokens_details", of: index, in: body)
        var cached = count("cached_tokens", of: details)
        // DeepSeek's own words for the same.
        if cached == 0 { cached = count("prompt_cache_hit_tokens", of: index) }
        let written = count("cache_write_tokens", of: details)
        let answer = tape.member("completion_tokens_details", of: index, in: body)
        var usage = Usage(
            input: max(0, count("prompt_tokens", of: index) - cached - written),
            output: count("completion_tokens", of: index), cachedRead: cached, cacheWrite: written,
            reasoning: count("reasoning_tokens", of: answer))
        if let details {
            usage.audioInput = count("audio_tokens", of: details)
            usage.imageInput = count("image_tokens", of: details)
        }
        if let answer { usage.audioOutput = count("audio_tokens", of: answer) }
        usage.toldCost = UsageWords.toldCost(index, body, tape)
        return usage
    }
}
