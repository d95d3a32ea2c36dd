// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Errors of chat completions and messages: reading")
struct ErrorReaderTests {
    private func read(_ text: String, _ format: WireFormat, _ status: Int) -> GatewayError? {
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        guard (try? tape.scan(bytes.span)) != nil else { return nil }
        return format == .openAIChat
            ? ChatErrorReader.read(bytes.span, tape, status: status)
            : MessagesErrorReader.read(bytes.span, tape, status: status)
    }

    @Test("OpenAI's own words, and those of servers that nearly speak its format")
    func chat() {
        #expect(
            read(
                #"{"error":{"message":"Too fast.","type":"requests","param":null,"code":"rate_limit_exceeded"}}"#,
                .openAIChat, 429)
                == GatewayError(status: 429, kind: .rateLimit, code: "rate_limit_exceeded", message: "Too fast."))
        #expect(
            read(#"{"error":{"message":"Bad.","type":"invalid_request_error","code":null}}"#, .openAIChat, 400)
                == GatewayError(status: 400, kind: .invalidRequest, code: "invalid_request_error", message: "Bad."))
        #expect(
            read(#"{"error":"model missing"}"#, .openAIChat, 404)
                == GatewayError(status: 404, kind: .notFound, code: "upstream_error", message: "model missing"))
        #expect(
            read(#"{"object":"error","message":"Long.","type":"BadRequestError","code":400}"#, .openAIChat, 400)
                == GatewayError(status: 400, kind: .invalidRequest, code: "400", message: "Long."))
        #expect(read(#"{"detail":"Not here."}"#, .openAIChat, 401)?.kind == .authentication)
        // Inside a stream there is no status but the good one.
        #expect(
            read(#"{"error":{"message":"Gone.","type":"server_error","code":"rate_limit_exceeded"}}"#, .openAIChat, 200)
                == GatewayError(status: 429, kind: .rateLimit, code: "rate_limit_exceeded", message: "Gone."))
        #expect(read(#"{"error":null,"message":"fine"}"#, .openAIChat, 200) == nil)
        #expect(read("[1]", .openAIChat, 500) == nil)
        #expect(read(#"{"a":1}"#, .openAIChat, 500) == nil)
    }

    @Test(
        "the types of the messages format",
        arguments: [
            ("invalid_request_error", 400, GatewayError.Kind.invalidRequest),
            ("authentication_error", 401, .authentication),
            ("permission_error", 403, .permission), ("billing_error", 402, .permission),
            ("not_found_error", 404, .notFound),
            ("request_too_large", 413, .tooLarge), ("rate_limit_error", 429, .rateLimit), ("api_error", 500, .upstream),
            ("timeout_error", 504, .timeout), ("overloaded_error", 529, .overloaded),
        ])
    func messages(type: String, status: Int, kind: GatewayError.Kind) {
        let body = #"{"type":"error","error":{"type":"\#(type)","message":"No."},"request_id":"r"}"#
        #expect(
            read(body, .anthropicMessages, status)
                == GatewayError(status: status, kind: kind, code: type, message: "No."))
        #expect(read(body, .anthropicMessages, 200)?.kind == kind)
    }

    @Test("details say more than the type; what is no error is none")
    func details() {
        let body =
            #"{"type":"error","error":{"type":"invalid_request_error","message":"No.","details":{"error_code":"thread_unsupported_request"}}}"#
        #expect(read(body, .anthropicMessages, 400)?.code == "thread_unsupported_request")
        #expect(read(#"{"type":"message"}"#, .anthropicMessages, 200) == nil)
        #expect(read(#"{"error":{}}"#, .anthropicMessages, 529)?.kind == .overloaded)
    }
}
