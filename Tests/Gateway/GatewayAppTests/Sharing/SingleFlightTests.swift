// SPDX-License-Identifier: Apache-2.0

import Settings
import TestKit
import Testing

@Suite("Many who ask the same", .serialized, .timeLimit(.minutes(3)))
struct SingleFlightTests {
    /// A gateway on two event loops before a provider that the test answers for.
    static func run(
        provider: ProviderName = .openAI, adjusting adjust: @escaping @Sendable (inout Settings) -> Void = { _ in },
        _ body: @Sendable (TestGateway, ScriptedUpstream) async throws -> Void
    ) async throws {
        let upstream = try ScriptedUpstream()
        try await TestGateway.run(
            provider: provider, threads: 2,
            adjusting: { settings in
                settings.provider.url = upstream.url + "/v1"
                adjust(&settings)
            },
            { gateway async throws in try await body(gateway, upstream) })
    }

    /// Lets one ask, then all the others, and returns when all of them wait for the one.
    static func gather(
        _ gateway: TestGateway, _ upstream: ScriptedUpstream, _ requests: [String]
    ) async throws -> (crowd: Crowd, call: ScriptedUpstream.Call) {
        let before = (upstream.calls.count, try await gateway.shared())
        let first = try await Crowd.ask([requests[0]], port: gateway.client.port)
        let call = try await upstream.call(before.0)
        let others = try await Crowd.ask(Array(requests.dropFirst()), port: gateway.client.port)
        #expect(try await gateway.joined(requests.count - 1, since: before.1))
        return (Crowd(sockets: first.sockets + others.sockets), call)
    }

    @Test(
        "a hundred who ask the same at once cost one call and get the same bytes",
        arguments: [Asker.chat, .chatStream, .chatStreamPlain])
    func same(_ asker: Asker) async throws {
        try await Self.run { gateway, upstream async throws in
            for round in 0..<20 {
                // All at once, so that several may begin before one of them leads.
                let before = (upstream.calls.count, try await gateway.shared())
                let requests = [String](repeating: asker.request("Same \(round)"), count: 100)
                let crowd = try await Crowd.ask(requests, port: gateway.client.port)
                let call = try await upstream.call(before.0)
                #expect(try await gateway.joined(99, since: before.1))
                call.send(ChatScript.answer(call))
                let responses = try await crowd.responses()
                asker.expectWhole(responses[0])
                #expect(responses.count == 100 && Set(responses.map(\.body)).count == 1)
                #expect(responses.allSatisfy { $0.status == 200 && $0.isComplete && $0.layer == "l3" })
                #expect(responses.count { $0.header("x-isartor-shared") == "true" } == 99)
                #expect(upstream.calls.count == before.0 + 1, "round \(round)")
            }
        }
    }

    @Test("half want JSON and half a stream, and it is one call all the same", arguments: [Asker.chat, .chatStream])
    func halfAndHalf(_ leader: Asker) async throws {
        let other = leader == .chat ? Asker.chatStream : .chat
        try await Self.run { gateway, upstream async throws in
            for round in 0..<20 {
                let askers = (0..<100).map { $0 % 2 == 0 ? leader : other }
                let calls = upstream.calls.count
                let (crowd, call) = try await Self.gather(
                    gateway, upstream, askers.map { $0.request("Half \(round)") })
                call.send(ChatScript.answer(call))
                let responses = try await crowd.responses()
                for (asker, response) in zip(askers, responses) { asker.expectWhole(response) }
                for asker in [leader, other] {
                    let bodies = zip(askers, responses).filter { $0.0 == asker }.map(\.1.body)
                    #expect(Set(bodies).count == 1)
                }
                #expect(upstream.calls.count == calls + 1, "round \(round)")
            }
        }
    }

    @Test("a hundred ask the same on all surfaces and cost one call, whoever asks first", arguments: Asker.full)
    func surfaces(_ leader: Asker) async throws {
        // A provider with one format, so that the test knows what it is asked in.
        try await Self.run(provider: .openAICompatible) { gateway, upstream async throws in
            for round in 0..<3 {
                var askers = (0..<100).map { Asker.full[$0 % Asker.full.count] }
                askers[0] = leader
                let calls = upstream.calls.count
                let (crowd, call) = try await Self.gather(
                    gateway, upstream, askers.map { $0.request("Surfaces \(round)") })
                call.send(ChatScript.answer(call))
                let responses = try await crowd.responses()
                for (asker, response) in zip(askers, responses) { asker.expectWhole(response, "from \(leader)") }
                #expect(upstream.calls.count == calls + 1, "round \(round)")
            }
        }
    }

    @Test("an answer that lacks what others want costs these one more call, not one each")
    func lacking() async throws {
        try await Self.run { gateway, upstream async throws in
            for round in 0..<20 {
                // Without token counts no whole answer can be made of a stream.
                let askers = [Asker.chatStreamPlain] + (0..<99).map { $0 % 2 == 0 ? Asker.chatStreamPlain : .chat }
                let calls = upstream.calls.count
                let (crowd, call) = try await Self.gather(
                    gateway, upstream, askers.map { $0.request("Lacking \(round)") })
                async let all = crowd.responses()
                call.send(ChatScript.answer(call))
                let second = try await upstream.call(calls + 1)
                #expect(!second.wantsStream)
                second.send(ChatScript.answer(second))
                for (asker, response) in zip(askers, try await all) { asker.expectWhole(response) }
                // Who had not joined yet when it came is answered from the cache.
                #expect(upstream.calls.count == calls + 2, "round \(round)")
            }
        }
    }
}
