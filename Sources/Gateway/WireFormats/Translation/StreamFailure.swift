// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads the object in which a provider reports a failure inside a stream that began as a success.
enum StreamFailure {
    static func read(_ error: Int, _ data: Span<UInt8>, _ tape: JSONTape) -> GatewayError {
        let type = tape.text("type", of: error, in: data)
        let word = tape.text("code", of: error, in: data)
        let number = tape.count("code", of: error, in: data) ?? word.flatMap { Int($0) }
        let told = number.flatMap { (400...599).contains($0) ? $0 : nil }
        let kind = told.map(ErrorStatus.kind) ?? type.flatMap(kind) ?? word.flatMap(kind) ?? .upstream
        let message = tape.text("message", of: error, in: data) ?? tape.string(at: error, in: data)
        let status = told ?? ErrorStatus.status(kind)
        return GatewayError(
            status: status, kind: kind, code: (number == nil ? word : nil) ?? type ?? "upstream_error",
            message: message ?? "The provider reported an error.")
    }

    private static func kind(_ word: String) -> GatewayError.Kind? {
        switch word {
        case "invalid_request_error", "context_length_exceeded", "invalid_prompt": .invalidRequest
        case "authentication_error", "invalid_api_key": .authentication
        case "permission_error", "billing_error": .permission
        case "not_found_error": .notFound
        case "request_too_large": .tooLarge
        case "rate_limit_error", "rate_limit_exceeded", "insufficient_quota", "tokens", "requests": .rateLimit
        case "timeout_error": .timeout
        case "overloaded_error", "service_unavailable_error": .overloaded
        case "api_error", "server_error", "upstream_error": .upstream
        default: nil
        }
    }
}
