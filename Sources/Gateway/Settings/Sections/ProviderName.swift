// SPDX-License-Identifier: Apache-2.0

/// The providers that `llm_provider` can name.
public enum ProviderName: String, Sendable, CaseIterable, SettingRepresentable {
    /// OpenAI, or any server that speaks its format at `external_llm_url`.
    case openAI = "openai"
    /// Anthropic.
    case anthropic
    /// Azure OpenAI.
    case azure
    /// GitHub Copilot.
    case copilot
    /// xAI.
    case xAI = "xai"
    /// Google Gemini.
    case gemini
    /// Mistral.
    case mistral
    /// Groq.
    case groq
    /// Cerebras.
    case cerebras
    /// Nebius.
    case nebius
    /// SiliconFlow.
    case siliconFlow = "siliconflow"
    /// Fireworks.
    case fireworks
    /// NVIDIA's hosted models.
    case nvidia
    /// Chutes.
    case chutes
    /// DeepSeek.
    case deepSeek = "deepseek"
    /// Cohere.
    case cohere
    /// Galadriel.
    case galadriel
    /// Hyperbolic.
    case hyperbolic
    /// Hugging Face.
    case huggingFace = "huggingface"
    /// Mira.
    case mira
    /// Moonshot.
    case moonshot
    /// Ollama's own format.
    case ollama
    /// OpenRouter.
    case openRouter = "openrouter"
    /// Perplexity.
    case perplexity
    /// Together.
    case together
    /// A server of your own that speaks OpenAI's format.
    case openAICompatible = "openai-compatible"
    /// The built-in provider that makes answers up, for tests and demonstrations.
    case synthetic
}
