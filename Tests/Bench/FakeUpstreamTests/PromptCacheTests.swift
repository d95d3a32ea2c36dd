// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import FakeUpstream

@Suite("Prompt cache")
struct PromptCacheTests {
    private static let start = NIODeadline.uptimeNanoseconds(0)

    /// A tape of blocks of so many tokens each; the ones named in `marked` carry a marker.
    private func tape(_ tokens: [Int], marked: [Int: PromptCacheLifetime] = [:]) -> PromptTape {
        var tape = PromptTape()
        for (index, count) in tokens.enumerated() {
            tape.write(FakeText.filler(bytes: 4 * count, seed: UInt64(index)))
            tape.endBlock(cached: marked[index])
        }
        return tape
    }

    @Test("tokens are bytes by four, rounded up over the whole prompt")
    func tokens() {
        var tape = PromptTape()
        tape.write("abc")
        tape.endBlock()
        tape.write("dé")
        #expect(tape.tokens == 2)
        #expect(TokenCount.tokens(bytes: 0) == 0)
    }

    @Test("prompts that cost the same but differ in an image or a role are told apart")
    func marks() throws {
        func tape(role: String, image: String) throws -> PromptTape {
            let image: JSONValue = ["type": "image_url", "image_url": ["url": .string(image)]]
            let body: JSONValue = [
                "model": "m",
                "messages": [["role": .string(role), "content": [["type": "text", "text": "Hi"], image]]],
            ]
            return try OpenAIChatReader.read(body).tape
        }
        let usual = try tape(role: "user", image: "data:a")
        #expect(usual.tokens == 1 + TokenCount.perImage)
        #expect(try tape(role: "user", image: "data:a").digest == usual.digest)
        #expect(try tape(role: "user", image: "data:b").digest != usual.digest)
        #expect(try tape(role: "system", image: "data:a").digest != usual.digest)
    }

    @Test("cache markers are no part of a prefix")
    func markersAreNoContent() throws {
        func tape(_ extra: JSONValue) throws -> PromptTape {
            let block = JSONValue.object(
                ([("type", "text"), ("text", "Hi")] as [(String, JSONValue)]).map {
                    .init(key: $0.0, value: $0.1)
                } + (extra.objectMembers ?? []))
            let body: JSONValue = ["model": "m", "messages": [["role": "user", "content": [block]]]]
            return try AnthropicMessagesReader.read(body, needsMaxTokens: false).tape
        }
        let marked = try tape(["cache_control": ["type": "ephemeral", "ttl": "1h"]])
        #expect(marked.digest == (try tape([:])).digest)
        #expect(marked.breakpoints == [.init(block: 0, lifetime: .oneHour)])
    }

    @Test("a marker on the whole request caches everything")
    func topLevelMarker() throws {
        let body: JSONValue = [
            "model": "m", "cache_control": ["type": "ephemeral"], "system": "Be kind.",
            "messages": [["role": "user", "content": "Hi"]],
        ]
        let tape = try AnthropicMessagesReader.read(body, needsMaxTokens: false).tape
        #expect(tape.breakpoints == [.init(block: 1, lifetime: .fiveMinutes)])
    }

    @Test("a marked prefix is written once and read afterwards")
    func writtenThenRead() {
        var cache = PromptCache()
        let prompt = tape([1500, 200], marked: [0: .fiveMinutes])
        let first = cache.quoteExplicit(prompt, scope: 1, now: Self.start)
        #expect((first.input, first.cacheWrite5m, first.cacheWrite1h, first.cacheRead) == (200, 1500, 0, 0))
        cache.keep(first.kept, now: Self.start)
        let second = cache.quoteExplicit(prompt, scope: 1, now: Self.start)
        #expect((second.input, second.cacheWrite, second.cacheRead) == (200, 0, 1500))
    }

