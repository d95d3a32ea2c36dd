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
        guard request.format != .completions, directives.reasoning ?? request.wantsReasoning else { return nil }
        return FakeText.thinking(about: request.toolResult ?? request.lastWords, seed: request.digest)
    }

    private func choice(number: Int, budget: Int) -> AnswerContent.Choice {
        let seed = number == 0 ? request.digest : Digest.mix(request.digest ^ (Self.choiceSeed + UInt64(number)))
        let wanted = directives.refusal == nil ? calls(seed: seed) : []
        let stopped = cutAtStop(text(seed: seed, calling: !wanted.isEmpty))
        let text = TextPieces.prefix(of: stopped.text, bytes: budget)
        let isCut = text.utf8.count < stopped.text.utf8.count
        var left = budget - text.utf8.count
        // A call that does not fit is left out whole: half of its arguments would help nobody.
        let calls =
            stopped.sequence != nil || isCut
            ? []
            : wanted.prefix { call in
                left -= call.name.utf8.count + call.input.utf8.count
                return left >= 0
            }
        let finish: FinishReason =
            if let asked = directives.finish {
                FinishReason(asked)
            } else if isCut {
                .length
            } else if stopped.sequence != nil {
                .stopSequence
            } else if calls.count < wanted.count {
                .length
            } else if directives.refusal != nil {
                .refused
            } else {
                calls.isEmpty ? .finished : .toolUse
            }
        return AnswerContent.Choice(
            pieces: pieces(of: text), calls: Array(calls), finish: finish, isRefusal: directives.refusal != nil,
            stopSequence: finish == .stopSequence ? stopped.sequence : nil)
    }

    /// The text up to the first stop sequence in it, and that sequence.
    private func cutAtStop(_ text: String) -> (text: String, sequence: String?) {
        var (kept, met): (Substring, String?) = (text[...], nil)
        for sequence in request.stopSequences where !sequence.isEmpty {
            guard let found = kept.firstRange(of: sequence) else { continue }
            (kept, met) = (kept[..<found.lowerBound], sequence)
        }
        return (String(kept), met)
    }

    private func pieces(of text: String) -> [String] {
        if let frames = directives.frames, !text.isEmpty { return TextPieces.split(text, count: frames) }
        return TextPieces.split(text, size: pieceSize)
    }

    private func text(seed: UInt64, calling: Bool) -> String {
        if let text = directives.refusal ?? directives.text { return text }
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
        let tools = wantedTools
        guard request.toolResult == nil, !request.forbidsTools, !tools.isEmpty else { return [] }
        let count = request.allowsParallelCalls ? directives.tools ?? tools.count : 1
        return (0..<count).map { number in
            let tool = tools[number % tools.count]
            let input = input(of: tool)
            let id = identifier(seed: seed ^ Digest.of("call \(number)"))
            let pieces = TextPieces.split(input, size: min(pieceSize, max(1, input.utf8.count / 2)))
            return AnswerContent.ToolCall(id: id, tool: tool, input: input, pieces: pieces)
        }
    }

    private func identifier(seed: UInt64) -> String {
        switch request.family {
        case .openAI: FakeText.identifier("call_", length: 24, seed: seed)
        case .anthropic: FakeText.identifier("toolu_01", length: 22, seed: seed)
        case .gemini: FakeText.identifier("", length: 16, seed: seed)
        }
    }

    private func input(of tool: GenerationRequest.Tool) -> String {
        if tool.isCustom {
            // A custom tool takes text: a JSON string stands for what it says.
            let given = directives.toolInput.flatMap { try? JSONReader.read(Array($0.utf8)) }
            return given?.stringValue ?? directives.toolInput ?? "example"
        }
        return directives.toolInput ?? SchemaExample.document(for: tool.schema).encodedText()
    }

    /// The tools to call: the directive's, or the one that the client insists on.
    private var wantedTools: [GenerationRequest.Tool] {
        guard let names = directives.tool else {
            return directives.text == nil ? [request.forcedTool].compactMap(\.self) : []
        }
        // An agent asks for a title of the talk beside the talk, with the user's words and so with their mark.
        guard request.answerSchema == nil || !request.tools.isEmpty else { return [] }
        return names.split(separator: ",").map { tool(named: String($0)) }
    }

    /// The offered tool of that name, be it in a namespace; else one that nobody offered.
    private func tool(named name: String) -> GenerationRequest.Tool {
        request.tools.first { $0.name == name }
            ?? request.tools.first { tool in tool.namespace.map { $0 + "." + tool.name } == name }
            ?? GenerationRequest.Tool(name: name)
    }
}
