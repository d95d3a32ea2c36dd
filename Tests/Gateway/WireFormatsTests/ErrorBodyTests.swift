// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("Error bodies")
struct ErrorBodyTests {
    private let error = GatewayError(
        status: 401, kind: .authentication, code: "invalid_gateway_key", message: "The \"key\" is wrong.\nSend another."
    )

    private func json(_ error: GatewayError, _ format: WireFormat) -> String {
        String(decoding: ErrorBody.json(error, format: format, requestID: "req-1"), as: UTF8.self)
    }

    @Test("each format words an error as its clients expect")
    func formats() {
        #expect(
            json(error, .openAIChat)
                == #"{"error":{"message":"The \"key\" is wrong.\nSend another.","type":"authentication_error","param":null,"code":"invalid_gateway_key"}}"#
        )
        #expect(
            json(error, .anthropicMessages)
                == #"{"type":"error","error":{"type":"authentication_error","message":"The \"key\" is wrong.\nSend another.","code":"invalid_gateway_key","details":{"error_code":"invalid_gateway_key"}},"request_id":"req-1"}"#
        )
        #expect(
            json(error, .gemini)
                == #"{"error":{"code":401,"message":"The \"key\" is wrong.\nSend another.","status":"UNAUTHENTICATED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"invalid_gateway_key","domain":"isartor"}]}}"#
        )
        #expect(
            json(error, .native)
                == #"{"error":"Unauthorized","type":"authentication_error","code":"invalid_gateway_key","message":"The \"key\" is wrong.\nSend another."}"#
        )
    }

    @Test(
        "each kind has its type",
        arguments: [
            (GatewayError.Kind.invalidRequest, "invalid_request_error", "invalid_request_error"),
            (.authentication, "authentication_error", "authentication_error"),
            (.permission, "permission_error", "permission_error"),
            (.notFound, "invalid_request_error", "not_found_error"),
            (.tooLarge, "invalid_request_error", "request_too_large"),
            (.rateLimit, "rate_limit_error", "rate_limit_error"), (.timeout, "timeout_error", "timeout_error"),
            (.overloaded, "overloaded_error", "overloaded_error"), (.upstream, "upstream_error", "api_error"),
            (.unavailable, "service_unavailable_error", "api_error"),
        ])
    func types(kind: GatewayError.Kind, chat: String, messages: String) {
        let error = GatewayError(status: 500, kind: kind, code: "c", message: "m")
        #expect(SampleJSON(json(error, .openAIChat))?["error"]?["type"] == .string(chat))
        #expect(SampleJSON(json(error, .anthropicMessages))?["error"]?["type"] == .string(messages))
        #expect(SampleJSON(json(error, .native))?["type"] == .string(chat))
    }

    @Test("the event that ends a stream is one that the format's clients take for an error")
    func events() throws {
        for format in [WireFormat.openAIChat, .anthropicMessages] {
            let event = ErrorBody.event(error, format: format, requestID: "req-1")
            let found = ReferenceEventStream(event).events
            #expect(found.count == 1)
            #expect(found.first?.name == (format == .anthropicMessages ? "error" : nil))
            #expect(found.first?.data == [json(error, format)])
            #expect(try #require(Inspected(event, format: format)).verdicts == [.failure])
        }
    }
}
