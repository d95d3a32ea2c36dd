// SPDX-License-Identifier: Apache-2.0

/// What the fake provider needs to know of a request for an answer, whichever format it came in.
struct GenerationRequest: Sendable {
    /// A tool that the client offers.
    struct Tool: Sendable, Equatable {
        /// The schema of a tool that names none.
        static let anything: JSONValue = ["type": "object"]

        var name: String
        var schema: JSONValue = anything
        /// The namespace that the tool stands in, as OpenAI's Responses have them.
        var namespace: String?
        /// Whether the tool takes free text instead of JSON, as OpenAI's custom tools do.
        var isCustom = false
    }

    var format: WireFormat
    var model: String
    var streams = false
    /// Whether a stream ends with OpenAI's usage chunk.
    var includesUsage = false
    /// OpenAI's `n`, or Gemini's `candidateCount`.
    var choices = 1
    var maxTokens: Int?
    /// The texts that end an answer where they come up.
    var stopSequences: [String] = []
    /// Whether the client asks for thinking.
    var wantsReasoning = false
    /// Whether the thinking is billed but not shown.
    var hidesReasoning = false
    /// The number of alternatives to show with the log probability of every token; nil where nobody asks for it.
    var alternatives: Int?
    /// The prompt that a legacy completion repeats before its answer.
    var echo = ""
    /// What only OpenAI's Responses know.
    var responses = ResponsesOptions()
    /// The texts of the last message of the user, in order; a mark may stand in any of them.
    var lastUserTexts: [String] = []
    /// What the tools returned, when the last message is their result.
    var toolResult: String?
    var tools: [Tool] = []
    /// The tool that the client insists on.
    var forcedTool: Tool?
    /// Whether the client forbids to call any tool.
    var forbidsTools = false
    /// Whether several tools may be called in one answer.
    var allowsParallelCalls = true
    /// The JSON schema that the answer must follow.
    var answerSchema: JSONValue?
    /// The prompt as it is billed.
    var tape = PromptTape()

    init(format: WireFormat, model: String) {
        self.format = format
        self.model = model
    }

    var family: ProviderFamily { format.family }

    /// Names this request's answer: equal for equal models and prompts.
    var digest: UInt64 {
        var digest = Digest()
        digest.feed(model)
        return Digest.mix(digest.value ^ tape.digest)
    }

    /// The directives of the last mark in the last message of the user.
    func markedDirectives() throws(FakeUpstreamDirectiveError) -> FakeUpstreamDirectives {
        for text in lastUserTexts.reversed() {
            if let directives = try FakeUpstreamDirectives(markIn: text) { return directives }
        }
        return FakeUpstreamDirectives()
    }

    /// What the user said last, without marks.
    var lastWords: String {
        let spoken = lastUserTexts.map { DirectiveMark.removed(from: $0).trimmingWhiteSpace() }
        return spoken.last { !$0.isEmpty } ?? ""
    }
}

extension String {
    /// The text without white space at either end.
    func trimmingWhiteSpace() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
