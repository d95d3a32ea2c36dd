// SPDX-License-Identifier: Apache-2.0

/// Writes an answer in the format in which it was asked for.
struct AnswerWriter {
    let request: GenerationRequest
    let content: AnswerContent
    let prompt: PromptBill
    /// The time of the answer in seconds since 1970.
    let created: Int

    /// The answer, streamed or whole as the client asked.
    func body() -> GeneratedBody {
        guard request.streams else {
            return .document(document().encoded(), generatedBytes: content.generatedBytes)
        }
        return request.format == .geminiArray ? .array(frames()) : .stream(frames())
    }

    /// The whole answer as one document.
    func document() -> JSONValue {
        switch request.format {
        case .chatCompletions: chat.document()
        case .completions: completions.document()
        case .responses: responses.document()
        case .messages: messages.document()
        case .gemini, .geminiArray: gemini.document()
        }
    }

    /// The answer as a stream.
    func frames() -> [StreamFrame] {
        switch request.format {
        case .chatCompletions: chat.frames()
        case .completions: completions.frames()
        case .responses: responses.frames()
        case .messages: messages.frames()
        case .gemini, .geminiArray: gemini.frames()
        }
    }

    /// The writer of OpenAI's Responses, which also says what is to be stored of the answer.
    var responses: OpenAIResponsesWriter {
        OpenAIResponsesWriter(request: request, content: content, prompt: prompt, created: created)
    }

    private var chat: OpenAIChatWriter {
        OpenAIChatWriter(request: request, content: content, prompt: prompt, created: created)
    }

    private var completions: OpenAICompletionsWriter {
        OpenAICompletionsWriter(request: request, content: content, prompt: prompt, created: created)
    }

    private var messages: AnthropicMessagesWriter {
        AnthropicMessagesWriter(request: request, content: content, prompt: prompt)
    }

    private var gemini: GeminiWriter { GeminiWriter(request: request, content: content, prompt: prompt) }
}
