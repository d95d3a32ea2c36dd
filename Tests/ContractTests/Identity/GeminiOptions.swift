// SPDX-License-Identifier: Apache-2.0

/// Gemini's options in one of the ways to say them, as `docs/identity.md` has it: numbers without quotes, and no type
/// of the answer's text that goes without saying.
enum GeminiOptions {
    private static let numbers: Set<String> = [
        "maxOutputTokens", "max_output_tokens", "temperature", "topP", "top_p", "topK", "top_k", "seed",
        "candidateCount", "candidate_count", "logprobs", "frequencyPenalty", "frequency_penalty", "presencePenalty",
        "presence_penalty", "thinkingBudget", "thinking_budget",
    ]
    private static let schemas: Set<String> = [
        "responseSchema", "response_schema", "responseJsonSchema", "response_json_schema",
    ]

    static func plain(_ options: JSONTree?) -> JSONTree? {
        guard case .object(let members)? = options else { return options }
        let hasSchema = members.contains { schemas.contains($0.key) && $0.value != .null }
        return .object(
            members.compactMap { member in
                switch (member.key, member.value) {
                case ("responseMimeType", .string("")), ("response_mime_type", .string("")): return nil
                case ("responseMimeType", .string(let type)), ("response_mime_type", .string(let type)):
                    return type == (hasSchema ? "application/json" : "text/plain") ? nil : member
                case ("thinkingConfig", _), ("thinking_config", _):
                    return .init(key: member.key, value: plain(member.value) ?? .null)
                case (let key, .string(let text)) where numbers.contains(key):
                    guard let number = try? JSONTree(text), case .number = number else { return member }
                    return .init(key: key, value: number)
                default: return member
                }
            })
    }
}
