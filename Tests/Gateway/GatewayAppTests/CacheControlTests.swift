// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("What a client can ask of the cache", .serialized, .timeLimit(.minutes(2)))
struct CacheControlTests {
    private static let doors: [Door] = [.chat, .messages, .nativeOpenAI]

    private static func ask(
        _ gateway: TestGateway, _ door: Door, _ control: (String, String)?, words: String = "What is a lighthouse for?"
    ) async throws -> TestResponse {
        try await gateway.client.post(door.path, door.body(words), headers: control.map { [$0] } ?? [])
    }

    @Test("who wants nothing kept gets a fresh answer and leaves none", arguments: doors)
    func bypass(_ door: Door) async throws {
        try await TestGateway.run(provider: door.provider) { gateway async throws in
            for control in [
                ("x-isartor-cache", "bypass"), ("x-isartor-cache", "BYPASS"), ("cache-control", "no-cache, no-store"),
            ] {
                #expect(try await Self.ask(gateway, door, control).layer == "l3")
            }
            #expect(try await Self.ask(gateway, door, nil).layer == "l3")
            #expect(try await Self.ask(gateway, door, ("x-isartor-cache", "bypass")).layer == "l3")
            #expect(try await Self.ask(gateway, door, nil).layer == "l1a")
            #expect(gateway.upstreamCalls == 5)
        }
    }

    @Test("who wants a fresh answer gets one, and it replaces the kept one", arguments: doors)
    func refresh(_ door: Door) async throws {
        for control in [
            ("x-isartor-cache", "refresh"), ("cache-control", "no-cache"), ("cache-control", "max-age=5,no-cache"),
        ] {
            try await TestGateway.run(provider: door.provider) { gateway async throws in
                gateway.upstream.schedule([
                    FakeUpstreamDirectives(text: "the old one"), FakeUpstreamDirectives(text: "the new one"),
                ])
                #expect(try await Self.ask(gateway, door, nil).text.contains("the old one"))
                #expect(try await Self.ask(gateway, door, nil).text.contains("the old one"))
                #expect(try await Self.ask(gateway, door, control).text.contains("the new one"))
                let last = try await Self.ask(gateway, door, nil)
                #expect(last.layer == "l1a")
                #expect(last.text.contains("the new one"))
            }
        }
    }

    @Test("who wants nothing stored may still be given what is kept", arguments: doors)
    func noStore(_ door: Door) async throws {
        try await TestGateway.run(provider: door.provider) { gateway async throws in
            #expect(try await Self.ask(gateway, door, ("cache-control", "no-store")).layer == "l3")
            #expect(try await Self.ask(gateway, door, nil).layer == "l3")
            #expect(try await Self.ask(gateway, door, ("cache-control", "no-store")).layer == "l1a")
        }
    }

    @Test("who wants a kept answer only gets it, or 504", arguments: doors)
    func onlyIfCached(_ door: Door) async throws {
        for control in [("x-isartor-cache", "only"), ("cache-control", "only-if-cached")] {
            try await TestGateway.run(provider: door.provider) { gateway async throws in
                let missing = try await Self.ask(gateway, door, control)
                try ErrorShape.expect(missing, door, status: 504, code: "cache_miss")
                #expect(gateway.upstreamCalls == 0)
                #expect(try await Self.ask(gateway, door, nil).layer == "l3")
                #expect(try await Self.ask(gateway, door, control).layer == "l1a")
            }
        }
    }

