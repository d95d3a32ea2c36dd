// SPDX-License-Identifier: Apache-2.0

/// The providers that the fake upstream plays.
enum ProviderFamily: Sendable {
    case openAI
    case anthropic
    case gemini

    /// The header that carries the request's id in an answer; Google has none, so it gets OpenAI's.
    var requestIDHeader: String {
        switch self {
        case .openAI, .gemini: "x-request-id"
        case .anthropic: "request-id"
        }
    }

    /// An error body in the family's shape.
    func errorBody(_ refusal: Refusal, requestID: String) -> JSONValue {
        switch self {
        case .openAI:
            [
                "error": [
                    "message": .string(refusal.message),
                    "type": .string(Self.openAIType(of: refusal.status)),
                    "param": .optional(refusal.parameter),
                    "code": .optional(refusal.code ?? Self.openAICode(of: refusal.status)),
                ]
            ]
        case .anthropic:
            [
                "type": "error",
                "error": [
                    "type": .string(Self.anthropicType(of: refusal.status)),
                    "message": .string(refusal.message),
                ],
                "request_id": .string(requestID),
            ]
        case .gemini:
            [
                "error": [
                    "code": .int(refusal.status),
                    "message": .string(refusal.message),
                    "status": .string(refusal.code ?? Self.geminiStatus(of: refusal.status)),
                ]
            ]
        }
    }

    /// What the family says to a request without a credential.
    var missingCredential: Refusal {
        switch self {
        case .openAI, .anthropic: refusal(onDemand: 401)
        case .gemini:
            Refusal(
                status: 403,
                message: "Method doesn't allow unregistered callers (callers without established identity).")
        }
    }

    /// What the family says when it fails with that status on demand.
    func refusal(onDemand status: Int) -> Refusal {
        let message =
            switch status {
            case 400: "This request was refused on demand by the fake upstream."
            case 401: wrongCredential
            case 404: "The model does not exist, or you do not have access to it."
            case 413: "The request exceeds the maximum size."
            case 429: "The rate limit is reached. Please try again later."
            case 503: "The service is temporarily unavailable."
            case 529: "Overloaded"
            default: "The server had an error while processing the request."
            }
        return Refusal(status: status, message: message)
    }

    private var wrongCredential: String {
        switch self {
        case .openAI: "Incorrect API key provided."
        case .anthropic: "invalid x-api-key"
        case .gemini: "Request had invalid authentication credentials."
        }
    }

    private static func openAIType(of status: Int) -> String {
        switch status {
        case 429: "requests"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }

    private static func openAICode(of status: Int) -> String? {
        switch status {
        case 401: "invalid_api_key"
        case 404: "model_not_found"
        case 429: "rate_limit_exceeded"
        default: nil
        }
    }

    private static func anthropicType(of status: Int) -> String {
        switch status {
        case 401: "authentication_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 529: "overloaded_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }

    private static func geminiStatus(of status: Int) -> String {
        switch status {
        case 401: "UNAUTHENTICATED"
        case 403: "PERMISSION_DENIED"
        case 404: "NOT_FOUND"
        case 429: "RESOURCE_EXHAUSTED"
        case 503, 529: "UNAVAILABLE"
        case 500...: "INTERNAL"
        default: "INVALID_ARGUMENT"
        }
    }
}
