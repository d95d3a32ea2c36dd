// SPDX-License-Identifier: Apache-2.0

import Settings
import TestKit
import Testing

@Suite("Stale answers when nobody answers", .serialized, .timeLimit(.minutes(3)))
struct StaleAnswerTests {
    static let timeToLive = Duration.milliseconds(150)

    static func settle(_ settings: inout Settings, _ upstream: MoodyUpstream) {
        settings.provider.name = .openAICompatible
        settings.provider.url = upstream.server.url + "/v1"
        settings.provider.firstByteTimeout = .milliseconds(200)
        settings.cache.timeToLive = timeToLive
    }

    /// Keeps an answer, and waits until its time is over.
    static func keep(_ gateway: TestGateway, _ asker: Asker, _ words: String) async throws {
        let response = try await ask(gateway, asker, words)
        asker.expectWhole(response)
        #expect(response.layer == "l3" && response.header("x-isartor-stale") == nil)
        try await Task.sleep(for: timeToLive + .milliseconds(20))
    }

    static func ask(
        _ gateway: TestGateway, _ asker: Asker, _ words: String, _ headers: [(String, String)] = []
    ) async throws -> TestResponse {
        try await gateway.client.post(asker.path, asker.body(words), headers: headers)
    }

    static func expectStale(_ response: TestResponse, _ asker: Asker, _ note: String = "") {
        asker.expectWhole(response, note)
        #expect(response.header("x-isartor-stale") == "error", "\(asker) \(note)")
        #expect(response.header("warning") == #"111 - "Revalidation Failed""#, "\(asker) \(note)")
        #expect(Int(response.header("age") ?? "") != nil)
        #expect(response.layer == "l1a")
    }

    @Test(
        "an answer past its time is served, marked, on every surface and in every form",
        arguments: [
            MoodyUpstream.Mood.gone, .failing(500), .failing(503), .failing(529), .failing(401), .failing(429), .silent,
        ], [Asker.chat, .chatStream, .messages, .geminiArray])
    func served(_ mood: MoodyUpstream.Mood, _ first: Asker) async throws {
        let upstream = try MoodyUpstream()
        try await TestGateway.run(threads: 2, adjusting: { Self.settle(&$0, upstream) }) { gateway async throws in
            try await Self.keep(gateway, first, "Stale")
            upstream.become(mood)
            for asker in Asker.full {
                Self.expectStale(try await Self.ask(gateway, asker, "Stale"), asker, "after \(first), \(mood)")
            }
        }
    }

    @Test("a provider that says under 200 that it failed is no better than one that is dead", arguments: Asker.full)
    func failingInside(_ asker: Asker) async throws {
        let upstream = try MoodyUpstream()
        try await TestGateway.run(adjusting: { Self.settle(&$0, upstream) }) { gateway async throws in
            try await Self.keep(gateway, asker, "Inside")
            upstream.become(.failingInside)
            Self.expectStale(try await Self.ask(gateway, asker, "Inside"), asker)
        }
    }

    @Test(
        "with a whole chain dead it is the same, and all who wait together get it",
        arguments: [Asker.chat, .chatStream])
    func chain(_ first: Asker) async throws {
        let upstreams = try (0..<3).map { _ in try MoodyUpstream() }
        try await TestGateway.run(
            threads: 2,
            adjusting: { settings in
                Self.settle(&settings, upstreams[0])
                settings.provider.fallbacks = [
                    ChainedProvider(.openAI, url: upstreams[1].server.url + "/v1", model: "m"),
                    ChainedProvider(.anthropicCompatible, url: upstreams[2].server.url, model: "m"),
                ]
            },
            { gateway async throws in
                try await Self.keep(gateway, first, "Chain")
                upstreams[0].become(.failing(500))
                upstreams[1].become(.silent)
                upstreams[2].become(.gone)
                let askers = (0..<50).map { Asker.full[$0 % Asker.full.count] }
                let crowd = try await Crowd.ask(askers.map { $0.request("Chain") }, port: gateway.client.port)
                for (asker, response) in zip(askers, try await crowd.responses()) {
                    Self.expectStale(response, asker)
                }
                #expect(upstreams[1].server.calls.count < 50)
            })
    }

