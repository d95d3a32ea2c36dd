// SPDX-License-Identifier: Apache-2.0

/// The formats in which the fake upstream is asked for an answer and gives it.
enum WireFormat: Sendable, CaseIterable {
    case chatCompletions
    /// OpenAI's legacy completions.
    case completions
    case responses
    case messages
    /// Gemini, with server-sent events where the answer is a stream.
    case gemini
    /// Gemini, with a stream that is one JSON array, sent element by element.
    case geminiArray

    /// Whose format it is.
    var family: ProviderFamily {
        switch self {
        case .chatCompletions, .completions, .responses: .openAI
        case .messages: .anthropic
        case .gemini, .geminiArray: .gemini
        }
    }

    /// An error body in the format's shape.
    func errorBody(_ refusal: Refusal, requestID: String) -> JSONValue {
        let body = family.errorBody(refusal, requestID: requestID)
        // Gemini's array holds its errors too, also when they come instead of a stream.
        return self == .geminiArray ? [body] : body
    }

    /// The error that a provider's stream ends with when generation fails after `frames` were sent.
    func failure(after frames: ArraySlice<StreamFrame>, requestID: String) -> [StreamFrame] {
        let refusal = family.refusal(onDemand: self == .messages ? 529 : 500)
        let error = family.errorBody(refusal, requestID: requestID)
        switch self {
        case .chatCompletions, .completions:
            return [.data(error, kind: .closing)]
        case .messages:
            return [.event("error", error, kind: .closing)]
        case .responses:
            return OpenAIResponsesWriter.failure(refusal, after: frames)
        case .gemini:
            return [.carriageReturnData(error, kind: .closing)]
        case .geminiArray:
            return [.element(error, isFirst: frames.isEmpty, kind: .closing), .arrayEnd]
        }
    }

    /// An event of broken JSON and a line that is no field.
    var malformedEvent: StreamFrame {
        let broken = "{\"delta\":{\"text\":\n\nthis line is no field\n\n"
        let lines =
            switch self {
            case .chatCompletions, .completions, .gemini: "data: " + broken
            case .messages: "event: content_block_delta\ndata: " + broken
            case .responses: "event: response.output_text.delta\ndata: " + broken
            case .geminiArray: ",\r\n" + broken
            }
        return StreamFrame(kind: .opening, bytes: Array(lines.utf8))
    }
}
