// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Faults, seen by a client", .timeLimit(.minutes(1)))
struct FaultTests {
    static let families: [ProviderFamily] = [.openAI, .anthropic]

    private func terminator(_ family: ProviderFamily) -> String {
        family == .openAI ? "data: [DONE]" : "event: message_stop"
    }

    @Test(
        "a status fault answers that status with the family's error, streamed or not",
        arguments: FakeUpstreamFault.allCases.filter { $0.status != nil }, families)
    func statuses(fault: FakeUpstreamFault, family: ProviderFamily) async throws {
        try await withFakeUpstream { upstream in
            for stream in [false, true] {
                let answer = try await upstream.ask(family, "Hi [[fake fault=\(fault.rawValue)]]", stream: stream)
                #expect(answer.status == fault.status)
                #expect(answer.headers["content-type"] == "application/json")
                #expect(answer.headers["retry-after"] == nil)
                let error = answer.json?["error"]
                #expect(error?["message"]?.stringValue?.isEmpty == false)
                switch family {
                case .openAI: #expect(error?.objectMembers?.map(\.key) == ["message", "type", "param", "code"])
                case .anthropic:
                    #expect(answer.json?["type"] == "error")
                    #expect(answer.json?["request_id"]?.stringValue == answer.headers["request-id"])
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
            let answer = try await upstream.ask(.anthropic, "Hi [[fake fault=\(fault)]]")
            #expect(answer.json?["error"]?["type"] == .string(type))
        }
    }

    @Test(
        "Retry-After goes with 429, 503 and 529 only",
        arguments: [("status-429", "7"), ("status-503", "7"), ("status-529", "7"), ("status-500", nil)])
    func retryAfter(fault: String, header: String?) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(.openAI, "Hi [[fake fault=\(fault) retry-after=7]]")
            #expect(answer.headers["retry-after"] == header)
        }
    }

    @Test("a cut JSON answer promises more bytes than it sends", arguments: families)
    func cutDocument(family: ProviderFamily) async throws {
        try await withFakeUpstream { upstream in
            let whole = try await upstream.ask(family, "Hi")
            let cut = try await upstream.ask(family, "Hi", headers: ["x-fake-upstream: fault=cut"])
            #expect(cut.status == 200)
            #expect(cut.ending == .closed)
            #expect(cut.headers["content-length"] == String(whole.body.count))
            #expect(cut.body.count == whole.body.count / 2)
            #expect(cut.json == nil)
        }
    }

    @Test("a cut stream closes inside an event, without ending the body", arguments: families)
    func cutStream(family: ProviderFamily) async throws {
        try await withFakeUpstream { upstream in
            let cut = try await upstream.ask(family, "Hi [[fake fault=cut]]", stream: true)
            #expect(cut.status == 200)
            #expect(cut.ending == .closed)
            #expect(!cut.events.isEmpty)
            #expect(!cut.text.hasSuffix("\n\n"))
            #expect(!cut.text.contains(terminator(family)))
            #expect(upstream.requests.last?.ending == .broken)
        }
    }

