// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What becomes of fields that only another format knows.
enum GeminiForeignField {
    /// Fields of a request that can be left out, because the answer is as good without them.
    private static let harmless: Set<String> = [
        "anthropic_beta", "anthropic_version", "betas", "cache_control", "client_metadata", "context_management",
        "defer_loading",
        "diagnostics", "include", "inference_geo", "labels", "metadata", "output_config.effort", "prediction",
        "prompt_cache_key", "prompt_cache_retention", "reasoning.context", "reasoning.generate_summary",
        "reasoning.summary", "safetySettings", "safety_identifier", "service_tier", "speed", "stream_options",
        "text.verbosity", "thinking.display", "user", "user_profile_id", "verbosity",
    ]
    /// Fields that can be left out if they have one of these values, which is what happens anyway.
    private static let harmlessValues: [String: [String]] = [
        "background": ["false"], "store": ["false"], "truncation": ["\"auto\"", "\"disabled\""], "n": ["1"],
        "logprobs": ["false"], "top_logprobs": ["0"], "modalities": ["[\"text\"]"], "stream": ["true", "false"],
    ]
    /// Fields of tools that are hints, or about who may see what.
    private static let hints: Set<String> = [
        "cache_control", "defer_loading", "eager_input_streaming", "external_web_access", "input_examples", "max_uses",
        "output_schema", "search_content_types", "search_context_size", "type", "user_location",
    ]

    /// The same of turns and parts.
    private static let turnHints: Set<String> = [
        "cache_control", "caller", "detail", "image_url.detail", "index", "name", "output_config.effort",
    ]

    static func isHarmless(_ field: ExtraField) -> Bool {
        if isEmpty(field.json) || harmless.contains(field.name) { return true }
        if field.name.hasPrefix("stream_options.") || field.name.hasPrefix("web_search_options.") { return true }
        let plain = field.json.filter { $0 != 0x20 }
        return harmlessValues[field.name]?.contains { plain.elementsEqual($0.utf8) } ?? false
    }

    static func isHarmlessInTool(_ field: ExtraField) -> Bool {
        isEmpty(field.json) || hints.contains(field.name)
            || field.name == "allowed_callers" && field.json.filter { $0 != 0x20 }.elementsEqual("[\"direct\"]".utf8)
    }

    /// Whether a field of a turn or part can be left out; an answer of an earlier turn is only shown, not made again.
    static func isHarmless(_ field: ExtraField, in role: Turn.Role) -> Bool {
        if isEmpty(field.json) || turnHints.contains(field.name) { return true }
        if role == .assistant { return field.name != "audio" }
        if field.name == "citations.enabled" { return field.json.elementsEqual("false".utf8) }
        return field.name == "citations" && field.json.filter { $0 != 0x20 }.elementsEqual("{\"enabled\":false}".utf8)
    }

    private static func isEmpty(_ json: [UInt8]) -> Bool {
        let plain = json.filter { $0 > 0x20 }
        return ["null", "\"\"", "[]", "{}"].contains { plain.elementsEqual($0.utf8) }
    }
}
