// SPDX-License-Identifier: Apache-2.0

/// Decides what the fake model says: a function of the request and its directives, nothing else.
struct AnswerComposer {
    let request: GenerationRequest
    let directives: FakeUpstreamDirectives

    /// More text than this is refused: a mistyped directive must not eat the machine.
    private static let longestText = 64 << 20
    /// OpenAI answers `n` times; beyond the first answer each has a seed of its own.
    private static let choiceSeed: UInt64 = 0xA5A5_0000

    /// The answer; throws a refusal when the directives ask for too much.
    func compose() throws(Refusal) -> AnswerContent {
        if let frames = directives.frames, let bytes = directives.frameBytes, frames * bytes > Self.longestText {
            throw .invalid("fake upstream: frames × frame-bytes may be \(Self.longestText) bytes at most")
        }
        var budget = request.maxTokens.map(Self.bytes(ofTokens:)) ?? Int.max
        let reasoning = reasoningText().map { TextPieces.prefix(of: $0, bytes: budget) } ?? ""
        budget -= reasoning.utf8.count
        let choices = (0..<request.choices).map { choice(number: $0, budget: budget) }
        return AnswerContent(reasoning: TextPieces.split(reasoning, size: pieceSize), choices: choices)
    }

    private static func bytes(ofTokens tokens: Int) -> Int {
        let product = tokens.multipliedReportingOverflow(by: TokenCount.bytesPerToken)
        return product.overflow ? Int.max : product.partialValue
    }

    private var pieceSize: Int { directives.frameBytes ?? TextPieces.usualBytes }

    private func reasoningText() -> String? {
        guard directives.reasoning == true else { return nil }
        return FakeText.thinking(about: request.toolResult ?? request.lastWords, seed: request.digest)
    }

    private func choice(number: Int, budget: Int) -> AnswerContent.Choice {
        let seed = number == 0 ? request.digest : Digest.mix(request.digest ^ (Self.choiceSeed + UInt64(number)))
        let wanted = calls(seed: seed)
        let whole = text(seed: seed, calling: !wanted.isEmpty)
        let text = TextPieces.prefix(of: whole, bytes: budget)
        var left = budget - text.utf8.count
        // A call that does not fit is left out whole: half of its arguments would help nobody.
        let calls = wanted.prefix { call in
            left -= call.name.utf8.count + call.input.utf8.count
            return left >= 0
        }
        let finish: FinishReason =
            if let asked = directives.finish {
                FinishReason(asked)
            } else if text.utf8.count < whole.utf8.count || calls.count < wanted.count {
                .length
            } else {
                calls.isEmpty ? .finished : .toolUse
            }
        return AnswerContent.Choice(pieces: pieces(of: text), calls: Array(calls), finish: finish)
    }

    private func pieces(of text: String) -> [String] {
        if let frames = directives.frames, !text.isEmpty { return TextPieces.split(text, count: frames) }
        return TextPieces.split(text, size: pieceSize)
    }

    private func text(seed: UInt64, calling: Bool) -> String {
        if let text = directives.text { return text }
        if calling { return "" }
        if let schema = request.answerSchema { return SchemaExample.document(for: schema).encodedText() }
        if let frames = directives.frames, let bytes = directives.frameBytes {
            return FakeText.filler(bytes: frames * bytes, seed: seed)
        }
        if let result = request.toolResult {
            return FakeText.answer(toToolResult: result.trimmingWhiteSpace(), model: request.model, seed: seed)
        }
        return FakeText.answer(to: request.lastWords, model: request.model, seed: seed)
    }

    /// The tool calls of one choice; none once a tool has answered, so that an agent's loop ends.
    private func calls(seed: UInt64) -> [AnswerContent.ToolCall] {
        guard request.toolResult == nil, let name = toolName else { return [] }
        let schema = request.tools.first { $0.name == name }?.schema
        let input = directives.toolInput ?? schema.map { SchemaExample.document(for: $0).encodedText() } ?? "{}"
        let prefix = request.family == .openAI ? "call_" : "toolu_01"
        let length = request.family == .openAI ? 24 : 22
        return (0..<(directives.tools ?? 1)).map { number in
            let id = FakeText.identifier(prefix, length: length, seed: seed ^ Digest.of("call \(number)"))
            let pieces = TextPieces.split(input, size: min(pieceSize, max(1, input.utf8.count / 2)))
            return AnswerContent.ToolCall(id: id, name: name, input: input, pieces: pieces)
        }
    }

    /// The tool to call: the directive's, or the one that the client insists on.
    private var toolName: String? {
        if let name = directives.tool {
            // An agent asks for a title of the talk beside the talk, with the user's words and so with their mark.
            return request.answerSchema != nil && request.tools.isEmpty ? nil : name
        }
        return directives.text == nil ? request.forcedTool?.name : nil
    }
}
