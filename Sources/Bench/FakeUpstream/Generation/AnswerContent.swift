// SPDX-License-Identifier: Apache-2.0

/// What the fake model says, before it wears a format's shape.
struct AnswerContent: Sendable {
    /// One tool call.
    struct ToolCall: Sendable {
        var id: String
        var tool: GenerationRequest.Tool
        /// The arguments: a JSON document as text, or the free text that a custom tool takes.
        var input: String
        /// The arguments in the pieces in which a stream delivers them.
        var pieces: [String]

        var name: String { tool.name }
    }

    /// One of the answers that OpenAI's `n` or Gemini's `candidateCount` asks for; Anthropic has one only.
    struct Choice: Sendable {
        /// The text in the pieces in which a stream delivers it.
        var pieces: [String]
        var calls: [ToolCall]
        var finish: FinishReason
        /// Whether the text is a refusal.
        var isRefusal = false
        /// The stop sequence that ended the text.
        var stopSequence: String?

        var text: String { pieces.joined() }
    }

    /// The thinking in the pieces in which a stream delivers it; none is shown where it is empty.
    var reasoning: [String]
    var choices: [Choice]

    /// UTF-8 bytes of the thinking.
    var reasoningBytes: Int { reasoning.reduce(0) { $0 + $1.utf8.count } }

    /// UTF-8 bytes of everything that was generated: what output tokens are counted from.
    var generatedBytes: Int {
        choices.reduce(reasoningBytes) { sum, choice in
            let text = choice.pieces.reduce(0) { $0 + $1.utf8.count }
            return sum + text + choice.calls.reduce(0) { $0 + $1.name.utf8.count + $1.input.utf8.count }
        }
    }

    /// All generated tokens.
    var outputTokens: Int { TokenCount.tokens(bytes: generatedBytes) }

    /// The generated tokens that are thinking.
    var reasoningTokens: Int { TokenCount.tokens(bytes: reasoningBytes) }
}
