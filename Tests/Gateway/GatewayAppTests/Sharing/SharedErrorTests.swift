// SPDX-License-Identifier: Apache-2.0

import Settings
import TestKit
import Testing

@Suite("Errors that are shared, and questions that are not", .serialized, .timeLimit(.minutes(3)))
struct SharedErrorTests {
    /// How a provider fails before anything useful has come.
    enum Failure: String, CaseIterable, CustomTestStringConvertible {
        case refuses, failed, limited, cut, malformed, errorInSuccess, errorInStream
        var testDescription: String { rawValue }

        func play(_ call: ScriptedUpstream.Call) {
            switch self {
            case .refuses: call.answer(400, ChatScript.error("bad", type: "invalid_request_error"))
            case .failed: call.answer(500, ChatScript.error("down"))
            case .limited: call.answer(429, ChatScript.error("slow down", type: "rate_limit_error"))
            case .cut: call.cut()
            case .malformed: call.answer(200, "<html>")
            case .errorInSuccess: call.answer(200, ChatScript.error("inside"))
            case .errorInStream:
                call.open()
                call.chunk("data: " + ChatScript.error("inside") + "\n\n")
                call.close()
            }
        }
    }

    @Test("an error is told to all who wait, costs one call and is not kept", arguments: Failure.allCases)
    func once(_ failure: Failure) async throws {
        try await SingleFlightTests.run { gateway, upstream async throws in
            for round in 0..<20 {
                for leader in failure == .errorInStream ? [Asker.chatStream] : [.chat, .chatStream] {
                    let other: Asker = leader == .chat ? .chatStream : .chat
                    let askers = (0..<100).map { $0 % 2 == 0 ? leader : other }
                    let calls = upstream.calls.count
                    let (crowd, call) = try await SingleFlightTests.gather(
                        gateway, upstream, askers.map { $0.request("Once \(round) \(leader)") })
                    failure.play(call)
                    if failure == .cut {
                        // A connection that ends without a word is tried once more, as it may have been stale.
                        if let again = try? await Self.retried(upstream, calls + 1) { again.cut() }
                    }
                    let responses = try await crowd.responses()
                    for (asker, response) in zip(askers, responses) {
                        let isError = response.status >= 400 || response.text.contains(asker.errorMark)
                        #expect(isError, "\(asker) \(response.status) \(response.text.prefix(200))")
                        #expect(response.isComplete)
                    }
                    for asker in [leader, other] {
                        let some = zip(askers, responses).filter { $0.0 == asker }.map(\.1)
                        #expect(Set(some.map(\.status)).count == 1)
                        #expect(Set(some.map { Self.withoutName($0) }).count == 1)
                    }
                    let made = upstream.calls.count - calls
                    #expect(failure == .cut ? made <= 2 : made == 1, "\(made) calls in round \(round)")
                    // The next one asks again and gets an answer.
                    let (again, next) = try await SingleFlightTests.gather(
                        gateway, upstream, [leader.request("Once \(round) \(leader)")])
                    next.send(ChatScript.answer(next))
                    leader.expectWhole(try await again.responses()[0])
                }
            }
        }
    }

    private static func retried(_ upstream: ScriptedUpstream, _ index: Int) async throws -> ScriptedUpstream.Call? {
        for _ in 0..<100 {
            if upstream.calls.count > index { return upstream.calls[index] }
            try await Task.sleep(for: .milliseconds(2))
        }
        return nil
    }

    /// The body without the request's own name, which differs in errors of ours.
    private static func withoutName(_ response: TestResponse) -> String {
        guard let name = response.header("x-isartor-request-id") else { return response.text }
        return response.text.replacing(name, with: "")
    }

    @Test("a stream that is cut after its first words ends with an error for all, and is asked anew once for the rest")
    func cutStream() async throws {
        try await SingleFlightTests.run { gateway, upstream async throws in
            for round in 0..<20 {
                let askers = (0..<100).map { $0 % 2 == 0 ? Asker.chatStream : .chat }
                let calls = upstream.calls.count
                let (crowd, call) = try await SingleFlightTests.gather(
                    gateway, upstream, askers.map { $0.request("Cut \(round)") })
                async let all = crowd.responses()
                call.open()
                call.chunk(ChatScript.delta(ChatScript.words[0]))
                call.cut()
                // Those who want a whole answer have heard nothing yet, so it can still be had.
                let second = try await upstream.call(calls + 1)
                #expect(!second.wantsStream)
                second.send(ChatScript.answer(second))
                for (asker, response) in zip(askers, try await all) {
                    if asker == .chat {
                        asker.expectWhole(response)
                    } else {
                        #expect(response.isComplete && response.text.contains("upstream_cut"))
                    }
                }
                #expect(upstream.calls.count == calls + 2, "round \(round)")
            }
        }
    }

