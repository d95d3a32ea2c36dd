// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads the errors of the messages format.
enum MessagesErrorReader {
    /// The failure that `body` tells of; nil if it tells of none.
    ///
    /// - Parameter status: the HTTP status that came with it; below 400 the error's type decides.
    static func read(_ body: Span<UInt8>, _ tape: JSONTape, status: Int) -> GatewayError? {
        guard tape.nodes.first?.kind == .object, let error = tape.member("error", of: tape.root, in: body) else {
            return nil
        }
        if let message = tape.string(at: error, in: body) { return make(status, message, nil, nil) }
        guard tape.nodes[error].kind == .object else { return nil }
        let details = tape.member("details", of: error, in: body)
        let code = details.flatMap { tape.text("error_code", of: $0, in: body) }
        return make(
            status, tape.text("message", of: error, in: body) ?? "The provider gave no reason.",
            tape.text("type", of: error, in: body), code)
    }

    private static func make(_ status: Int, _ message: String, _ type: String?, _ code: String?) -> GatewayError {
        let kind = type.flatMap(kind) ?? (status >= 400 ? ErrorStatus.kind(status) : .upstream)
        return GatewayError(
            status: status >= 400 ? status : ErrorStatus.status(kind), kind: kind,
            code: code ?? type ?? "upstream_error", message: message)
    }

    private static func kind(_ type: String) -> GatewayError.Kind? {
        switch type {
        case "invalid_request_error": .invalidRequest
        case "authentication_error": .authentication
        case "permission_error", "billing_error": .permission
        case "not_found_error": .notFound
        case "request_too_large": .tooLarge
        case "rate_limit_error": .rateLimit
        case "timeout_error": .timeout
        case "overloaded_error": .overloaded
        case "api_error": .upstream
        default: nil
        }
    }
}
