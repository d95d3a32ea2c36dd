// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads the errors of Google's services: `{"error": {"code", "message", "status", "details"}}`, or a list with that.
enum GeminiErrorReader {
    /// The error in `body`, nil if there is none.
    ///
    /// - Parameter status: the status that the body came with; below 400, the error's own code stands in for it.
    static func read(_ body: Span<UInt8>, _ tape: JSONTape, status: Int) -> GatewayError? {
        var root = tape.root
        if tape.nodes[root].kind == .array, Int(tape.nodes[root].next) > root + 1 { root += 1 }
        guard let error = tape.member("error", of: root, in: body), !tape.isNull(error) else { return nil }
        guard tape.nodes[error].kind == .object else {
            let message = tape.string(at: error, in: body) ?? "The provider reported an error."
            return made(status, word: "", reason: "", message, nil)
        }
        var known = status
        if known < 400, let code = tape.count("code", of: error, in: body), (400...599).contains(code) { known = code }
        var reason = ""
        var delay: Int?
        if let details = tape.member("details", of: error, in: body) {
            tape.forEachElement(of: details) { detail in
                if let text = tape.text("reason", of: detail, in: body) { reason = text }
                if let text = tape.text("retryDelay", of: detail, in: body) { delay = seconds(text) }
            }
        }
        return made(
            known, word: tape.text("status", of: error, in: body) ?? "", reason: reason,
            tape.text("message", of: error, in: body) ?? "The provider reported an error.", delay)
    }

    private static func made(
        _ status: Int, word: String, reason: String, _ message: String, _ delay: Int?
    ) -> GatewayError {
        // Google calls a wrong key an invalid argument.
        let isKey = reason == "API_KEY_INVALID" || reason == "API_KEY_EXPIRED"
        let kind = isKey ? .authentication : Self.kind(word) ?? Self.kind(status)
        let known = isKey ? 401 : status >= 400 ? status : Self.status(kind)
        return GatewayError(
            status: known, kind: kind, code: word.isEmpty ? "upstream_error" : word, message: message,
            retryAfter: delay)
    }

    private static func kind(_ word: String) -> GatewayError.Kind? {
        switch word {
        case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE", "ALREADY_EXISTS", "UNIMPLEMENTED":
            .invalidRequest
        case "UNAUTHENTICATED": .authentication
        case "PERMISSION_DENIED": .permission
        case "NOT_FOUND": .notFound
        case "RESOURCE_EXHAUSTED": .rateLimit
        case "UNAVAILABLE": .overloaded
        case "DEADLINE_EXCEEDED": .timeout
        case "INTERNAL", "UNKNOWN", "ABORTED", "CANCELLED", "DATA_LOSS": .upstream
        default: nil
        }
    }

    private static func kind(_ status: Int) -> GatewayError.Kind {
        switch status {
        case 401: .authentication
        case 403: .permission
        case 404: .notFound
        case 408, 504: .timeout
        case 413: .tooLarge
        case 429: .rateLimit
        case 503, 529: .overloaded
        case 400..<500: .invalidRequest
        default: .upstream
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
        case .budget: 402
        case .overloaded, .unavailable: 503
        case .timeout: 504
        case .upstream: 502
        }
    }

    /// Whole seconds of a duration such as `17.3s`, none lost.
    private static func seconds(_ duration: String) -> Int? {
        guard duration.hasSuffix("s"), let seconds = Double(duration.dropLast()), (0...86_400).contains(seconds) else {
            return nil
        }
        return Int(seconds.rounded(.up))
    }
}
