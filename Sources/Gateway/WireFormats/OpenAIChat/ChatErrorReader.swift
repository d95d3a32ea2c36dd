// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads the errors of OpenAI and of the many servers that speak its format.
enum ChatErrorReader {
    /// The failure that `body` tells of; nil if it tells of none.
    ///
    /// - Parameter status: the HTTP status that came with it; below 400 the error's own words decide.
    static func read(_ body: Span<UInt8>, _ tape: JSONTape, status: Int) -> GatewayError? {
        guard tape.nodes.first?.kind == .object else { return nil }
        // Some servers give only a text, some put the error's fields on top, some call the text `detail`.
        guard let error = tape.member("error", of: tape.root, in: body), !tape.isNull(error) else {
            guard status >= 400,
                let message = tape.text("message", of: tape.root, in: body)
                    ?? tape.text("detail", of: tape.root, in: body)
            else { return nil }
            return make(status, message, word("type", tape.root, tape, body), word("code", tape.root, tape, body))
        }
        if let message = tape.string(at: error, in: body) { return make(status, message, nil, nil) }
        guard tape.nodes[error].kind == .object else { return nil }
        return make(
            status, tape.text("message", of: error, in: body) ?? "The provider gave no reason.",
            word("type", error, tape, body), word("code", error, tape, body))
    }

    /// A member that is a word, or a number for which some servers use it.
    private static func word(
        _ name: StaticString, _ index: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) -> String? {
        guard let member = tape.member(name, of: index, in: body) else { return nil }
        let word = tape.string(at: member, in: body) ?? tape.number(at: member, in: body)
        return word?.isEmpty == true ? nil : word
    }

    private static func make(_ status: Int, _ message: String, _ type: String?, _ code: String?) -> GatewayError {
        let kind = status >= 400 ? ErrorStatus.kind(status) : kind(type, code)
        return GatewayError(
            status: status >= 400 ? status : ErrorStatus.status(kind), kind: kind,
            code: code ?? type ?? "upstream_error", message: message)
    }

    private static func kind(_ type: String?, _ code: String?) -> GatewayError.Kind {
        for word in [code, type] {
            switch word {
            case "invalid_api_key", "authentication_error", "401": return .authentication
            case "permission_error", "insufficient_permissions", "403": return .permission
            case "model_not_found", "not_found_error", "404": return .notFound
            case "rate_limit_exceeded", "rate_limit_error", "insufficient_quota", "tokens", "requests", "429":
                return .rateLimit
            case "timeout_error", "timeout", "504": return .timeout
            case "overloaded_error", "engine_overloaded", "overloaded", "529": return .overloaded
            case "service_unavailable_error", "service_unavailable", "503": return .unavailable
            case "context_length_exceeded", "invalid_request_error", "400": return .invalidRequest
            default: break
            }
        }
        return .upstream
    }
}
