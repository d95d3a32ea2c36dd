// SPDX-License-Identifier: Apache-2.0

extension ProviderName {
    /// Whether the provider speaks a format that this version does not know yet.
    public var speaksLaterFormat: Bool {
        switch self {
        case .azure, .copilot, .cohere, .huggingFace, .mira, .ollama: true
        default: false
        }
    }

    /// Whether `external_llm_url` must say where it is.
    public var needsURL: Bool {
        switch self {
        case .openAI, .anthropic, .gemini, .synthetic: false
        default: true
        }
    }

    /// Whether requests to it need a key of the user's.
    public var needsKey: Bool {
        switch self {
        case .synthetic, .ollama: false
        default: true
        }
    }

    /// Its public address for chat completions, that `set-key` writes; `nil` when it has none or needs none.
    public var chatURL: String? {
        switch self {
        case .xAI: "https://api.x.ai/v1/chat/completions"
        case .mistral: "https://api.mistral.ai/v1/chat/completions"
        case .groq: "https://api.groq.com/openai/v1/chat/completions"
        case .cerebras: "https://api.cerebras.ai/v1/chat/completions"
        case .nebius: "https://api.studio.nebius.ai/v1/chat/completions"
        case .siliconFlow: "https://api.siliconflow.cn/v1/chat/completions"
        case .fireworks: "https://api.fireworks.ai/inference/v1/chat/completions"
        case .nvidia: "https://integrate.api.nvidia.com/v1/chat/completions"
        case .chutes: "https://llm.chutes.ai/v1/chat/completions"
        case .deepSeek: "https://api.deepseek.com/chat/completions"
        case .galadriel: "https://api.galadriel.com/v1/chat/completions"
        case .hyperbolic: "https://api.hyperbolic.xyz/v1/chat/completions"
        case .moonshot: "https://api.moonshot.cn/v1/chat/completions"
        case .openRouter: "https://openrouter.ai/api/v1/chat/completions"
        case .perplexity: "https://api.perplexity.ai/chat/completions"
        case .together: "https://api.together.xyz/v1/chat/completions"
        case .openAI, .anthropic, .gemini, .synthetic, .openAICompatible: nil
        case .azure, .copilot, .cohere, .huggingFace, .mira, .ollama: nil
        }
    }

    /// The model that `set-key` writes when none is given; `nil` where any choice would be a guess.
    public var defaultModel: String? {
        switch self {
        case .openAI: "gpt-4o-mini"
        case .anthropic: "claude-sonnet-4-6"
        case .xAI: "grok-2"
        case .mistral: "mistral-small-latest"
        case .groq: "llama-3.1-8b-instant"
        case .cerebras: "llama-3.3-70b"
        case .nebius: "meta-llama/Meta-Llama-3.1-70B-Instruct"
        case .siliconFlow: "Qwen/Qwen2.5-72B-Instruct"
        case .fireworks: "accounts/fireworks/models/llama-v3p1-8b-instruct"
        case .nvidia: "meta/llama-3.1-8b-instruct"
        case .chutes: "deepseek-ai/DeepSeek-V3-0324"
        case .deepSeek: "deepseek-chat"
        case .openRouter: "openai/gpt-4o-mini"
        case .perplexity: "sonar"
        case .together: "meta-llama/Meta-Llama-3.1-8B-Instruct"
        case .gemini: "gemini-2.5-flash"
        case .synthetic: "synthetic"
        case .galadriel, .hyperbolic, .moonshot, .openAICompatible: nil
        case .azure, .copilot, .cohere, .huggingFace, .mira, .ollama: nil
        }
    }
}
