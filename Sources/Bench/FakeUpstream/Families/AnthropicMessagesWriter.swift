// SPDX-License-Identifier: Apache-2.0

/// Writes an answer as Anthropic's `message`, or as the events of its stream.
struct AnthropicMessagesWriter {
    let request: GenerationRequest
    let content: AnswerContent
    let prompt: PromptBill

    /// The whole answer as one document.
    func document() -> JSONValue {
        message(content: .array(blocks.map(\.document)), choice: choice, outputTokens: content.outputTokens)
    }

    /// The answer as a stream.
    func frames() -> [StreamFrame] {
        let start: JSONValue = [
            "type": "message_start",
            "message": message(content: [], choice: nil, outputTokens: min(1, content.generatedBytes)),
        ]
        var frames: [StreamFrame] = [.event("message_start", start, kind: .opening)]
        for (index, block) in blocks.enumerated() {
            let opened: JSONValue = [
                "type": "content_block_start", "index": .int(index), "content_block": block.opening,
            ]
            frames.append(
                .event("content_block_start", opened, kind: .opening, generatedBytes: block.openingBytes))
            if index == 0 { frames.append(.event("ping", ["type": "ping"], kind: .opening)) }
            for delta in block.deltas {
                let document: JSONValue = [
                    "type": "content_block_delta", "index": .int(index), "delta": delta.document,
                ]
                frames.append(
                    .event("content_block_delta", document, kind: .delta, generatedBytes: delta.generatedBytes))
            }
            let closed: JSONValue = ["type": "content_block_stop", "index": .int(index)]
            frames.append(.event("content_block_stop", closed, kind: .closing))
        }
        frames.append(.event("message_delta", messageDelta, kind: .closing))
        frames.append(.event("message_stop", ["type": "message_stop"], kind: .terminator))
        return frames
    }

    /// One block of the content, both whole and in pieces.
    private struct Block {
        var document: JSONValue
        var opening: JSONValue
        /// UTF-8 bytes of generated text that the opening shows already.
        var openingBytes = 0
        var deltas: [Delta]
    }

    private struct Delta {
        var document: JSONValue
        var generatedBytes: Int

        /// A delta of that type, which carries a piece of the answer.
        init(_ type: String, _ member: String, _ piece: String) {
            document = .object([.init(key: "type", value: .string(type)), .init(key: member, value: .string(piece))])
            generatedBytes = piece.utf8.count
        }
    }

    private var choice: AnswerContent.Choice? { content.choices.first }

    private var blocks: [Block] {
        var blocks: [Block] = []
        if !content.reasoning.isEmpty { blocks.append(thinkingBlock) }
        guard let choice else { return blocks }
        // An answer without tool calls always has a text block, be it empty.
        if !choice.pieces.isEmpty || choice.calls.isEmpty { blocks.append(textBlock(choice)) }
        return blocks + choice.calls.map(toolBlock)
    }

    private var thinkingBlock: Block {
        let signature = FakeText.identifier("", length: 88, seed: request.digest ^ Digest.of("signature"))
        var signed = Delta("signature_delta", "signature", signature)
        // A signature is the provider's, nobody pays for it.
        signed.generatedBytes = 0
        let shown = request.hidesReasoning ? [] : content.reasoning
        return Block(
            document: ["type": "thinking", "thinking": .string(shown.joined()), "signature": .string(signature)],
            opening: ["type": "thinking", "thinking": "", "signature": ""],
            openingBytes: request.hidesReasoning ? content.reasoningBytes : 0,
            deltas: shown.map { Delta("thinking_delta", "thinking", $0) } + [signed])
    }

    private func textBlock(_ choice: AnswerContent.Choice) -> Block {
        Block(
            document: ["type": "text", "text": .string(choice.text)],
            opening: ["type": "text", "text": ""],
            deltas: choice.pieces.map { Delta("text_delta", "text", $0) })
    }

    private func toolBlock(_ call: AnswerContent.ToolCall) -> Block {
        let input = (try? JSONReader.read(Array(call.input.utf8))) ?? [:]
        return Block(
            document: toolUse(call, input: input),
            opening: toolUse(call, input: [:]),
            openingBytes: call.name.utf8.count,
            deltas: ([""] + call.pieces).map { Delta("input_json_delta", "partial_json", $0) })
    }

    private func toolUse(_ call: AnswerContent.ToolCall, input: JSONValue) -> JSONValue {
        ["type": "tool_use", "id": .string(call.id), "name": .string(call.name), "input": input]
    }

    private var messageDelta: JSONValue {
        [
            "type": "message_delta",
            "delta": [
                "stop_reason": .optional(choice?.finish.word(in: .anthropic)),
                "stop_sequence": .optional(choice?.stopSequence),
            ],
            "usage": [
                "input_tokens": .int(prompt.input),
                "cache_creation_input_tokens": .int(prompt.cacheWrite),
                "cache_read_input_tokens": .int(prompt.cacheRead),
                "output_tokens": .int(content.outputTokens),
            ],
        ]
    }

    private func message(content: JSONValue, choice: AnswerContent.Choice?, outputTokens: Int) -> JSONValue {
        [
            "model": .string(request.model),
            "id": .string(FakeText.identifier("msg_01", length: 22, seed: request.digest)),
            "type": "message",
            "role": "assistant",
            "content": content,
            "stop_reason": .optional(choice?.finish.word(in: .anthropic)),
            "stop_sequence": .optional(choice?.stopSequence),
            "usage": [
                "input_tokens": .int(prompt.input),
                "cache_creation_input_tokens": .int(prompt.cacheWrite),
                "cache_read_input_tokens": .int(prompt.cacheRead),
                "cache_creation": [
                    "ephemeral_5m_input_tokens": .int(prompt.cacheWrite5m),
                    "ephemeral_1h_input_tokens": .int(prompt.cacheWrite1h),
                ],
                "output_tokens": .int(outputTokens),
                "service_tier": "standard",
            ],
        ]
    }
}
