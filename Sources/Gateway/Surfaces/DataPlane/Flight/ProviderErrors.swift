// SPDX-License-Identifier: Apache-2.0

import Conversation
import Providers
import WireFormats

/// Words for providers that fail.
enum ProviderErrors {
    /// A provider that gave no answer, or stopped in the middle of one.
    static func error(for failure: UpstreamFailure, provider: String, uri: String) -> GatewayError {
        let isPlain = uri.hasPrefix("/api/chat/completions")
        switch failure {
        case .unreachable:
            return GatewayError(
                status: isPlain ? 500 : 502, kind: .upstream, code: "upstream_unreachable",
                message:
                    "The provider `\(provider)` cannot be reached. Check its URL and your network with `isartor check`."
            )
        case .connectTimeout:
            return GatewayError(
                status: isPlain ? 500 : 504, kind: .timeout, code: "upstream_connect_timeout",
                message:
                    "The provider `\(provider)` did not accept a connection in time. Try again, or raise l3_connect_timeout_ms."
            )
        case .firstByteTimeout:
            return GatewayError(
                status: 504, kind: .timeout, code: "upstream_timeout",
                message:
                    "The provider `\(provider)` did not begin to answer in time. Try again, or raise l3_timeout_secs.")
        case .idleTimeout:
            return GatewayError(
                status: 504, kind: .timeout, code: "upstream_stalled",
                message:
                    "The provider `\(provider)` stopped in the middle of its answer. Try again, or raise l3_idle_timeout_secs."
            )
        case .totalTimeout:
            return GatewayError(
                status: 504, kind: .timeout, code: "upstream_timeout",
                message:
                    "The provider `\(provider)` did not finish its answer in time. Raise l3_total_timeout_secs for longer answers."
            )
        case .closed:
            return GatewayError(
                status: 502, kind: .upstream, code: "upstream_cut",
                message:
                    "The provider `\(provider)` closed the connection before its answer was complete. Send the request again."
            )
        case .malformed:
            return GatewayError(
                status: 502, kind: .upstream, code: "upstream_malformed",
                message: "The provider `\(provider)` did not answer in valid HTTP. Check its URL with `isartor check`.")
        case .overloaded:
            return GatewayError(
                status: 503, kind: .overloaded, code: "too_many_requests_waiting",
                message: "Too many requests wait for the provider `\(provider)`. Try again soon.", retryAfter: 1)
        }
    }

    /// A provider's refusal whose own words cannot be passed on.
    static func error(status: Int, retryAfter: String?, provider: String) -> GatewayError {
        let kind: GatewayError.Kind =
            switch status {
            case 400, 422: .invalidRequest
            case 401: .authentication
            case 403: .permission
            case 404: .notFound
            case 413: .tooLarge
            case 429: .rateLimit
            case 503, 529: .overloaded
            default: .upstream
            }
        // A redirect is not followed: it could lead a credential elsewhere.
        let told = status < 400 ? 502 : status
        return GatewayError(
            status: told, kind: kind, code: status < 400 ? "upstream_redirect" : "upstream_status_\(status)",
            message: "The provider `\(provider)` answered with status \(status).",
            retryAfter: retryAfter.flatMap { Int($0) })
    }

    /// What a provider of another format says about its refusal; nil if that cannot be read.
    static func told(
        _ body: Span<UInt8>, _ format: WireFormat, status: Int, tape: inout JSONTape
    ) -> GatewayError? {
        guard status >= 400 else { return nil }
        return ErrorReader.read(body, format, status: status, tape: &tape)
    }
}
