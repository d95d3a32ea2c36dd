// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Words a gateway error as the client's own format would.
public enum ErrorBody {
    /// The JSON body of an error response.
    public static func json(_ error: GatewayError, format: WireFormat, requestID: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        switch format {
        case .openAIChat, .openAIResponses:
            writer.key("error")
            writer.beginObject()
            writer.member("message", string: error.message)
            writer.member("type", string: openAIType(error.kind))
            if let field = error.field { writer.member("param", string: field) } else { writer.nullMember("param") }
            writer.member("code", string: error.code)
            writer.endObject()
        case .anthropicMessages:
            writer.member("type", string: "error")
            writer.key("error")
            writer.beginObject()
            writer.member("type", string: anthropicType(error.kind))
            writer.member("message", string: error.message)
            writer.member("code", string: error.code)
            // Where Anthropic's clients look for what they can mend by themselves.
            writer.key("details")
            writer.beginObject()
            writer.member("error_code", string: error.code)
            writer.endObject()
            writer.endObject()
            writer.member("request_id", string: requestID)
        case .gemini:
            writer.key("error")
            writer.beginObject()
            writer.member("code", integer: error.status)
            writer.member("message", string: error.message)
            writer.member("status", string: googleStatus(error))
            writer.key("details")
            writer.beginArray()
            writer.beginObject()
            writer.member("@type", string: "type.googleapis.com/google.rpc.ErrorInfo")
            writer.member("reason", string: error.code)
            writer.member("domain", string: "isartor")
            writer.endObject()
            writer.endArray()
            writer.endObject()
        case .native:
            writer.member("error", string: nativeTitle(error))
            writer.member("type", string: openAIType(error.kind))
            writer.member("code", string: error.code)
            writer.member("message", string: error.message)
        }
        writer.endObject()
        return writer.bytes
    }

    /// The event that ends a stream which cannot go on.
    public static func event(_ error: GatewayError, format: WireFormat, requestID: String) -> [UInt8] {
        if format == .openAIResponses {
            var bytes: [UInt8] = []
            var writer = ResponsesEventWriter(AnswerContext(now: 0, seed: requestID.filter { $0 != "-" }))
            writer.write(.failure(error), into: &bytes)
            return bytes
        }
        var events = SSEWriter()
        let data = json(error, format: format, requestID: requestID)
        if format == .anthropicMessages { events.event("error", data: data) } else { events.event(data: data) }
        return events.bytes
    }

    private static func openAIType(_ kind: GatewayError.Kind) -> String {
        switch kind {
        case .invalidRequest, .tooLarge, .notFound: "invalid_request_error"
        case .authentication: "authentication_error"
        case .permission: "permission_error"
        case .rateLimit: "rate_limit_error"
        case .budget: "insufficient_quota"
        case .timeout: "timeout_error"
        case .overloaded: "overloaded_error"
        case .upstream: "upstream_error"
        case .unavailable: "service_unavailable_error"
        }
    }

    private static func anthropicType(_ kind: GatewayError.Kind) -> String {
        switch kind {
        case .invalidRequest: "invalid_request_error"
        case .authentication: "authentication_error"
        case .permission: "permission_error"
        case .notFound: "not_found_error"
        case .tooLarge: "request_too_large"
        case .rateLimit: "rate_limit_error"
        case .budget: "billing_error"
        case .timeout: "timeout_error"
        case .overloaded: "overloaded_error"
        case .upstream, .unavailable: "api_error"
        }
    }

    /// Google's name for a status, which its clients read beside the number.
    private static func googleStatus(_ error: GatewayError) -> String {
        switch error.kind {
        case .invalidRequest, .tooLarge: "INVALID_ARGUMENT"
        case .authentication: "UNAUTHENTICATED"
        case .permission: "PERMISSION_DENIED"
        case .notFound: "NOT_FOUND"
        case .rateLimit, .budget: "RESOURCE_EXHAUSTED"
        case .timeout: "DEADLINE_EXCEEDED"
        case .overloaded, .unavailable: "UNAVAILABLE"
        case .upstream: "INTERNAL"
        }
    }

    private static func nativeTitle(_ error: GatewayError) -> String {
        error.kind == .authentication ? "Unauthorized" : error.code
    }
}