    @Test(
        "who wants nobody else's answer, or leaves none, goes alone",
        arguments: [
            "cache-control: no-cache", "cache-control: no-store", "x-isartor-cache: bypass", "x-isartor-cache: refresh",
        ])
    func alone(_ control: String) async throws {
        try await SingleFlightTests.run { gateway, upstream async throws in
            let plain = Asker.chat.request("Alone")
            let alone = Asker.chat.request("Alone", headers: control + "\r\n")
            try await Self.expectApart(gateway, upstream, [plain, alone, alone])
        }
    }

    @Test("different models, sessions, pins and principals never share")
    func different() async throws {
        try await SingleFlightTests.run(adjusting: { settings in
            settings.authentication.gatewayKey = Secret("gk-one-0123456789")
            settings.authentication.namedKeys = [NamedGatewayKey(name: "two", key: Secret("gk-two-0123456789"))]
            settings.provider.fallbacks = []
        }) { gateway, upstream async throws in
            func request(_ key: String, _ more: String = "") -> String {
                Asker.chat.request("Different", headers: "x-api-key: \(key)\r\n\(more)")
            }
            let one = "gk-one-0123456789"
            try await Self.expectApart(
                gateway, upstream,
                [
                    request(one), request("gk-two-0123456789"), request(one, "x-session-id: s\r\n"),
                    request(one, "x-isartor-provider: openai\r\n"), request(one, "openai-organization: o\r\n"),
                    request(one).replacing(#""model":"m""#, with: #""model":"n""#),
                ])
        }
    }

    @Test("with the clients' own keys each has its own answer, behind a gateway key as well", arguments: [false, true])
    func ownKeys(isGuarded: Bool) async throws {
        try await SingleFlightTests.run(adjusting: { settings in
            settings.provider.apiKey = nil
            if isGuarded { settings.authentication.gatewayKey = Secret("gk-one-0123456789") }
        }) { gateway, upstream async throws in
            let gate = isGuarded ? "x-api-key: gk-one-0123456789\r\n" : ""
            try await Self.expectApart(
                gateway, upstream,
                ["sk-alice", "sk-bob"].map { key in
                    Asker.chat.request("Own", headers: "\(gate)authorization: Bearer \(key)\r\n")
                })
            #expect(Set(upstream.calls.compactMap { $0.header("authorization") }).count == 2)
        }
    }

    @Test("without a cache nobody shares", arguments: [0, 1])
    func noCache(_ way: Int) async throws {
        try await SingleFlightTests.run(adjusting: { settings in
            if way == 0 { settings.cache.maxBytes = 0 } else { settings.cache.mode = .semantic }
        }) { gateway, upstream async throws in
            try await Self.expectApart(
                gateway, upstream, [String](repeating: Asker.chat.request("Off"), count: 5))
        }
    }

    /// Expects each request to make a call of its own while all of them are open.
    private static func expectApart(
        _ gateway: TestGateway, _ upstream: ScriptedUpstream, _ requests: [String],
        location: SourceLocation = #_sourceLocation
    ) async throws {
        let crowd = try await Crowd.ask(requests, port: gateway.client.port)
        let last = try? await upstream.call(requests.count - 1)
        #expect(last != nil, "\(upstream.calls.count) calls for \(requests.count)", sourceLocation: location)
        for call in upstream.calls { call.send(ChatScript.answer(call)) }
        let responses = try await crowd.responses()
        #expect(responses.allSatisfy { $0.status == 200 }, sourceLocation: location)
        #expect(responses.allSatisfy { $0.header("x-isartor-shared") == nil }, sourceLocation: location)
        #expect(upstream.calls.count == requests.count, sourceLocation: location)
    }
}
