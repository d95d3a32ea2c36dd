// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The fields whose loss changes how an answer is billed, kept, sent or worded in detail, never what was asked.
enum HarmlessFields {
    static func contains(_ field: ExtraField, _ level: FieldLosses.Level) -> Bool {
        if isEmpty(field.json) { return true }
        switch level {
        case .request: return ofRequest(field)
        case .turn: return ofTurn(field)
        case .earlierAnswer: return field.name != "audio"
        case .part: return ofPart(field)
        case .tool: return ofTool(field)
        }
    }

    private static func ofRequest(_ field: ExtraField) -> Bool {
        switch field.name {
        case "context_management", "metadata", "service_tier", "serviceTier", "include", "client_metadata",
            "prompt_cache_key", "prompt_cache_retention", "prediction", "verbosity", "text.verbosity", "safetySettings",
            "safety_settings", "labels", "diagnostics", "speed", "user_profile_id", "inference_geo", "betas",
            "anthropic_beta", "anthropic_version", "thinking.display", "reasoning.summary", "reasoning.context",
            "reasoning.generate_summary", "prompt_cache_options", "generationConfig.mediaResolution",
            // Calls that keep to their schema, which the schema of a tool asks for anyway.
            "toolConfig.functionCallingConfig.mode":
            true
        case "truncation": text(field) == "\"disabled\"" || text(field) == "\"auto\""
        case "store", "background", "logprobs", "stream_options.include_obfuscation",
            "generationConfig.enableEnhancedCivicAnswers":
            text(field) == "false"
        case "top_logprobs": text(field) == "0"
        case "n": text(field) == "1"
        case "modalities": text(field).filter { $0 != " " } == "[\"text\"]"
        case "generationConfig.responseModalities": text(field).filter { $0 != " " }.uppercased() == "[\"TEXT\"]"
        default: false
        }
    }

    private static func ofTurn(_ field: ExtraField) -> Bool {
        field.name == "name" || field.name == "output_config.effort"
    }

    private static func ofPart(_ field: ExtraField) -> Bool {
        switch field.name {
        case "detail", "image_url.detail", "mediaResolution", "caller", "index": true
        case "citations.enabled": text(field) == "false"
        default: false
        }
    }

    private static func ofTool(_ field: ExtraField) -> Bool {
        switch field.name {
        case "defer_loading", "eager_input_streaming", "input_examples", "output_schema", "behavior", "response",
            "responseJsonSchema":
            true
        case "allowed_callers": text(field).contains("\"direct\"")
        default: false
        }
    }

    private static func text(_ field: ExtraField) -> String { String(decoding: field.json, as: UTF8.self) }

    /// Whether a value says nothing: null, an empty text, list or object.
    private static func isEmpty(_ json: [UInt8]) -> Bool {
        guard json.count <= 16 else { return false }
        let text = String(decoding: json.filter { $0 > 0x20 }, as: UTF8.self)
        return ["null", "\"\"", "[]", "{}"].contains(text)
    }
}