    @Test("default and what is meant for other caches change nothing, any other word is refused", arguments: doors)
    func otherWords(_ door: Door) async throws {
        try await TestGateway.run(provider: door.provider) { gateway async throws in
            let plain = [("x-isartor-cache", "default"), ("cache-control", "max-age=0"), ("cache-control", "public")]
            #expect(try await Self.ask(gateway, door, nil).layer == "l3")
            for control in plain { #expect(try await Self.ask(gateway, door, control).layer == "l1a") }
            for word in ["sometimes", "no-cache", "bypass, only"] {
                let response = try await Self.ask(gateway, door, ("x-isartor-cache", word))
                try ErrorShape.expect(response, door, status: 400, code: "invalid_cache_control")
            }
            #expect(gateway.upstreamCalls == 1)
        }
    }

    @Test("an answer's age is told, and at the end of its time it is asked for again")
    func ageAndExpiry() async throws {
        try await TestGateway.run { lasting async throws in
            try await TestGateway.run(adjusting: {
                $0.cache.timeToLive = .seconds(1)
                $0.cache.staleIfError = .zero
            }) { fleeting async throws in
                for gateway in [lasting, fleeting] {
                    let first = try await Self.ask(gateway, .chat, nil)
                    #expect(first.layer == "l3")
                    #expect(first.header("age") == nil)
                    let second = try await Self.ask(gateway, .chat, nil)
                    #expect(second.layer == "l1a")
                    #expect(second.header("age") == "0")
                }
                try await Task.sleep(for: .milliseconds(1100))
                let aged = try await Self.ask(lasting, .chat, nil)
                #expect(aged.layer == "l1a")
                #expect(Int(aged.header("age") ?? "") ?? 0 >= 1)
                let expired = try await Self.ask(fleeting, .chat, nil)
                #expect(expired.layer == "l3")
                #expect(try await fleeting.gauge(#"isartor_cache_expirations_total{cache_layer="l1a"}"#) == 1)
            }
        }
    }

    @Test(
        "an answer over the entry limit is passed on but not kept",
        arguments: [Door.chat, .chatStream, .messagesStream])
    func largeEntry(_ door: Door) async throws {
        try await TestGateway.run(provider: door.provider, adjusting: { $0.cache.maxEntryBytes = 8 << 10 }) {
            gateway async throws in
            let large = "Large. [[fake frames=4 frame-bytes=4000]]"
            for _ in 0..<2 {
                let response = try await Self.ask(gateway, door, nil, words: large)
                #expect(response.status == 200)
                #expect(response.layer == "l3")
            }
            let small = "Small. [[fake frames=2 frame-bytes=100]]"
            #expect(try await Self.ask(gateway, door, nil, words: small).layer == "l3")
            #expect(try await Self.ask(gateway, door, nil, words: small).layer == "l1a")
        }
    }

    @Test("many answers never take more bytes than the budget, and the ones in use stay")
    func budget() async throws {
        let budget = 256 << 10
        try await TestGateway.run(
            adjusting: { settings in
                settings.cache.maxBytes = budget
                settings.cache.maxEntryBytes = 64 << 10
            },
            { gateway async throws in
                _ = try await Self.ask(gateway, .chat, nil, words: "The one in use")
                for number in 0..<80 {
                    _ = try await Self.ask(
                        gateway, .chat, nil, words: "Number \(number) [[fake frames=2 frame-bytes=5000]]")
                    #expect(try await Self.ask(gateway, .chat, nil, words: "The one in use").layer == "l1a")
                }
                let layer = #"{cache_layer="l1a"}"#
                let bytes = try #require(try await gateway.gauge("isartor_cache_bytes" + layer))
                #expect(bytes <= budget)
                #expect(bytes > budget / 2)
                #expect(try #require(try await gateway.gauge("isartor_cache_evictions_total" + layer)) > 40)
                #expect(
                    try await Self.ask(gateway, .chat, nil, words: "Number 0 [[fake frames=2 frame-bytes=5000]]").layer
                        == "l3")
            })
    }

    @Test("no exact answers are kept when the cache is semantic only, has no bytes or is told so")
    func switchedOff() async throws {
        let settings: [@Sendable (inout Settings) -> Void] = [{ $0.cache.mode = .semantic }, { $0.cache.maxBytes = 0 }]
        for adjust in settings {
            try await TestGateway.run(adjusting: adjust) { gateway async throws in
                for call in 1...2 {
                    #expect(try await Self.ask(gateway, .chat, nil).layer == "l3")
                    #expect(gateway.upstreamCalls == call)
                }
                #expect(try await gateway.client.send("GET", "/health").text.contains(#""l1a":"disabled""#))
            }
        }
    }

    @Test("what depends on the provider's own state is not kept")
    func providerState() async throws {
        try await TestGateway.run { gateway async throws in
            let body = Door.chat.body(extra: #","previous_response_id":"resp_1""#)
            for call in 1...2 {
                let response = try await gateway.client.post("/v1/chat/completions", body)
                #expect(response.layer == "l3")
                #expect(gateway.upstreamCalls == call)
            }
        }
    }
}
