// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("Faults of the provider", .serialized, .timeLimit(.minutes(2)))
struct FaultTests {
    @Test(
        "a faulty answer is told in the client's own format, is not kept, and leaves the gateway well",
        arguments: FakeUpstreamFault.allCases, Door.allCases)
    func faults(_ fault: FakeUpstreamFault, _ door: Door) async throws {
        let isStall = fault == .stallBefore || fault == .stallInside
        try await TestGateway.run(
            provider: door.provider,
            adjusting: { settings in
                guard isStall else { return }
                settings.provider.firstByteTimeout = .milliseconds(700)
                settings.provider.idleTimeout = .milliseconds(700)
            },
            { gateway async throws in
                let directive = "fault=\(fault.rawValue); retry-after=7; frame-delay-ms=1; stall-ms=4000"
                let response = try await gateway.client.post(
                    door.path, door.body(), headers: [("x-fake-upstream", directive)])
                let calls = gateway.upstreamCalls
                #expect(calls == 1)
                let sent = gateway.upstream.requests.last?.answered ?? []
                let outcome = FaultOutcome.expected(fault, door)
                try Self.check(response, outcome, door, fault, sent: sent)

                // The same request again: only what was right may come from the cache.
                let again = try await gateway.client.post(door.path, door.body())
                #expect(again.status == 200)
                #expect(again.isComplete)
                let isKept = outcome == .asItCame(isKept: true)
                #expect(again.layer == (isKept ? "l1a" : "l3"))
                #expect(gateway.upstreamCalls == calls + (isKept ? 0 : 1))
                // And now that a healthy answer came, it is kept.
                let third = try await gateway.client.post(door.path, door.body())
                #expect(third.layer == "l1a")
                #expect(third.status == 200)
            })
    }

    @Test("a provider that cannot be reached gives 502, and 500 on /api/chat/completions", arguments: Door.allCases)
    func unreachable(_ door: Door) async throws {
        try await TestGateway.run(
            provider: door.provider,
            adjusting: { $0.provider.url = "http://127.0.0.1:1" },
            { gateway async throws in
                let response = try await gateway.client.post(door.path, door.body())
                let shape = try ErrorShape.expect(response, door, status: 502, code: "upstream_unreachable")
                #expect(shape.message.contains("isartor check"))
                guard door == .chat || door == .chatStream else { return }
                let plain = try await gateway.client.post("/api/chat/completions", door.body())
                try ErrorShape.expect(plain, door, status: 500, code: "upstream_unreachable")
            })
    }

    @Test("an answer that is not HTTP gives 502", arguments: Door.allCases)
    func notHTTP(_ door: Door) async throws {
        let upstream = try RawUpstream(answering: "SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n")
        try await TestGateway.run(
            provider: door.provider,
            adjusting: { $0.provider.url = "http://127.0.0.1:\(upstream.port)" },
            { gateway async throws in
                let response = try await gateway.client.post(door.path, door.body())
                try ErrorShape.expect(response, door, status: 502, code: "upstream_malformed")
            })
    }

    @Test("a redirect is not followed", arguments: Door.allCases)
    func redirect(_ door: Door) async throws {
        let upstream = try RawUpstream(
            answering: "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n")
        try await TestGateway.run(
            provider: door.provider,
            adjusting: { $0.provider.url = "http://127.0.0.1:\(upstream.port)" },
            { gateway async throws in
                let response = try await gateway.client.post(door.path, door.body())
                try ErrorShape.expect(response, door, status: 502, code: "upstream_redirect")
                #expect(response.header("location") == nil)
            })
    }

    // MARK: The table's checks

    private static func check(
        _ response: TestResponse, _ outcome: FaultOutcome, _ door: Door, _ fault: FakeUpstreamFault, sent: [UInt8]
    ) throws {
        switch outcome {
        case .refusedByProvider(let status):
            #expect(response.status == status)
            #expect(response.isComplete)
            #expect(response.layer == "l3")
            #expect(response.header("x-isartor-deflected") == "false")
            if [429, 503, 529].contains(status) { #expect(response.header("retry-after") == "7") }
            if door.isNative {
                try ErrorShape.expect(response, door, status: status, code: "upstream_status_\(status)")
            } else {
                #expect(response.body == sent)
                _ = try ErrorShape(response.body, door)
            }
        case .failed(let status, let codes):
            let shape = try ErrorShape.expect(response, door, status: status)
            #expect(codes.contains(shape.code ?? ""), "\(shape)")
            #expect(response.layer == "l3")
        case .brokenStream(let codes):
            try checkBroken(response, codes, door, sent)
        case .asItCame:
            #expect(response.status == 200)
            #expect(response.isComplete)
            if !door.isNative { #expect(response.body == sent) }
            #expect(response.layer == "l3")
        case .failedOrBroken(let status, let codes):
            if door.streams, response.status == 200 { return try checkBroken(response, codes, door, sent) }
            let shape = try ErrorShape.expect(response, door, status: status)
            #expect(codes.contains(shape.code ?? ""), "\(shape)")
        }
    }

    /// The stream's bytes are the provider's up to its last whole event; then comes one error event, and a proper end.
    private static func checkBroken(
        _ response: TestResponse, _ codes: Set<String>, _ door: Door, _ sent: [UInt8]
    ) throws {
        #expect(response.status == 200)
        #expect(response.isComplete)
        let text = EventText(response.text)
        #expect(text.isWhole)
        let last = try #require(text.events.last)
        let shape = try ErrorShape(last.data.utf8, door)
        #expect(codes.contains(shape.code ?? ""), "\(shape)")
        if door == .messagesStream {
            #expect(last.name == "error")
            #expect(shape.requestID == response.header("x-isartor-request-id"))
        }
        let own = (last.name.map { "event: \($0)\n" } ?? "") + "data: \(last.data)\n\n"
        let passed = Array(response.text.dropLast(own.count).utf8)
        #expect(!passed.isEmpty)
        #expect(sent.starts(with: passed))
    }
}
