// SPDX-License-Identifier: Apache-2.0

import Settings
import TestKit
import Testing

@Suite("Stale answers while a new one is fetched", .serialized, .timeLimit(.minutes(2)))
struct RevalidationTests {
    private static func run(
        staleIfError: Duration = .seconds(60),
        _ body: @Sendable (TestGateway, MoodyUpstream) async throws -> Void
    ) async throws {
        let upstream = try MoodyUpstream()
        try await TestGateway.run(
            threads: 2,
            adjusting: { settings in
                StaleAnswerTests.settle(&settings, upstream)
                // What is fetched stays fresh for as long as the test looks at it.
                settings.cache.timeToLive = .milliseconds(700)
                settings.cache.staleIfError = staleIfError
                settings.cache.staleWhileRevalidate = .seconds(60)
                settings.provider.firstByteTimeout = .seconds(20)
            },
            { gateway async throws in try await body(gateway, upstream) })
    }

    private static func expectRevalidating(_ response: TestResponse, _ asker: Asker) {
        asker.expectWhole(response)
        #expect(response.header("x-isartor-stale") == "revalidating", "\(asker)")
        #expect(response.header("warning") == #"110 - "Response is Stale""#, "\(asker)")
        #expect(Int(response.header("age") ?? "") != nil)
        #expect(response.layer == "l1a")
    }

    @Test("fifty get the old answer at once, one call fetches a new one, and the next gets that", arguments: Asker.full)
    func refetched(_ asker: Asker) async throws {
        try await Self.run { gateway, upstream async throws in
            Asker.chatStream.expectWhole(try await StaleAnswerTests.ask(gateway, .chatStream, "Old"))
            try await Task.sleep(for: .milliseconds(720))
            // The provider takes its time, and nobody waits for it.
            upstream.become(.silent)
            let crowd = try await Crowd.ask(
                [String](repeating: asker.request("Old"), count: 50), port: gateway.client.port)
            for response in try await crowd.responses() { Self.expectRevalidating(response, asker) }
            let call = try await upstream.server.call(1)
            #expect(upstream.server.calls.count == 2)
            call.send(ChatScript.answer(call))
            #expect(
                try await Wire.eventually {
                    let next = try await StaleAnswerTests.ask(gateway, asker, "Old")
                    return next.layer == "l1a" && next.header("x-isartor-stale") == nil
                        && next.header("warning") == nil
                })
            #expect(upstream.server.calls.count == 2)
        }
    }

    @Test("when the new one cannot be fetched the old one stays", arguments: [Asker.chat, .chatStream, .messages])
    func stays(_ asker: Asker) async throws {
        try await Self.run(staleIfError: .zero) { gateway, upstream async throws in
            asker.expectWhole(try await StaleAnswerTests.ask(gateway, asker, "Stays"))
            try await Task.sleep(for: .milliseconds(720))
            for (round, mood) in [MoodyUpstream.Mood.failing(500), .failing(400), .failingInside, .failing(503)]
                .enumerated()
            {
                upstream.become(mood)
                Self.expectRevalidating(try await StaleAnswerTests.ask(gateway, asker, "Stays"), asker)
                _ = try await upstream.server.call(round + 1)
                // Its end is seen by the next one's fetching anew.
                #expect(try await gateway.comesToRest())
                try await Task.sleep(for: .milliseconds(20))
            }
            upstream.become(.well)
            Self.expectRevalidating(try await StaleAnswerTests.ask(gateway, asker, "Stays"), asker)
            #expect(
                try await Wire.eventually {
                    try await StaleAnswerTests.ask(gateway, asker, "Stays").header("x-isartor-stale") == nil
                })
        }
    }
}
