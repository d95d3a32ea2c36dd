// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What clients of each format call the things that a conversation holds in its own words.
struct GeminiClientNames {
    let origin: WireFormat

    var turns: String {
        switch origin {
        case .openAIResponses: "input"
        case .native: "prompt"
        case .gemini: "contents"
        case .openAIChat, .anthropicMessages: "messages"
        }
    }

    var reasoningText: String {
        switch origin {
        case .openAIChat: "reasoning_content"
        case .anthropicMessages: "thinking"
        case .openAIResponses, .gemini, .native: "reasoning"
        }
    }

    var reasoningOptions: String {
        switch origin {
        case .openAIChat: "reasoning_effort"
        case .anthropicMessages: "thinking"
        case .openAIResponses, .native: "reasoning"
        case .gemini: "generationConfig.thinkingConfig"
        }
    }

    var parallelCalls: String {
        origin == .anthropicMessages ? "tool_choice.disable_parallel_tool_use" : "parallel_tool_calls"
    }

    var format: String {
        switch origin {
        case .anthropicMessages: "output_config.format"
        case .openAIResponses: "text.format"
        case .openAIChat, .gemini, .native: "response_format"
        }
    }

    var webSearch: String { origin == .openAIChat ? "web_search_options" : "tools[].web_search" }

    var mediaName: String {
        switch origin {
        case .openAIChat: "file.filename"
        case .anthropicMessages: "title"
        case .openAIResponses, .gemini, .native: "filename"
        }
    }
}
