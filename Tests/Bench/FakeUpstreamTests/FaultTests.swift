// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Faults, seen by a client", .timeLimit(.minutes(1)))
struct FaultTests {
    private func terminator(_ format: WireFormat) -> String {
        switch format {
        case .chatCompletions, .completions: "data: [DONE]"
        case .responses: "event: response.completed"
        case .messages: "event: message_stop"
        case .gemini: "\"finishReason\""
        case .geminiArray: "\n]"
        }
    }

    @Test(
        "a status fault answers that status with the family's error, streamed or not",
        arguments: FakeUpstreamFault.allCases.filter { $0.status != nil }, WireFormat.streamed)
    func statuses(fault: FakeUpstreamFault, format: WireFormat) async throws {
        try await withFakeUpstream { upstream in
            for stream in [false, true] {
                let answer = try await upstream.ask(format, "Hi [[fake fault=\(fault.rawValue)]]", stream: stream)
                #expect(answer.status == fault.status)
                #expect(answer.headers["content-type"] == "application/json")
                #expect(answer.headers["retry-after"] == nil)
                let error = answer.json?["error"]
                #expect(error?["message"]?.stringValue?.isEmpty == false)
                switch format.family {
                case .openAI: #expect(error?.objectMembers?.map(\.key) == ["message", "type", "param", "code"])
                case .anthropic:
                    #expect(answer.json?["type"] == "error")
                    #expect(answer.json?["request_id"]?.stringValue == answer.headers["request-id"])
                case .gemini:
                    #expect(error?.objectMembers?.map(\.key) == ["code", "message", "status"])
                    #expect(error?["code"]?.intValue == fault.status)
                }
            }
            #expect(upstream.ledger.faults == [fault: 2])
            #expect(upstream.ledger.billed.total == 0)
        }
    }