    @Test(
        "without a kept answer the error names each provider and why, in the client's format", arguments: Asker.allCases
    )
    func names(_ asker: Asker) async throws {
        let upstreams = try (0..<3).map { _ in try MoodyUpstream() }
        try await TestGateway.run(
            adjusting: { settings in
                Self.settle(&settings, upstreams[0])
                settings.provider.fallbacks = [
                    ChainedProvider(.openAI, url: upstreams[1].server.url + "/v1", model: "m"),
                    ChainedProvider(.anthropicCompatible, url: upstreams[2].server.url, model: "m"),
                ]
            },
            { gateway async throws in
                upstreams[0].become(.failing(500))
                upstreams[1].become(.silent)
                upstreams[2].become(.gone)
                let response = try await Self.ask(gateway, asker, "Names")
                #expect((500..<600).contains(response.status))
                #expect(response.header("x-isartor-stale") == nil)
                #expect(response.text.contains(asker.errorMark), "\(response.text)")
                for words in [
                    "`openai-compatible` (server error)", "`openai` (timeout)", "`anthropic-compatible` (unreachable)",
                ] {
                    #expect(response.text.contains(words), "\(words) in \(response.text)")
                }
            })
    }

    @Test(
        "what is the request's own fault is told, not covered",
        arguments: [Asker.chat, .chatStream, .messages, .native])
    func ownFault(_ asker: Asker) async throws {
        let upstream = try MoodyUpstream()
        try await TestGateway.run(adjusting: { Self.settle(&$0, upstream) }) { gateway async throws in
            try await Self.keep(gateway, asker, "Fault")
            upstream.become(.failing(400))
            let response = try await Self.ask(gateway, asker, "Fault")
            #expect(response.status == 400)
            #expect(response.header("x-isartor-stale") == nil)
        }
    }

    @Test("a client whose own key is refused is told so", arguments: [401, 403])
    func ownKey(_ status: Int) async throws {
        let upstream = try MoodyUpstream()
        try await TestGateway.run(
            adjusting: { settings in
                Self.settle(&settings, upstream)
                settings.provider.apiKey = nil
            },
            { gateway async throws in
                let own = [("authorization", "Bearer sk-own")]
                Asker.chat.expectWhole(try await Self.ask(gateway, .chat, "Own", own))
                try await Task.sleep(for: Self.timeToLive + .milliseconds(20))
                upstream.become(.failing(status))
                let response = try await Self.ask(gateway, .chat, "Own", own)
                #expect(response.status == status)
                #expect(response.header("x-isartor-stale") == nil)
            })
    }

    @Test(
        "who wants none that is kept gets none",
        arguments: [("cache-control", "no-cache"), ("x-isartor-cache", "refresh")])
    func noCache(_ name: String, _ value: String) async throws {
        let upstream = try MoodyUpstream()
        try await TestGateway.run(adjusting: { Self.settle(&$0, upstream) }) { gateway async throws in
            try await Self.keep(gateway, .chat, "No")
            upstream.become(.failing(500))
            let response = try await Self.ask(gateway, .chat, "No", [(name, value)])
            #expect(response.status == 500)
            #expect(response.header("x-isartor-stale") == nil)
            Self.expectStale(try await Self.ask(gateway, .chat, "No"), .chat)
        }
    }

    @Test("with no time for it, or beyond it, no stale answer is served", arguments: [0, 300])
    func window(_ milliseconds: Int) async throws {
        let upstream = try MoodyUpstream()
        try await TestGateway.run(
            adjusting: { settings in
                Self.settle(&settings, upstream)
                settings.cache.staleIfError = .milliseconds(milliseconds)
            },
            { gateway async throws in
                try await Self.keep(gateway, .chat, "Window")
                upstream.become(.failing(500))
                try await Task.sleep(for: .milliseconds(milliseconds))
                let response = try await Self.ask(gateway, .chat, "Window")
                #expect(response.status == 500)
                #expect(response.header("x-isartor-stale") == nil)
            })
    }
}
