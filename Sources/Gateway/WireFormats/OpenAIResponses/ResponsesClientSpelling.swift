// SPDX-License-Identifier: Apache-2.0

import Conversation

/// How the client's format spells what a translation to the responses format leaves out or refuses.
struct ResponsesClientSpelling {
    /// An option that not every format has.
    enum Option {
        case maxTokens, temperature, topP, topK, seed, frequencyPenalty, presencePenalty, stop, choices, logprobs
        case topLogprobs, reasoning, toolChoice, parallelCalls
    }

    private let origin: WireFormat

    init(_ origin: WireFormat) { self.origin = origin }

    func option(_ option: Option) -> String {
        switch origin {
        case .gemini: Self.gemini(option)
        case .anthropicMessages: Self.messages(option)
        case .openAIChat, .openAIResponses, .native: Self.chat(option)
        }
    }

    private static func chat(_ option: Option) -> String {
        switch option {
        case .maxTokens: "max_tokens"
        case .temperature: "temperature"
        case .topP: "top_p"
        case .topK: "top_k"
        case .seed: "seed"
        case .frequencyPenalty: "frequency_penalty"
        case .presencePenalty: "presence_penalty"
        case .stop: "stop"
        case .choices: "n"
        case .logprobs: "logprobs"
        case .topLogprobs: "top_logprobs"
        case .reasoning: "reasoning_effort"
        case .toolChoice: "tool_choice"
        case .parallelCalls: "parallel_tool_calls"
        }
    }

    private static func messages(_ option: Option) -> String {
        switch option {
        case .stop: "stop_sequences"
        case .reasoning: "thinking"
        case .parallelCalls: "tool_choice.disable_parallel_tool_use"
        default: chat(option)
        }
    }

    private static func gemini(_ option: Option) -> String {
        switch option {
        case .maxTokens: "generationConfig.maxOutputTokens"
        case .temperature: "generationConfig.temperature"
        case .topP: "generationConfig.topP"
        case .topK: "generationConfig.topK"
        case .seed: "generationConfig.seed"
        case .frequencyPenalty: "generationConfig.frequencyPenalty"
        case .presencePenalty: "generationConfig.presencePenalty"
        case .stop: "generationConfig.stopSequences"
        case .choices: "generationConfig.candidateCount"
        case .logprobs: "generationConfig.responseLogprobs"
        case .topLogprobs: "generationConfig.logprobs"
        case .reasoning: "generationConfig.thinkingConfig"
        case .toolChoice: "toolConfig.functionCallingConfig"
        case .parallelCalls: "toolConfig"
        }
    }

    /// Earlier thoughts.
    var reasoning: String {
        switch origin {
        case .gemini: "contents[].parts[].thought"
        case .anthropicMessages: "messages[].content[].thinking"
        case .openAIChat, .openAIResponses, .native: "messages[].reasoning_content"
        }
    }

    /// The field `name` of a part.
    func part(_ name: String) -> String {
        (origin == .gemini ? "contents[].parts[]" : "messages[].content[]") + (name.isEmpty ? "" : "." + name)
    }

    /// The field `name` of a message.
    func message(_ name: String) -> String { (origin == .gemini ? "contents[]." : "messages[].") + name }

    /// The field `name` of a tool.
    func tool(_ name: String) -> String { "tools[]." + name }

    // MARK: What can do no harm

    /// Whether leaving the request's field out changes nothing that the client could count on.
    func isHarmless(_ extra: ExtraField) -> Bool {
        if Self.saysNothing(extra.json) || Self.harmless.contains(extra.name) { return true }
        switch extra.name {
        case "toolConfig.functionCallingConfig.mode": return true
        case "modalities", "generationConfig.responseModalities": return Self.isOneWord(extra.json, "text")
        case "background", "generationConfig.enableEnhancedCivicAnswers": return extra.json.elementsEqual("false".utf8)
        case "truncation": return ["auto", "disabled"].contains { Self.isOneWord(extra.json, $0) }
        default: return false
        }
    }

    private static let harmless: Set<String> = [
        "context_management", "output_config.effort", "thinking.display", "metadata", "service_tier", "serviceTier",
        "include", "client_metadata", "prompt_cache_key", "prompt_cache_retention", "prompt_cache_options",
        "reasoning.summary", "text.verbosity", "verbosity", "prediction", "safetySettings", "labels", "diagnostics",
        "speed", "user_profile_id", "inference_geo", "cache_control", "store", "user", "safety_identifier",
        "generationConfig.mediaResolution",
    ]

    /// Whether a value is empty: `null`, `""`, `[]` or `{}`.
    static func saysNothing(_ json: [UInt8]) -> Bool {
        let text = json.filter { $0 > 0x20 }
        return ["null", "\"\"", "[]", "{}"].contains { text.elementsEqual($0.utf8) }
    }

    /// Whether a value is `word`, alone or as the only one of a list, in any case.
    private static func isOneWord(_ json: [UInt8], _ word: String) -> Bool {
        let text = String(decoding: json.filter { $0 > 0x20 }, as: UTF8.self).lowercased()
        return text == "\"\(word)\"" || text == "[\"\(word)\"]"
    }
}
