// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@testable import Pipeline

@Suite("Exact cache")
struct ExactCacheTests {
    typealias Cache = ExactCache<String>
    typealias Entry = CacheEntry<String>

    private func identity(_ number: Int) -> Fingerprint { Digest.of("request \(number)") }

    private func entry(
        _ body: String, size: Int = 100, storedAt: Int64 = 0, form: AnswerCodec.Form = .json
    ) -> Entry {
        Entry(
            provider: "openai", original: .init(format: .openAIChat, form: form, body: body, size: size),
            hasUsage: true, storedAt: storedAt)
    }

    private func cache(
        entries: Int = 10, bytes: Int = 1 << 20, entryBytes: Int = 10_000, lifetime: Int64 = 1000, stale: Int64 = 0
    ) -> Cache {
        Cache(
            limits: .init(
                entries: entries, bytes: bytes, entryBytes: entryBytes, lifetime: lifetime, staleLifetime: stale))
    }

    @Test("an answer is served until its time is over, and not a millisecond longer")
    func lifetime() {
        let cache = cache()
        cache.keep(entry("a", storedAt: 50), for: identity(1))
        #expect(cache.entry(for: identity(1), now: 50)?.original.body == "a")
        #expect(cache.entry(for: identity(1), now: 1049)?.original.body == "a")
        #expect(cache.entry(for: identity(2), now: 50) == nil)
        #expect(cache.entry(for: identity(1), now: 1050) == nil)
        #expect(cache.statistics == .init(entries: 0, bytes: 0, evictions: 0, expirations: 1))
        // Being used does not make an answer younger.
        #expect(cache.entry(for: identity(1), now: 1049) == nil)
    }

    @Test("an answer past its time is given only to those who take a stale one, until that time is over too")
    func stale() {
        let cache = cache(stale: 500)
        cache.keep(entry("a", storedAt: 50), for: identity(1))
        #expect(cache.staleEntry(for: identity(1), now: 1049)?.original.body == "a")
        #expect(cache.entry(for: identity(1), now: 1050) == nil)
        #expect(cache.staleEntry(for: identity(1), now: 1050)?.original.body == "a")
        #expect(cache.entry(for: identity(1), now: 1549) == nil)
        #expect(cache.staleEntry(for: identity(1), now: 1549)?.original.body == "a")
        #expect(cache.statistics.entries == 1 && cache.statistics.expirations == 0)
        #expect(cache.staleEntry(for: identity(1), now: 1550) == nil)
        #expect(cache.statistics == .init(entries: 0, bytes: 0, evictions: 0, expirations: 1))
        #expect(cache.staleEntry(for: identity(2), now: 0) == nil)
    }

    @Test("a look for a fresh answer drops one that nobody may have any more")
    func staleIsOver() {
        let cache = cache(stale: 500)
        cache.keep(entry("a"), for: identity(1))
        #expect(cache.entry(for: identity(1), now: 1500) == nil)
        #expect(cache.statistics == .init(entries: 0, bytes: 0, evictions: 0, expirations: 1))
    }

    @Test("without a time for stale answers there are none")
    func neverStale() {
        let cache = cache()
        cache.keep(entry("a"), for: identity(1))
        #expect(cache.staleEntry(for: identity(1), now: 999)?.original.body == "a")
        #expect(cache.staleEntry(for: identity(1), now: 1000) == nil)
        #expect(cache.statistics.entries == 0)
    }

    @Test("a newer answer replaces a stale one, and is fresh")
    func staleReplaced() {
        let cache = cache(stale: 500)
        cache.keep(entry("old"), for: identity(1))
        #expect(cache.staleEntry(for: identity(1), now: 1200)?.original.body == "old")
        cache.keep(entry("new", storedAt: 1200), for: identity(1))
        #expect(cache.entry(for: identity(1), now: 1200)?.original.body == "new")
        #expect(cache.staleEntry(for: identity(1), now: 1200)?.original.body == "new")
        #expect(cache.statistics.entries == 1)
    }

    @Test("a stale answer makes room like any other, and being given keeps it")
    func staleMakesRoom() {
        let cache = cache(entries: 2, stale: 500)
        cache.keep(entry("1"), for: identity(1))
        cache.keep(entry("2"), for: identity(2))
        // A look for a fresh one is no use of it.
        #expect(cache.entry(for: identity(1), now: 1000) == nil)
        #expect(cache.staleEntry(for: identity(2), now: 1000) != nil)
        cache.keep(entry("3", storedAt: 1000), for: identity(3))
        #expect(cache.staleEntry(for: identity(1), now: 1000) == nil)
        #expect(cache.staleEntry(for: identity(2), now: 1000) != nil)
        #expect(cache.statistics.evictions == 1)
    }

    @Test("a time for stale answers without end is one")
    func staleForever() {
        let cache = cache(stale: .max)
        cache.keep(entry("a"), for: identity(1))
        #expect(cache.entry(for: identity(1), now: 1 << 60) == nil)
        #expect(cache.staleEntry(for: identity(1), now: 1 << 60) != nil)
    }

