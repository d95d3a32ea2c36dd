// SPDX-License-Identifier: Apache-2.0

public import WireFormats

extension FailureClass {
    /// The class of an answer with `status` and the words of its body.
    ///
    /// A status below 300 is that of an error inside a stream, on which the words alone decide.
    public static func of(status: Int, words: ErrorWords) -> FailureClass {
        let told = named(words)
        switch status {
        case ..<300: return told ?? numbered(words) ?? .serverError
        case 401: return .keyRejected
        case 402: return .quotaExhausted
        case 403: return told == .quotaExhausted || told == .keyRejected ? told ?? .forbidden : .forbidden
        case 404: return .modelMissing
        case 408, 504, 524: return .timeout
        case 409: return .serverError
        case 429: return told == .quotaExhausted || told == .overloaded ? told ?? .rateLimited : .rateLimited
        case 400..<500:
            // Google calls a wrong key an invalid argument, and some call a missing model or an empty account so.
            switch told {
            case .keyRejected, .quotaExhausted, .modelMissing: return told ?? .requestRefused
            default: return .requestRefused
            }
        case 503, 529: return .overloaded
        case 500..<600: return told == .overloaded ? .overloaded : .serverError
        default: return .malformed
        }
    }

    /// What the words say; an empty account says it in any of them, else the most particular one counts.
    private static func named(_ words: ErrorWords) -> FailureClass? {
        let classes = [words.code, words.reason, words.status, words.type].map { $0.flatMap(named) }
        return classes.contains(.quotaExhausted) ? .quotaExhausted : classes.lazy.compactMap { $0 }.first
    }

    /// Some put the HTTP status that they would have sent into the stream's error.
    private static func numbered(_ words: ErrorWords) -> FailureClass? {
        guard let status = words.code.flatMap({ Int($0) }), (400..<600).contains(status) else { return nil }
        return of(status: status, words: ErrorWords())
    }

    private static func named(_ word: String) -> FailureClass? {
        switch word {
        case "insufficient_quota", "quota_exceeded", "billing_hard_limit_reached", "billing_not_active",
            "billing_error", "insufficient_balance", "insufficient_credits", "insufficient_funds", "payment_required",
            "exceeded_current_quota_error", "BILLING_DISABLED":
            .quotaExhausted
        case "invalid_api_key", "authentication_error", "invalid_authentication_error", "account_deactivated",
            "UNAUTHENTICATED", "API_KEY_INVALID", "API_KEY_EXPIRED":
            .keyRejected
        case "permission_error", "permission_denied", "insufficient_permissions", "PERMISSION_DENIED": .forbidden
        case "model_not_found", "not_found_error", "DeploymentNotFound", "NOT_FOUND": .modelMissing
        case "rate_limit_exceeded", "rate_limit_error", "rate_limit_reached_error", "too_many_requests", "requests",
            "tokens", "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED":
            .rateLimited
        case "overloaded_error", "overloaded", "engine_overloaded", "engine_overloaded_error", "server_overloaded",
            "server_is_overloaded", "slow_down", "service_unavailable", "service_unavailable_error", "UNAVAILABLE":
            .overloaded
        case "timeout_error", "timeout", "vector_store_timeout", "DEADLINE_EXCEEDED": .timeout
        case "invalid_request_error", "invalid_prompt", "context_length_exceeded", "content_filter",
            "content_policy_violation", "request_too_large", "bio_policy", "image_too_large", "INVALID_ARGUMENT",
            "FAILED_PRECONDITION", "OUT_OF_RANGE", "UNIMPLEMENTED":
            .requestRefused
        case "server_error", "api_error", "internal_error", "internal_server_error", "INTERNAL", "UNKNOWN", "ABORTED",
            "DATA_LOSS":
            .serverError
        default: nil
        }
    }
}
