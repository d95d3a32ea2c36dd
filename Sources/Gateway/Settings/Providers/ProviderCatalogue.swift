// SPDX-License-Identifier: Apache-2.0

/// The providers that the gateway knows. One that speaks chat completions is a line in `vendors`.
public enum ProviderCatalogue {
    /// All of them, in the order in which they are listed.
    public static let all = [openAI, anthropic, gemini, azure, copilot] + vendors + clouds + servers + [synthetic]

    /// The provider called `name`, in lower case.
    public static func provider(called name: String) -> ProviderDescription? { byName[name] }

    /// The provider whose keys belong to `host`; `nil` for hosts that are none of the catalogue's.
    public static func owner(of host: String) -> ProviderDescription? {
        let host = host.lowercased()
        return all.first { $0.owns(host) }
    }

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    // MARK: Those that code names

    static let openAI = ProviderDescription(
        "openai", "https://api.openai.com/v1", .openAI, model: "gpt-4o-mini", moreHosts: ["openai.com"])
    static let anthropic = ProviderDescription(
        "anthropic", "https://api.anthropic.com", .anthropic, .xApiKey, model: "claude-sonnet-4-6",
        moreHosts: ["anthropic.com", "claude.com"])
    static let gemini = ProviderDescription(
        "gemini", "https://generativelanguage.googleapis.com", .gemini, .googleKey, model: "gemini-2.5-flash")
    static let azure = ProviderDescription(
        "azure", nil, .openAIChat, .azureKey, model: "gpt-4o-mini", urlExample: "https://NAME.openai.azure.com",
        moreHosts: [
            "openai.azure.com", "openai.azure.us", "openai.azure.cn", "cognitiveservices.azure.com",
            "services.ai.azure.com",
        ])
    static let copilot = ProviderDescription(
        "copilot", "https://api.githubcopilot.com/chat/completions", .openAIChat, .copilot, model: "gpt-4.1",
        moreHosts: ["githubcopilot.com"])
    static let bedrock = ProviderDescription(
        "bedrock", nil, .openAIChat, .awsSignature,
        urlExample: "https://bedrock-runtime.REGION.amazonaws.com/openai/v1",
        moreHosts: ["amazonaws.com", "amazonaws.com.cn"])
    static let vertex = ProviderDescription(
        "vertex", nil, .openAIChat,
        urlExample:
            "https://LOCATION-aiplatform.googleapis.com/v1/projects/PROJECT/locations/LOCATION/endpoints/openapi",
        moreHosts: ["*-aiplatform.googleapis.com", "aiplatform.googleapis.com"])
    static let ollama = ProviderDescription(
        "ollama", "http://localhost:11434/v1", .openAIChat, .none, model: "llama3.2", needsKey: false)
    static let openAICompatible = ProviderDescription(
        "openai-compatible", nil, .openAIChat, needsKey: false, urlExample: "https://HOST/v1")
    static let anthropicCompatible = ProviderDescription(
        "anthropic-compatible", nil, .anthropic, .xApiKey, needsKey: false, urlExample: "https://HOST")
    static let synthetic = ProviderDescription(
        "synthetic", nil, .openAIChat, .none, model: "synthetic", needsKey: false)

    // MARK: The rest

    private static let vendors: [ProviderDescription] = [
        .chat("xai", "https://api.x.ai/v1", model: "grok-2", moreHosts: ["x.ai"]),
        .chat("mistral", "https://api.mistral.ai/v1", model: "mistral-small-latest", moreHosts: ["mistral.ai"]),
        .chat("groq", "https://api.groq.com/openai/v1", model: "llama-3.1-8b-instant", moreHosts: ["groq.com"]),
        .chat("cerebras", "https://api.cerebras.ai/v1", model: "llama-3.3-70b"),
        .chat(
            "nebius", "https://api.studio.nebius.ai/v1", model: "meta-llama/Meta-Llama-3.1-70B-Instruct",
            moreHosts: ["nebius.ai", "nebius.com"]),
        .chat(
            "siliconflow", "https://api.siliconflow.cn/v1", model: "Qwen/Qwen2.5-72B-Instruct",
            moreHosts: ["api.siliconflow.com"]),
        .chat(
            "fireworks", "https://api.fireworks.ai/inference/v1",
            model: "accounts/fireworks/models/llama-v3p1-8b-instruct"),
        .chat(
            "nvidia", "https://integrate.api.nvidia.com/v1", model: "meta/llama-3.1-8b-instruct",
            moreHosts: ["api.nvidia.com"]),
        .chat("chutes", "https://llm.chutes.ai/v1", model: "deepseek-ai/DeepSeek-V3-0324", moreHosts: ["chutes.ai"]),
        .chat("deepseek", "https://api.deepseek.com/v1", model: "deepseek-chat"),
        .chat(
            "cohere", "https://api.cohere.ai/compatibility/v1", model: "command-r", moreHosts: ["api.cohere.com"]),
        .chat("galadriel", "https://api.galadriel.com/v1"),
        .chat("hyperbolic", "https://api.hyperbolic.xyz/v1"),
        .chat("huggingface", "https://router.huggingface.co/v1", moreHosts: ["huggingface.co"]),
        .chat("mira", "https://api.mira.network/v1"),
        .chat("moonshot", "https://api.moonshot.cn/v1", moreHosts: ["api.moonshot.ai"]),
        .chat("openrouter", "https://openrouter.ai/api/v1", model: "openai/gpt-4o-mini"),
        .chat("perplexity", "https://api.perplexity.ai/chat/completions", model: "sonar"),
        .chat(
            "together", "https://api.together.xyz/v1", model: "meta-llama/Meta-Llama-3.1-8B-Instruct",
            moreHosts: ["api.together.ai"]),
    ]

    private static let clouds = [bedrock, vertex]

    private static let servers: [ProviderDescription] = [
        ollama,
        .local("vllm", "http://127.0.0.1:8000/v1"),
        .local("lmstudio", "http://127.0.0.1:1234/v1"),
        .local("llamacpp", "http://127.0.0.1:8081/v1"),
        .local("litellm", "http://127.0.0.1:4000/v1"),
        openAICompatible,
        anthropicCompatible,
    ]
}
