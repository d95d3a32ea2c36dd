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
            let text: JSONValue = choice.calls.isEmpty || !choice.pieces.isEmpty ? "" : .null
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
        let output = TokenCount.tokens(bytes: content.generatedBytes)
        return [
            "prompt_tokens": .int(prompt.total),
            "completion_tokens": .int(output),
            "total_tokens": .int(prompt.total + output),
            "prompt_tokens_details": ["cached_tokens": .int(prompt.cacheRead), "audio_tokens": 0],
            "completion_tokens_details": [
                "reasoning_tokens": .int(TokenCount.tokens(bytes: content.reasoningBytes)),
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            ],
        ]
    }

    private func choice(_ choice: AnswerContent.Choice, index: Int) -> JSONValue {
        let silent = choice.pieces.isEmpty && !choice.calls.isEmpty
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
        message.append(.init(key: "refusal", value: .null))
        message.append(.init(key: "annotations", value: []))
        return [
            "index": .int(index),
            "message": .object(message),
            "logprobs": .null,
            "finish_reason": .string(choice.finish.word(in: .openAI)),
        ]
    }

    private func call(_ call: AnswerContent.ToolCall) -> JSONValue {
        [
            "id": .string(call.id),
            "type": "function",
            "function": ["name": .string(call.name), "arguments": .string(call.input)],
        ]
    }

    private func deltas(of choice: AnswerContent.Choice, index: Int) -> [StreamFrame] {
        // Thinking is billed once, so it is shown with the first choice only.
        var frames = (index == 0 ? content.reasoning : []).map {
            chunk(index, ["reasoning_content": .string($0)], kind: .delta, generatedBytes: $0.utf8.count)
        }
        frames += choice.pieces.map {
            chunk(index, ["content": .string($0)], kind: .delta, generatedBytes: $0.utf8.count)
        }
        for (number, call) in choice.calls.enumerated() {
            let start: JSONValue = [
                "index": .int(number),
                "id": .string(call.id),
                "type": "function",
                "function": ["name": .string(call.name), "arguments": ""],
            ]
            frames.append(
                chunk(index, ["tool_calls": [start]], kind: .delta, generatedBytes: call.name.utf8.count))
            frames += call.pieces.map { piece in
                let part: JSONValue = ["index": .int(number), "function": ["arguments": .string(piece)]]
                return chunk(index, ["tool_calls": [part]], kind: .delta, generatedBytes: piece.utf8.count)
            }
        }
        return frames
    }

    private func chunk(
        _ index: Int, _ delta: JSONValue, finish: FinishReason? = nil, kind: StreamFrame.Kind, generatedBytes: Int = 0
    ) -> StreamFrame {
        let choice: JSONValue = [
            "index": .int(index),
            "delta": delta,
            "logprobs": .null,
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
