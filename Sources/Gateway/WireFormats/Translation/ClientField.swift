// SPDX-License-Identifier: Apache-2.0

import Conversation

/// A field of a conversation in the spelling of the format that the client speaks, for what it is told about it.
enum ClientField {
    case maxTokens, temperature, topP, topK, seed, frequencyPenalty, presencePenalty, stop, choices, logprobs
    case topLogprobs, format, thinking, effort, showsThoughts, toolChoice, parallelCalls, strictTool, tool
    case reasoningPart, part, turn, callInput, speaker

    func name(in format: WireFormat) -> String {
        switch format {
        case .openAIChat, .native: chat
        case .anthropicMessages: messages
        case .openAIResponses: responses
        case .gemini: gemini
        }
    }

    private var chat: String {
        switch self {
        case .maxTokens: "max_completion_tokens"
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
        case .format: "response_format"
        case .thinking, .effort, .showsThoughts: "reasoning_effort"
        case .toolChoice: "tool_choice"
        case .parallelCalls: "parallel_tool_calls"
        case .strictTool: "tools[].function.strict"
        case .tool: "tools[]"
        case .reasoningPart: "messages[].reasoning_content"
        case .part: "messages[].content[]"
        case .turn: "messages[]"
        case .callInput: "messages[].tool_calls[].function.arguments"
        case .speaker: "messages[].name"
        }
    }

    private var messages: String {
        switch self {
        case .maxTokens: "max_tokens"
        case .stop: "stop_sequences"
        case .format: "output_config.format"
        case .thinking: "thinking"
        case .effort: "output_config.effort"
        case .showsThoughts: "thinking.display"
        case .parallelCalls: "tool_choice.disable_parallel_tool_use"
        case .strictTool: "tools[].strict"
        case .reasoningPart: "messages[].content[].thinking"
        case .callInput: "messages[].content[].input"
        default: chat
        }
    }

    private var responses: String {
        switch self {
        case .maxTokens: "max_output_tokens"
        case .format: "text.format"
        case .thinking, .effort: "reasoning.effort"
        case .showsThoughts: "reasoning.summary"
        case .logprobs: "include"
        case .strictTool: "tools[].strict"
        case .reasoningPart: "input[].reasoning"
        case .part: "input[].content[]"
        case .turn: "input[]"
        case .callInput: "input[].arguments"
        case .speaker: "input[].name"
        default: chat
        }
    }

    private var gemini: String {
        switch self {
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
        case .format: "generationConfig.responseMimeType"
        case .thinking, .effort: "generationConfig.thinkingConfig"
        case .showsThoughts: "generationConfig.thinkingConfig.includeThoughts"
        case .toolChoice: "toolConfig.functionCallingConfig"
        case .parallelCalls: "toolConfig"
        case .strictTool, .tool: "tools[]"
        case .reasoningPart: "contents[].parts[].thought"
        case .part: "contents[].parts[]"
        case .turn, .speaker: "contents[]"
        case .callInput: "contents[].parts[].functionCall.args"
        }
    }
}