    @Test("the entry that was used longest ago makes room")
    func leastRecentlyUsed() {
        let cache = cache(entries: 3)
        for number in 1...3 { cache.keep(entry("\(number)"), for: identity(number)) }
        #expect(cache.entry(for: identity(1), now: 0) != nil)
        cache.keep(entry("4"), for: identity(4))
        #expect(cache.entry(for: identity(2), now: 0) == nil)
        #expect([1, 3, 4].allSatisfy { cache.entry(for: identity($0), now: 0) != nil })
        #expect(cache.statistics.evictions == 1)
    }

    @Test("a newer answer replaces an older one under the same identity")
    func replace() {
        let cache = cache()
        cache.keep(entry("old", size: 500), for: identity(1))
        cache.keep(entry("new", size: 10, storedAt: 5), for: identity(1))
        #expect(cache.entry(for: identity(1), now: 5)?.original.body == "new")
        #expect(cache.statistics == .init(entries: 1, bytes: Entry.overhead + 10, evictions: 0, expirations: 0))
    }

    @Test("what is larger than an entry may be is not kept")
    func tooLarge() {
        let cache = cache(bytes: 5000, entryBytes: 1000)
        #expect(cache.keep(entry("a", size: 1000), for: identity(1)))
        #expect(!cache.keep(entry("b", size: 1001), for: identity(2)))
        let narrow = self.cache(bytes: 1000, entryBytes: 1000)
        #expect(!narrow.keep(entry("c", size: 1000), for: identity(3)))
        #expect(narrow.keep(entry("c", size: 1000 - Entry.overhead), for: identity(3)))
        #expect(narrow.statistics.bytes == 1000)
    }

    @Test("a lifetime, a number or a size of zero keeps nothing")
    func disabled() {
        for cache in [cache(lifetime: 0), cache(entries: 0), cache(bytes: 0)] {
            #expect(!cache.isEnabled)
            #expect(!cache.keep(entry("a", size: 0), for: identity(1)))
            #expect(cache.entry(for: identity(1), now: 0) == nil)
            #expect(cache.statistics.entries == 0)
        }
        #expect(cache().isEnabled)
    }

    @Test("another form of an answer is kept with it and paid for, once, and only with the answer it was made from")
    func renditions() {
        let cache = cache()
        cache.keep(entry("json", storedAt: 7), for: identity(1))
        let stream = Entry.Rendition(format: .openAIChat, form: .stream(withUsage: true), body: "stream", size: 30)
        cache.add(stream, to: identity(1), storedAt: 6)
        #expect(cache.entry(for: identity(1), now: 7)?.others.isEmpty == true)
        for _ in 0..<2 { cache.add(stream, to: identity(1), storedAt: 7) }
        let found = cache.entry(for: identity(1), now: 7)
        #expect(found?.others.count == 1)
        #expect(found?.rendition(.openAIChat, .json)?.body == "json")
        #expect(found?.rendition(.openAIChat, .stream(withUsage: true))?.body == "stream")
        #expect(found?.rendition(.openAIChat, .stream(withUsage: false)) == nil)
        #expect(found?.rendition(.anthropicMessages, .json) == nil)
        #expect(cache.statistics.bytes == Entry.overhead + 100 + 30 + 64)
        cache.add(.init(format: .native, form: .json, body: "large", size: 10_001), to: identity(1), storedAt: 7)
        #expect(cache.entry(for: identity(1), now: 7)?.others.count == 1)
        cache.add(stream, to: identity(2), storedAt: 7)
        #expect(cache.entry(for: identity(2), now: 7) == nil)
    }

    @Test("a removed answer is gone")
    func remove() {
        let cache = cache()
        cache.keep(entry("a"), for: identity(1))
        #expect(cache.remove(identity(1)))
        #expect(!cache.remove(identity(1)))
        #expect(cache.entry(for: identity(1), now: 0) == nil)
        #expect(cache.statistics == .init())
    }

    @Test("a large cache spreads over shards whose bounds together are the cache's")
    func shards() {
        let cache = cache(entries: 4096, bytes: 1 << 30)
        for number in 0..<9000 { cache.keep(entry("x", size: 1), for: identity(number)) }
        let full = cache.statistics
        // Every shard is full long before 9000 entries have come.
        #expect(full.entries == 4096)
        #expect(full.evictions == 9000 - 4096)
        #expect(full.bytes == 4096 * (Entry.overhead + 1))
        #expect(cache.entry(for: identity(8999), now: 0) != nil)
    }

    @Test("bytes are bounded over all shards too")
    func shardBytes() {
        let cache = cache(entries: 100_000, bytes: 1 << 20, entryBytes: 10_000)
        for number in 0..<3000 { cache.keep(entry("x", size: 700 + number % 9000), for: identity(number)) }
        #expect(cache.statistics.bytes <= 1 << 20)
        #expect(cache.statistics.bytes > 1 << 19)
        #expect(cache.statistics.evictions > 0)
    }
}