    @Test(
        "Anthropic's error types follow the status",
        arguments: [
            ("status-400", "invalid_request_error"), ("status-401", "authentication_error"),
            ("status-404", "not_found_error"), ("status-413", "request_too_large"), ("status-429", "rate_limit_error"),
            ("status-500", "api_error"), ("status-529", "overloaded_error"),
        ])
    func anthropicTypes(fault: String, type: String) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(.messages, "Hi [[fake fault=\(fault)]]")
            #expect(answer.json?["error"]?["type"] == .string(type))
        }
    }

    @Test(
        "Retry-After goes with 429, 503 and 529 only",
        arguments: [("status-429", "7"), ("status-503", "7"), ("status-529", "7"), ("status-500", nil)])
    func retryAfter(fault: String, header: String?) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(.chatCompletions, "Hi [[fake fault=\(fault) retry-after=7]]")
            #expect(answer.headers["retry-after"] == header)
        }
    }

    @Test("a cut JSON answer promises more bytes than it sends", arguments: WireFormat.streamed)
    func cutDocument(format: WireFormat) async throws {
        try await withFakeUpstream { upstream in
            let whole = try await upstream.ask(format, "Hi")
            let cut = try await upstream.ask(format, "Hi", headers: ["x-fake-upstream: fault=cut"])
            #expect(cut.status == 200)
            #expect(cut.ending == .closed)
            #expect(cut.headers["content-length"] == String(whole.body.count))
            #expect(cut.body.count == whole.body.count / 2)
            #expect(cut.json == nil)
        }
    }

    @Test("a cut stream closes inside an event, without ending the body", arguments: WireFormat.streamed)
    func cutStream(format: WireFormat) async throws {
        try await withFakeUpstream { upstream in
            let cut = try await upstream.ask(format, "Hi [[fake fault=cut]]", stream: true)
            #expect(cut.status == 200)
            #expect(cut.ending == .closed)
            #expect(!cut.events.isEmpty)
            #expect(!cut.plainText.hasSuffix("\n\n"))
            #expect(!cut.text.contains(terminator(format)))
            #expect(upstream.requests.last?.ending == .broken)
        }
    }

    @Test(
        "Gemini's statuses follow the HTTP status",
        arguments: [
            ("status-400", "INVALID_ARGUMENT"), ("status-401", "UNAUTHENTICATED"), ("status-404", "NOT_FOUND"),
            ("status-429", "RESOURCE_EXHAUSTED"), ("status-500", "INTERNAL"), ("status-503", "UNAVAILABLE"),
        ])
    func geminiStatuses(fault: String, status: String) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(.gemini, "Hi [[fake fault=\(fault)]]")
            #expect(answer.json?["error"]?["status"] == .string(status))
        }
    }

    @Test("faults of a stream that is an array spare the elements before them")
    func arrayFaults() async throws {
        try await withFakeUpstream { upstream in
            let whole = try await upstream.ask(.geminiArray, "Hi", stream: true)
            #expect(whole.documents.last?["candidates"]?.arrayValue?.first?["finishReason"] == "STOP")
            let refused = try await upstream.ask(.geminiArray, "Hi [[fake fault=status-429]]", stream: true)
            #expect(refused.json?.arrayValue?.first?["error"]?["status"] == "RESOURCE_EXHAUSTED")
            let failed = try await upstream.ask(.geminiArray, "Hi [[fake fault=error-in-stream]]", stream: true)
            #expect(!failed.spokenText.isEmpty)
            #expect(failed.documents.last?["error"]?["code"] == 500)
            let open = try await upstream.ask(
                .geminiArray, "Hi", stream: true, headers: ["x-fake-upstream: fault=no-terminator"])
            #expect(open.ending == .whole)
            #expect(open.text + "\n]" == whole.text)
            for fault in ["malformed-sse", "truncated-json", "cut"] {
                let broken = try await upstream.ask(.geminiArray, "Hi [[fake fault=\(fault)]]", stream: true)
                #expect(broken.json == nil)
                #expect(broken.text.hasPrefix("[{\"candidates\""))
            }
        }
    }

    @Test("a failed response repeats its beginning and goes on counting its events")
    func failedResponse() async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(.responses, "Hi [[fake fault=error-in-stream]]", stream: true)
            #expect(answer.documents.map { $0["sequence_number"]?.intValue } == Array(0..<answer.events.count))
            let ends = answer.documents.suffix(2)
            #expect(ends.first?["type"] == "error")
            #expect(ends.first?["code"] == "server_error")
            #expect(ends.last?["response"]?["status"] == "failed")
            #expect(ends.last?["response"]?["id"] == answer.documents[0]["response"]?["id"])
        }
    }

    @Test("a reset connection is reset, not closed", arguments: [false, true])
    func reset(stream: Bool) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(.chatCompletions, "Hi [[fake fault=reset]]", stream: stream)
            #expect(answer.ending == .reset)
            #expect(upstream.ledger.clientDisconnects == 0)
        }
    }

    @Test("a connection closed before the answer brings no byte", arguments: WireFormat.streamed)
    func closeBefore(format: WireFormat) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(format, "Hi [[fake fault=close-before]]")
            #expect(answer == RawAnswer())
            #expect(upstream.ledger.billed.total == 0)
        }
    }

    @Test(
        "a malformed stream holds broken JSON and a stray line, and still ends properly", arguments: WireFormat.streamed
    )
    func malformedStream(format: WireFormat) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(format, "Hi [[fake fault=malformed-sse]]", stream: true)
            #expect(answer.ending == .whole)
            #expect(answer.events.filter { $0.data.hasPrefix("{") && $0.json == nil }.count == 1)
            #expect(answer.text.contains("\n\nthis line is no field\n\n"))
            #expect(answer.text.contains(terminator(format)))
        }
    }

    @Test(
        "broken JSON comes with an honest length",
        arguments: [FakeUpstreamFault.truncatedJSON, .malformedSSE], WireFormat.streamed)
    func truncatedDocument(fault: FakeUpstreamFault, format: WireFormat) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(format, "Hi [[fake fault=\(fault.rawValue)]]")
            #expect(answer.status == 200)
            #expect(answer.ending == .whole)
            #expect(!answer.body.isEmpty)
            #expect(answer.json == nil)
        }
    }

    @Test("a truncated stream ends properly inside its last event", arguments: WireFormat.streamed)
    func truncatedStream(format: WireFormat) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(format, "Hi [[fake fault=truncated-json]]", stream: true)
            #expect(answer.ending == .whole)
            #expect(!answer.plainText.hasSuffix("\n\n"))
            #expect(!answer.text.contains(terminator(format)))
        }
    }

    @Test("a stream without its terminator ends properly after whole events", arguments: WireFormat.streamed)
    func noTerminator(format: WireFormat) async throws {
        try await withFakeUpstream { upstream in
            let usual = try await upstream.ask(format, "Hi", stream: true)
            let answer = try await upstream.ask(
                format, "Hi", stream: true, headers: ["x-fake-upstream: fault=no-terminator"])
            #expect(answer.ending == .whole)
            #expect(answer.events.count == usual.events.count - 1)
            #expect(answer.plainText.hasSuffix("\n\n"))
            #expect(!answer.text.contains(terminator(format)))
        }
    }

    @Test("an error inside a stream follows some text under status 200", arguments: WireFormat.streamed)
    func errorInStream(format: WireFormat) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(format, "Hi [[fake fault=error-in-stream]]", stream: true)
            #expect(answer.status == 200)
            #expect(answer.ending == .whole)
            #expect(!answer.spokenText.isEmpty)
            let names: [WireFormat: String] = [.messages: "error", .responses: "response.failed"]
            #expect(answer.events.last?.name == names[format])
            let last = answer.events.last?.json
            #expect((last?["response"] ?? last)?["error"]?["message"] != nil)
        }
    }

    @Test("the other false answers under 200 are what they are named for", arguments: [false, true])
    func falseAnswers(stream: Bool) async throws {
        try await withFakeUpstream { upstream in
            let page = try await upstream.ask(.chatCompletions, "Hi [[fake fault=html-200]]", stream: stream)
            #expect(page.status == 200)
            #expect(page.headers["content-type"] == "text/html; charset=utf-8")
            #expect(page.text.hasPrefix("<!doctype html>"))

            let empty = try await upstream.ask(.chatCompletions, "Hi [[fake fault=empty-answer]]", stream: stream)
            #expect((empty.status, empty.ending, empty.body) == (200, .whole, []))
            #expect(upstream.ledger.billed.total == 0)

            let usual = try await upstream.ask(.chatCompletions, "Hi", stream: stream)
            let mistyped = try await upstream.ask(
                .chatCompletions, "Hi", stream: stream, headers: ["X-Fake-Upstream: fault=wrong-content-type"])
            #expect(mistyped.headers["content-type"] == "text/plain; charset=utf-8")
            #expect(mistyped.body == usual.body)
        }
    }

    @Test("a slow body brings the same bytes in pieces that ignore events", arguments: WireFormat.streamed)
    func slowBody(format: WireFormat) async throws {
        try await withFakeUpstream { upstream in
            let usual = try await upstream.ask(format, "Hi", stream: true)
            let slow = try await upstream.ask(
                format, "Hi", stream: true, headers: ["x-fake-upstream: fault=slow-body; frame-delay-ms=1"])
            #expect(slow.body == usual.body)
            #expect(slow.ending == .whole)
            #expect((32...34).contains(slow.chunks.count))
            #expect(slow.chunks.filter { $0.suffix(2) == [0x0A, 0x0A] }.count < slow.chunks.count / 2)
        }
    }

    @Test(
        "a stall that ends lets the answer go on unharmed",
        arguments: [FakeUpstreamFault.stallBefore, .stallInside], [false, true])
    func stalls(fault: FakeUpstreamFault, stream: Bool) async throws {
        try await withFakeUpstream { upstream in
            let usual = try await upstream.ask(.messages, "Hi", stream: stream)
            let stalled = try await upstream.ask(
                .messages, "Hi", stream: stream, headers: ["x-fake-upstream: fault=\(fault.rawValue); stall-ms=1"])
            #expect(stalled.body == usual.body)
            #expect(stalled.ending == .whole)
            #expect(upstream.ledger.faults == [fault: 1])
        }
    }

    @Test("routes that cost nothing have faults too")
    func cheapRoutes() async throws {
        try await withFakeUpstream { upstream in
            let asked = question(.messages, "Hi [[fake fault=status-529]]")
            let counted = try await upstream.send(request("/v1/messages/count_tokens", asked))
            #expect(counted.status == 529)
            let models = request("/v1/models", method: "GET", headers: ["x-fake-upstream: fault=status-500"])
            let listed = try await upstream.send(models)
            #expect(listed.status == 500)
        }
    }
}
