// SPDX-License-Identifier: Apache-2.0

/// Writes an answer as OpenAI's legacy `text_completion`, or as the chunks of its stream.
struct OpenAICompletionsWriter {
    let request: GenerationRequest
    let content: AnswerContent
    let prompt: PromptBill
    /// The time of the answer in seconds since 1970.
    let created: Int

    /// The whole answer as one document.
    func document() -> JSONValue {
        let choices = content.choices.enumerated().map { index, choice in
            entry(
                index, request.echo + choice.text, pieces: choice.pieces, offset: request.echo.count,
                finish: choice.finish)
        }
        return completion(choices: choices, usage: usage)
    }

    /// The answer as a stream; the pieces of several choices take turns.
    func frames() -> [StreamFrame] {
        var frames: [StreamFrame] = []
        let perChoice = content.choices.enumerated().map { index, choice in pieces(of: choice, index: index) }
        for turn in 0..<(perChoice.map(\.count).max() ?? 0) {
            frames += perChoice.compactMap { turn < $0.count ? $0[turn] : nil }
        }
        for (index, choice) in content.choices.enumerated() {
            let last = entry(index, "", pieces: [], offset: 0, finish: choice.finish)
            frames.append(.data(chunk([last]), kind: .closing))
        }
        if request.includesUsage { frames.append(.data(completion(choices: [], usage: usage), kind: .closing)) }
        frames.append(StreamFrame(kind: .terminator, bytes: Array("data: [DONE]\n\n".utf8)))
        return frames
    }

    private func pieces(of choice: AnswerContent.Choice, index: Int) -> [StreamFrame] {
        var frames: [StreamFrame] = []
        var offset = request.echo.count
        if !request.echo.isEmpty {
            let echo = entry(index, request.echo, pieces: [], offset: 0, finish: nil)
            frames.append(.data(chunk([echo]), kind: .opening))
        }
        for piece in choice.pieces {
            let part = entry(index, piece, pieces: [piece], offset: offset, finish: nil)
            frames.append(.data(chunk([part]), kind: .delta, generatedBytes: piece.utf8.count))
            offset += piece.count
        }
        return frames
    }

    private func entry(
        _ index: Int, _ text: String, pieces: [String], offset: Int, finish: FinishReason?
    ) -> JSONValue {
        let logprobs = request.alternatives.map {
            TokenLogprobs(alternatives: $0).legacy(pieces, offset: offset)
        }
        return [
            "text": .string(text),
            "index": .int(index),
            "logprobs": pieces.isEmpty ? .null : logprobs ?? .null,
            "finish_reason": .optional(finish?.word(in: .openAI)),
        ]
    }

    private func chunk(_ choices: [JSONValue]) -> JSONValue {
        completion(choices: choices, usage: request.includesUsage ? .null : nil)
    }

    private func completion(choices: [JSONValue], usage: JSONValue?) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init(key: "id", value: .string(FakeText.identifier("cmpl-", length: 29, seed: request.digest))),
            .init(key: "object", value: "text_completion"),
            .init(key: "created", value: .int(created)),
            .init(key: "model", value: .string(request.model)),
            .init(key: "choices", value: .array(choices)),
        ]
        if let usage { members.append(.init(key: "usage", value: usage)) }
        return .object(members)
    }

    private var usage: JSONValue {
        [
            "prompt_tokens": .int(prompt.total),
            "completion_tokens": .int(content.outputTokens),
            "total_tokens": .int(prompt.total + content.outputTokens),
        ]
    }
}
