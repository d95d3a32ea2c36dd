// SPDX-License-Identifier: Apache-2.0

/// Writes an answer as OpenAI's `chat.completion`, or as the chunks of its stream.
struct OpenAIChatWriter {
    let request: GenerationRequest
    let content: AnswerContent
    let prompt: PromptBill
    /// The time of the answer in seconds since 1970.
    let created: Int

    /// The whole answer as one document.
    func document() -> JSONValue {
        [
            "id": .string(id),
            "object": "chat.completion",
            "created": .int(created),
            "model": .string(request.model),
            "choices": .array(content.choices.enumerated().map { choice($0.element, index: $0.offset) }),
            "usage": usage,
            "service_tier": "default",
            "system_fingerprint": .string(fingerprint),
        ]
    }

    /// The answer as a stream; the deltas of several choices take turns.
    func frames() -> [StreamFrame] {
        var frames: [StreamFrame] = []
        for (index, choice) in content.choices.enumerated() {
            let speaks = !choice.isRefusal && (choice.calls.isEmpty || !choice.pieces.isEmpty)
            let text: JSONValue = speaks ? "" : .null
            frames.append(
                chunk(index, ["role": "assistant", "content": text, "refusal": .null], kind: .opening))
        }
        let perChoice = content.choices.enumerated().map { deltas(of: $0.element, index: $0.offset) }
        for turn in 0..<(perChoice.map(\.count).max() ?? 0) {
            frames += perChoice.compactMap { turn < $0.count ? $0[turn] : nil }
        }
        for (index, choice) in content.choices.enumerated() {
            frames.append(chunk(index, [:], finish: choice.finish, kind: .closing))
        }
        if request.includesUsage {
            frames.append(.data(chunkDocument(choices: [], usage: usage), kind: .closing))
        }
        frames.append(StreamFrame(kind: .terminator, bytes: Array("data: [DONE]\n\n".utf8)))
        return frames
    }

    private var id: String { FakeText.identifier("chatcmpl-", length: 29, seed: request.digest) }

    private var fingerprint: String { "fp_" + FakeText.hexadecimal(Digest.of(request.model), digits: 10) }

    private var usage: JSONValue {
        [
            "prompt_tokens": .int(prompt.total),
            "completion_tokens": .int(content.outputTokens),
            "total_tokens": .int(prompt.total + content.outputTokens),
            "prompt_tokens_details": ["cached_tokens": .int(prompt.cacheRead), "audio_tokens": 0],
            "completion_tokens_details": [
                "reasoning_tokens": .int(content.reasoningTokens),
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            ],
        ]
    }

    private func choice(_ choice: AnswerContent.Choice, index: Int) -> JSONValue {
        let silent = choice.isRefusal || choice.pieces.isEmpty && !choice.calls.isEmpty
        var message: [JSONValue.Member] = [
            .init(key: "role", value: "assistant"),
            .init(key: "content", value: silent ? .null : .string(choice.text)),
        ]
        if !content.reasoning.isEmpty {
            message.append(.init(key: "reasoning_content", value: .string(content.reasoning.joined())))
        }
        if !choice.calls.isEmpty {
            message.append(.init(key: "tool_calls", value: .array(choice.calls.map(call))))
        }
        message.append(.init(key: "refusal", value: choice.isRefusal ? .string(choice.text) : .null))
        message.append(.init(key: "annotations", value: []))
        return [
            "index": .int(index),
            "message": .object(message),
            "logprobs": logprobs(of: choice.pieces, isRefusal: choice.isRefusal),
            "finish_reason": .string(choice.finish.word(in: .openAI)),
        ]
    }

    private func call(_ call: AnswerContent.ToolCall) -> JSONValue {
        .object(members(of: call, input: call.input))
    }

    private func members(of call: AnswerContent.ToolCall, input: String) -> [JSONValue.Member] {
        let type = call.tool.isCustom ? "custom" : "function"
        let inside: JSONValue = .object([
            .init(key: "name", value: .string(call.name)), .init(key: inputKey(of: call), value: .string(input)),
        ])
        return [
            .init(key: "id", value: .string(call.id)), .init(key: "type", value: .string(type)),
            .init(key: type, value: inside),
        ]
    }

    private func inputKey(of call: AnswerContent.ToolCall) -> String { call.tool.isCustom ? "input" : "arguments" }

    /// The member `logprobs` of a choice, or of the delta that carries these pieces.
    private func logprobs(of pieces: [String], isRefusal: Bool) -> JSONValue {
        guard let alternatives = request.alternatives else { return .null }
        return TokenLogprobs(alternatives: alternatives).chat(pieces, isRefusal: isRefusal)
    }

    private func deltas(of choice: AnswerContent.Choice, index: Int) -> [StreamFrame] {
        // Thinking is billed once, so it is shown with the first choice only.
        var frames = (index == 0 ? content.reasoning : []).map {
            chunk(index, ["reasoning_content": .string($0)], kind: .delta, generatedBytes: $0.utf8.count)
        }
        frames += choice.pieces.map {
            let delta: JSONValue = choice.isRefusal ? ["refusal": .string($0)] : ["content": .string($0)]
            let logprobs = logprobs(of: [$0], isRefusal: choice.isRefusal)
            return chunk(index, delta, logprobs: logprobs, kind: .delta, generatedBytes: $0.utf8.count)
        }
        for (number, call) in choice.calls.enumerated() {
            let place = [JSONValue.Member(key: "index", value: .int(number))]
            let start = JSONValue.object(place + members(of: call, input: ""))
            frames.append(
                chunk(index, ["tool_calls": [start]], kind: .delta, generatedBytes: call.name.utf8.count))
            frames += call.pieces.map { piece in
                let input = JSONValue.object([.init(key: inputKey(of: call), value: .string(piece))])
                let inside = JSONValue.Member(key: call.tool.isCustom ? "custom" : "function", value: input)
                let part = JSONValue.object(place + [inside])
                return chunk(index, ["tool_calls": [part]], kind: .delta, generatedBytes: piece.utf8.count)
            }
        }
        return frames
    }

    private func chunk(
        _ index: Int, _ delta: JSONValue, finish: FinishReason? = nil, logprobs: JSONValue = .null,
        kind: StreamFrame.Kind, generatedBytes: Int = 0
    ) -> StreamFrame {
        let choice: JSONValue = [
            "index": .int(index),
            "delta": delta,
            "logprobs": logprobs,
            "finish_reason": .optional(finish?.word(in: .openAI)),
        ]
        let document = chunkDocument(choices: [choice], usage: request.includesUsage ? .null : nil)
        return .data(document, kind: kind, generatedBytes: generatedBytes)
    }

    private func chunkDocument(choices: JSONValue, usage: JSONValue?) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init(key: "id", value: .string(id)),
            .init(key: "object", value: "chat.completion.chunk"),
            .init(key: "created", value: .int(created)),
            .init(key: "model", value: .string(request.model)),
            .init(key: "service_tier", value: "default"),
            .init(key: "system_fingerprint", value: .string(fingerprint)),
            .init(key: "choices", value: choices),
        ]
        if let usage { members.append(.init(key: "usage", value: usage)) }
        return .object(members)
    }
}
