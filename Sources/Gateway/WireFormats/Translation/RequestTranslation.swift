// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Writes a request in another format than it came in.
public enum RequestTranslation {
    /// The conversation in a provider's format.
    ///
    /// - Throws: a `GatewayError` with status 400 that names the field which cannot be carried over.
    public static func encode(
        _ conversation: Conversation, for target: EncodingTarget
    ) throws(GatewayError) -> TranslatedRequest {
        do throws(TranslationProblem) {
            return switch target.format {
            case .openAIChat, .native: try ChatRequestEncoder.encode(conversation, for: target)
            case .anthropicMessages: try MessagesRequestEncoder.encode(conversation, for: target)
            case .openAIResponses: try ResponsesRequestEncoder.encode(conversation, for: target)
            case .gemini: try GeminiRequestEncoder.encode(conversation, for: target)
            }
        } catch {
            throw refusal(error)
        }
    }

    /// What a client is told whose request cannot be written in the provider's format.
    public static func refusal(_ problem: TranslationProblem) -> GatewayError {
        var sentence = problem.explanation
        while sentence.hasSuffix(".") { sentence.removeLast() }
        switch problem.kind {
        case .malformed:
            return GatewayError(
                status: 400, kind: .invalidRequest, code: "invalid_request",
                message: "`\(problem.field)` \(sentence).", field: problem.field)
        case .inexpressible:
            let remedy =
                sentence.contains("leave it out") || sentence.contains("instead")
                ? "" : " Leave it out, or use a provider that speaks the request's own format."
            return GatewayError(
                status: 400, kind: .invalidRequest, code: "not_translatable",
                message: "`\(problem.field)` \(sentence).\(remedy)", field: problem.field)
        }
    }

    /// What a client is told that refers to state which only its own family keeps: send all of it.
    public static func stateRefusal(_ field: String?, surface: Surface) -> GatewayError {
        let field = field ?? "state"
        let code =
            switch (surface, field) {
            case (.messages, "thread"): "thread_unsupported_request"
            case (.responses, "previous_response_id"): "previous_response_not_found"
            default: "state_not_supported"
            }
        return GatewayError(
            status: 400, kind: .invalidRequest, code: code,
            message:
                "`\(field)` refers to state that the configured provider does not keep. Send the whole conversation instead, without `\(field)`.",
            field: field)
    }
}

extension WireFormat {
    /// The format's name in sentences.
    public var words: String {
        switch self {
        case .openAIChat: "OpenAI chat completions"
        case .anthropicMessages: "Anthropic messages"
        case .openAIResponses: "OpenAI responses"
        case .gemini: "Gemini"
        case .native: "native"
        }
    }
}
