// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Looks at a whole answer that is not a stream.
public enum AnswerInspector {
    /// What the answer in `body` shows, or nil if it is no JSON object at all; `tape` is scratch.
    public static func facts(
        _ body: Span<UInt8>, format: WireFormat, tape: inout JSONTape
    ) -> AnswerFacts? {
        do { try tape.scan(body) } catch { return nil }
        guard tape.nodes[tape.root].kind == .object else { return nil }
        switch format {
        case .openAIChat: return ChatAnswerFacts.facts(body, tape)
        case .anthropicMessages: return MessagesAnswerFacts.facts(body, tape)
        case .openAIResponses: return ResponsesAnswerFacts.facts(body, tape)
        case .gemini: return GeminiAnswerFacts.facts(body, tape)
        case .native: return AnswerFacts()
        }
    }
}
