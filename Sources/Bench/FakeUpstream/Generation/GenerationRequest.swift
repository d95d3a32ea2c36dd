// SPDX-License-Identifier: Apache-2.0

/// What the fake provider needs to know of a chat request, whichever family it came from.
struct GenerationRequest: Sendable {
    /// A tool that the client offers.
    struct Tool: Sendable {
        var name: String
        var schema: JSONValue
    }

    var family: ProviderFamily
    var model: String
    var streams = false
    /// Whether a stream ends with OpenAI's usage chunk.
    var includesUsage = false
    /// OpenAI's `n`.
    var choices = 1
    var maxTokens: Int?
    /// The texts of the last message of the user, in order; a mark may stand in any of them.
    var lastUserTexts: [String] = []
    /// What the tools returned, when the last message is their result.
    var toolResult: String?
    var tools: [Tool] = []
    /// The tool that the client insists on.
    var forcedTool: Tool?
    /// The JSON schema that the answer must follow.
    var answerSchema: JSONValue?
    /// The prompt as it is billed.
    var tape = PromptTape()

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
