// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Token counts in Gemini's words: those of the prompt include what was cached, those of the answer leave thoughts out.
enum GeminiUsage {
    /// Reads the `usageMetadata` at `index`.
    static func read(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) -> Usage? {
        guard tape.nodes[index].kind == .object else { return nil }
        func count(_ camel: StaticString, _ snake: StaticString) -> Int {
            let member = GeminiFields.member(camel, snake, of: index, tape, source)
            return Usage.plausible(member.flatMap { tape.integer(at: $0, in: source) })
        }
        let prompt = count("promptTokenCount", "prompt_token_count")
        let cached = count("cachedContentTokenCount", "cached_content_token_count")
        let thoughts = count("thoughtsTokenCount", "thoughts_token_count")
        return Usage(
            input: max(0, prompt - cached) + count("toolUsePromptTokenCount", "tool_use_prompt_token_count"),
            output: count("candidatesTokenCount", "candidates_token_count") + thoughts, cachedRead: cached,
            reasoning: thoughts)
    }

    static func write(_ usage: Usage, to writer: inout JSONWriter) {
        writer.key("usageMetadata")
        writer.beginObject()
        writer.member("promptTokenCount", integer: usage.prompt)
        writer.member("candidatesTokenCount", integer: max(0, usage.output - usage.reasoning))
        writer.member("totalTokenCount", integer: usage.prompt + max(usage.output, usage.reasoning))
        if usage.cachedRead > 0 { writer.member("cachedContentTokenCount", integer: usage.cachedRead) }
        if usage.reasoning > 0 { writer.member("thoughtsTokenCount", integer: usage.reasoning) }
        writer.endObject()
    }
}