    @Test("a quote alone keeps nothing")
    func quoteKeepsNothing() {
        let cache = PromptCache()
        let prompt = tape([2000], marked: [0: .fiveMinutes])
        for _ in 0..<2 { #expect(cache.quoteExplicit(prompt, scope: 1, now: Self.start).cacheWrite == 2000) }
    }

    @Test("a prefix below 1,024 tokens is not cached", arguments: [(1023, 0), (1024, 1024)])
    func smallestPrefix(tokens: Int, written: Int) {
        let bill = PromptCache().quoteExplicit(tape([tokens], marked: [0: .fiveMinutes]), scope: 1, now: Self.start)
        #expect((bill.cacheWrite, bill.input) == (written, tokens - written))
    }

    @Test("lifetimes are billed apart, each for the part that it adds")
    func lifetimes() {
        let prompt = tape([1100, 300, 50], marked: [0: .oneHour, 1: .fiveMinutes])
        let bill = PromptCache().quoteExplicit(prompt, scope: 1, now: Self.start)
        #expect((bill.cacheWrite1h, bill.cacheWrite5m, bill.input) == (1100, 300, 50))
    }

    @Test("a prefix is forgotten after its lifetime, and every use begins it anew")
    func expiry() {
        var cache = PromptCache()
        let prompt = tape([1500], marked: [0: .fiveMinutes])
        cache.keep(cache.quoteExplicit(prompt, scope: 1, now: Self.start).kept, now: Self.start)
        let later = Self.start + .minutes(4)
        let used = cache.quoteExplicit(prompt, scope: 1, now: later)
        #expect(used.cacheRead == 1500)
        cache.keep(used.kept, now: later)
        #expect(cache.quoteExplicit(prompt, scope: 1, now: later + .minutes(4)).cacheRead == 1500)
        #expect(cache.quoteExplicit(prompt, scope: 1, now: later + .minutes(5)).cacheRead == 0)
    }

    @Test("a marker that moves on finds the prefix that the last turn wrote")
    func movingMarker() {
        var cache = PromptCache()
        let first = cache.quoteExplicit(tape([1500, 10], marked: [1: .fiveMinutes]), scope: 1, now: Self.start)
        cache.keep(first.kept, now: Self.start)
        let turn = cache.quoteExplicit(tape([1500, 10, 20, 30], marked: [3: .fiveMinutes]), scope: 1, now: Self.start)
        #expect((turn.cacheRead, turn.cacheWrite5m, turn.input) == (1510, 50, 0))
    }

    @Test("an earlier prefix is looked for twenty blocks back, no further", arguments: [(19, 1500), (20, 0)])
    func lookBack(distance: Int, read: Int) {
        var cache = PromptCache()
        cache.keep(
            cache.quoteExplicit(tape([1500], marked: [0: .fiveMinutes]), scope: 1, now: Self.start).kept,
            now: Self.start)
        let long = tape([1500] + Array(repeating: 1, count: distance), marked: [distance: .fiveMinutes])
        #expect(cache.quoteExplicit(long, scope: 1, now: Self.start).cacheRead == read)
    }

    @Test("two scopes share nothing")
    func scopes() {
        var cache = PromptCache()
        let prompt = tape([1500], marked: [0: .fiveMinutes])
        cache.keep(cache.quoteExplicit(prompt, scope: 1, now: Self.start).kept, now: Self.start)
        #expect(cache.quoteExplicit(prompt, scope: 2, now: Self.start).cacheRead == 0)
    }

    @Test(
        "the automatic cache reads in steps of 128 tokens from 1,024 on",
        arguments: [(1023, 0), (1024, 1024), (1151, 1024), (1152, 1152), (2000, 1920)])
    func automatic(tokens: Int, read: Int) {
        var cache = PromptCache()
        let prompt = tape([tokens])
        let first = cache.quoteAutomatic(prompt, scope: 1, now: Self.start)
        #expect((first.input, first.cacheRead) == (tokens, 0))
        cache.keep(first.kept, now: Self.start)
        let second = cache.quoteAutomatic(prompt, scope: 1, now: Self.start)
        #expect((second.input, second.cacheRead) == (tokens - read, read))
    }

    @Test("the automatic cache reads as far as two prompts agree")
    func commonPrefix() {
        var cache = PromptCache()
        cache.keep(cache.quoteAutomatic(tape([1300, 500]), scope: 1, now: Self.start).kept, now: Self.start)
        var other = tape([1300])
        other.write(String(repeating: "z", count: 4000))
        #expect(cache.quoteAutomatic(other, scope: 1, now: Self.start).cacheRead == 1280)
    }
}
