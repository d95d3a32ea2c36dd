// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads the object in which a provider reports a failure inside a stream that began as a success.
enum StreamFailure {
    static func read(_ error: Int, _ data: Span<UInt8>, _ tape: JSONTape) -> GatewayError {
        let type = tape.text("type", of: error, in: data)
        let word = tape.text("code", of: error, in: data)
        let number = tape.count("code", of: error, in: data) ?? word.flatMap { Int($0) }
        let kind = number.flatMap(kind(status:)) ?? type.flatMap(kind) ?? word.flatMap(kind) ?? .upstream
        let message = tape.text("message", of: error, in: data) ?? tape.string(at: error, in: data)
        let status = number.flatMap { (400...599).contains($0) ? $0 : nil } ?? status(kind)
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

    private static func kind(status: Int) -> GatewayError.Kind? {
        switch status {
        case 401: .authentication
        case 402, 403: .permission
        case 404: .notFound
        case 408, 504: .timeout
        case 413: .tooLarge
        case 429: .rateLimit
        case 503, 529: .overloaded
        case 400..<500: .invalidRequest
        case 500..<600: .upstream
        default: nil
        }
    }

    private static func status(_ kind: GatewayError.Kind) -> Int {
        switch kind {
        case .invalidRequest: 400
        case .authentication: 401
        case .permission: 403
        case .notFound: 404
        case .tooLarge: 413
        case .rateLimit: 429
        case .timeout: 504
        case .overloaded, .unavailable: 503
        case .upstream: 502
        }
    }
}
