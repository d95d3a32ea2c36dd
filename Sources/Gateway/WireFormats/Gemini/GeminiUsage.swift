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
        var usage = Usage(
            input: max(0, prompt - cached) + count("toolUsePromptTokenCount", "tool_use_prompt_token_count"),
            output: count("candidatesTokenCount", "candidates_token_count") + thoughts, cachedRead: cached,
            reasoning: thoughts)
        readKinds(index, tape, source, into: &usage)
        return usage
    }

    /// What kinds of tokens the prompt and the answer had, where it was told.
    private static func readKinds(
        _ index: Int, _ tape: JSONTape, _ source: Span<UInt8>, into usage: inout Usage
    ) {
        func each(_ camel: StaticString, _ snake: StaticString, _ body: (_ kind: Int, _ tokens: Int) -> Void) {
            guard let list = GeminiFields.member(camel, snake, of: index, tape, source),
                tape.nodes[list].kind == .array
            else { return }
            tape.forEachElement(of: list) { entry in
                guard let kind = tape.member("modality", of: entry, in: source),
                    let tokens = GeminiFields.member("tokenCount", "token_count", of: entry, tape, source)
                else { return }
                body(kind, Usage.plausible(tape.integer(at: tokens, in: source)))
            }
        }
        each("promptTokensDetails", "prompt_tokens_details") { kind, tokens in
            if tape.matches(kind, "AUDIO", in: source) { usage.audioInput += tokens }
            if tape.matches(kind, "IMAGE", in: source) { usage.imageInput += tokens }
        }
        each("candidatesTokensDetails", "candidates_tokens_details") { kind, tokens in
            if tape.matches(kind, "AUDIO", in: source) { usage.audioOutput += tokens }
        }
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