    @Test("a reset connection is reset, not closed", arguments: [false, true])
    func reset(stream: Bool) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(.openAI, "Hi [[fake fault=reset]]", stream: stream)
            #expect(answer.ending == .reset)
            #expect(upstream.ledger.clientDisconnects == 0)
        }
    }

    @Test("a connection closed before the answer brings no byte", arguments: families)
    func closeBefore(family: ProviderFamily) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(family, "Hi [[fake fault=close-before]]")
            #expect(answer == RawAnswer())
            #expect(upstream.ledger.billed.total == 0)
        }
    }

    @Test("a malformed stream holds broken JSON and a stray line, and still ends properly", arguments: families)
    func malformedStream(family: ProviderFamily) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(family, "Hi [[fake fault=malformed-sse]]", stream: true)
            #expect(answer.ending == .whole)
            #expect(answer.events.filter { $0.data.hasPrefix("{") && $0.json == nil }.count == 1)
            #expect(answer.text.contains("\n\nthis line is no field\n\n"))
            #expect(answer.text.contains(terminator(family)))
        }
    }

    @Test(
        "broken JSON comes with an honest length",
        arguments: [FakeUpstreamFault.truncatedJSON, .malformedSSE], families)
    func truncatedDocument(fault: FakeUpstreamFault, family: ProviderFamily) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(family, "Hi [[fake fault=\(fault.rawValue)]]")
            #expect(answer.status == 200)
            #expect(answer.ending == .whole)
            #expect(!answer.body.isEmpty)
            #expect(answer.json == nil)
        }
    }

    @Test("a truncated stream ends properly inside its last event", arguments: families)
    func truncatedStream(family: ProviderFamily) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(family, "Hi [[fake fault=truncated-json]]", stream: true)
            #expect(answer.ending == .whole)
            #expect(!answer.text.hasSuffix("\n\n"))
            #expect(!answer.text.contains(terminator(family)))
        }
    }

    @Test("a stream without its terminator ends properly after whole events", arguments: families)
    func noTerminator(family: ProviderFamily) async throws {
        try await withFakeUpstream { upstream in
            let usual = try await upstream.ask(family, "Hi [[fake fault=none]]", stream: true)
            let answer = try await upstream.ask(family, "Hi [[fake fault=no-terminator]]", stream: true)
            #expect(answer.ending == .whole)
            #expect(answer.events.count == usual.events.count - 1)
            #expect(answer.text.hasSuffix("\n\n"))
            #expect(!answer.text.contains(terminator(family)))
        }
    }

    @Test("an error inside a stream follows some text under status 200", arguments: families)
    func errorInStream(family: ProviderFamily) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(family, "Hi [[fake fault=error-in-stream]]", stream: true)
            #expect(answer.status == 200)
            #expect(answer.ending == .whole)
            #expect(!answer.spokenText.isEmpty)
            #expect(answer.events.last?.name == (family == .anthropic ? "error" : nil))
            #expect(answer.events.last?.json?["error"]?["message"] != nil)
        }
    }

    @Test("the other false answers under 200 are what they are named for", arguments: [false, true])
    func falseAnswers(stream: Bool) async throws {
        try await withFakeUpstream { upstream in
            let page = try await upstream.ask(.openAI, "Hi [[fake fault=html-200]]", stream: stream)
            #expect(page.status == 200)
            #expect(page.headers["content-type"] == "text/html; charset=utf-8")
            #expect(page.text.hasPrefix("<!doctype html>"))

            let empty = try await upstream.ask(.openAI, "Hi [[fake fault=empty-answer]]", stream: stream)
            #expect((empty.status, empty.ending, empty.body) == (200, .whole, []))
            #expect(upstream.ledger.billed.total == 0)

            let usual = try await upstream.ask(.openAI, "Hi", stream: stream)
            let mistyped = try await upstream.ask(
                .openAI, "Hi", stream: stream, headers: ["X-Fake-Upstream: fault=wrong-content-type"])
            #expect(mistyped.headers["content-type"] == "text/plain; charset=utf-8")
            #expect(mistyped.body == usual.body)
        }
    }

    @Test("a slow body brings the same bytes in pieces that ignore events", arguments: families)
    func slowBody(family: ProviderFamily) async throws {
        try await withFakeUpstream { upstream in
            let usual = try await upstream.ask(family, "Hi", stream: true)
            let slow = try await upstream.ask(
                family, "Hi", stream: true, headers: ["x-fake-upstream: fault=slow-body; frame-delay-ms=1"])
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
            let usual = try await upstream.ask(.anthropic, "Hi", stream: stream)
            let stalled = try await upstream.ask(
                .anthropic, "Hi", stream: stream, headers: ["x-fake-upstream: fault=\(fault.rawValue); stall-ms=1"])
            #expect(stalled.body == usual.body)
            #expect(stalled.ending == .whole)
            #expect(upstream.ledger.faults == [fault: 1])
        }
    }

    @Test("routes that cost nothing have faults too")
    func cheapRoutes() async throws {
        try await withFakeUpstream { upstream in
            let asked = question(.anthropic, "Hi [[fake fault=status-529]]")
            let counted = try await upstream.send(request("/v1/messages/count_tokens", asked))
            #expect(counted.status == 529)
            let models = request("/v1/models", method: "GET", headers: ["x-fake-upstream: fault=status-500"])
            let listed = try await upstream.send(models)
            #expect(listed.status == 500)
        }
    }
}
