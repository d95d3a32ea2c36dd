// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads what a provider of the responses format says when it fails.
enum ResponsesErrorReader {
    /// The failure that the body of a response with `status` tells; nil if it tells none.
    static func read(_ body: Span<UInt8>, _ tape: JSONTape, status: Int) -> GatewayError? {
        let root = tape.root
        guard tape.nodes[root].kind == .object else { return nil }
        if let error = tape.member("error", of: root, in: body), !tape.isNull(error) {
            if let message = tape.string(at: error, in: body) { return make(message, code: nil, status) }
            return self.error(at: error, status, body, tape)
        }
        // What servers say that only imitate the format.
        if let message = tape.text("detail", of: root, in: body) { return make(message, code: nil, status) }
        return self.error(at: root, status, body, tape)
    }

    /// The failure of an answer with a `status` of its own; nil if it has not failed.
    static func failure(
        of response: Int, status: String, _ body: Span<UInt8>, _ tape: JSONTape
    ) -> GatewayError? {
        let error = tape.member("error", of: response, in: body).flatMap { tape.isNull($0) ? nil : $0 }
        guard status == "failed" || error != nil else { return nil }
        return error.flatMap { self.error(at: $0, nil, body, tape) }
            ?? make("The provider could not finish the answer.", code: nil, nil)
    }

    /// The failure that the object at `index` tells; without an HTTP status its own words decide on the kind.
    static func error(at index: Int, _ status: Int?, _ body: Span<UInt8>, _ tape: JSONTape) -> GatewayError? {
        guard let message = tape.text("message", of: index, in: body) else { return nil }
        let code = tape.text("code", of: index, in: body) ?? tape.text("type", of: index, in: body)
        let word = code == "error" ? nil : code
        return make(message, code: word, status)
    }

    private static func make(_ message: String, code: String?, _ status: Int?) -> GatewayError {
        let known = code.flatMap(kind)
        let told = status.flatMap { $0 >= 400 ? ErrorStatus.kind($0) : nil }
        let kind = told ?? known ?? .upstream
        return GatewayError(
            status: status ?? ErrorStatus.status(kind), kind: kind, code: code ?? "upstream_error", message: message)
    }

    private static func kind(_ code: String) -> GatewayError.Kind? {
        switch code {
        case "rate_limit_exceeded", "insufficient_quota", "rate_limit_error": .rateLimit
        case "server_overloaded", "server_is_overloaded", "slow_down", "overloaded_error": .overloaded
        case "invalid_prompt", "context_length_exceeded", "invalid_request_error", "bio_policy", "image_too_large":
            .invalidRequest
        case "authentication_error", "invalid_api_key": .authentication
        case "permission_error": .permission
        case "vector_store_timeout", "timeout_error": .timeout
        default: code.hasPrefix("invalid_") ? .invalidRequest : nil
        }
    }
}
