// SPDX-License-Identifier: Apache-2.0

import Conversation
import Dispatch
import Locking
import Pipeline
import SeededNumbers
import Testing
import WireFormats

@Suite("What the exact cache tells its journal")
struct CacheJournalTests {
    /// Writes down what is told, as a file would.
    private final class Book: CacheJournal {
        let entries = Locked<[Fingerprint: Int64]>([:])

        func kept(_ entry: CacheEntry<String>, for identity: Fingerprint) {
            entries.withLock { $0[identity] = entry.storedAt }
        }

        func dropped(_ identity: Fingerprint) { entries.withLock { $0[identity] = nil } }
    }

    private static func entry(_ size: Int, _ now: Int64) -> CacheEntry<String> {
        CacheEntry(
            provider: "p", original: .init(format: .openAIChat, form: .json, body: "", size: size), hasUsage: true,
            storedAt: now)
    }

    @Test(
        "the journal holds what the cache holds, after any sequence of what can happen to it",
        arguments: 0..<20 as Range<UInt64>)
    func same(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let book = Book()
        let limits = ExactCache<String>.Limits(
            entries: 1 + random.below(20), bytes: 2_000 + random.below(20_000), entryBytes: 4_000, lifetime: 50,
            staleLifetime: Int64(random.below(100)))
        let cache = ExactCache<String>(limits: limits, journal: book)
        let identities = (0..<30).map { Digest.of("\($0)") }
        // An earlier run's answers are in the book from the start.
        let cold = identities.prefix(random.below(20)).map { ($0, ColdShelf.Item(storedAt: 900, bytes: 500)) }
        cache.shelf.put(cold.map { (identity: $0.0, item: $0.1) })
        book.entries.withLock { entries in for (identity, item) in cold { entries[identity] = item.storedAt } }
        var now: Int64 = 1_000
        for _ in 0..<2_000 {
            now += Int64(random.below(4))
            let identity = random.one(of: identities)
            switch random.below(10) {
            case 0...2: cache.keep(Self.entry(random.below(4_400), now), for: identity)
            case 3...4: _ = cache.entry(for: identity, now: now)
            case 5: _ = cache.staleEntry(for: identity, now: now)
            case 6:
                if let item = cache.coldItem(identity, now: now) {
                    // While it was read, something else may have happened to it.
                    if random.chance(30) { cache.keep(Self.entry(10, now), for: identity) }
                    if random.chance(30) { cache.remove(identity) }
                    cache.warm(Self.entry(random.below(4_000), item.storedAt), for: identity)
                }
            case 7: cache.remove(identity)
            case 8: cache.forgetCold(identity)
            default: if random.chance(5) { _ = cache.removeAll(before: now - 20) }
            }
            let held = Dictionary(uniqueKeysWithValues: cache.summaries.map { ($0.identity, $0.storedAt) })
            #expect(held == book.entries.withLock { $0 })
            #expect(cache.statistics.bytes <= limits.bytes)
        }
    }

    @Test("answers on disk make room for new ones, the oldest first")
    func bounds() {
        let book = Book()
        let cache = ExactCache<String>(
            limits: .init(entries: 10, bytes: 1 << 20, entryBytes: 1 << 10, lifetime: 1_000), journal: book)
        cache.shelf.put((0..<10).map { (Digest.of("cold \($0)"), .init(storedAt: Int64($0), bytes: 500)) })
        for number in 0..<4 { cache.keep(Self.entry(100, 50), for: Digest.of("new \(number)")) }
        let left = cache.shelf.all.map(\.item.storedAt).sorted()
        #expect(left == [4, 5, 6, 7, 8, 9])
        #expect(cache.summaries.count == 10)
    }

    @Test("an answer on disk that is past its time is no answer")
    func age() {
        let cache = ExactCache<String>(limits: .init(entries: 10, bytes: 1 << 20, entryBytes: 1 << 10, lifetime: 100))
        let identity = Digest.of("old")
        cache.shelf.put([(identity, .init(storedAt: 1_000, bytes: 10))])
        #expect(cache.coldItem(identity, now: 1_099) != nil)
        #expect(cache.coldItem(identity, now: 1_100) == nil)
    }

    @Test("an answer on its way from disk into memory is seen by whoever looks, is listed once and is purged")
    func moving() {
        let identities = (0..<200).map { Digest.of("moving \($0)") }
        for round in 0..<40 {
            let cache = ExactCache<String>(
                limits: .init(entries: 1_000, bytes: 1 << 20, entryBytes: 1 << 10, lifetime: 1_000))
            cache.shelf.put(identities.map { ($0, .init(storedAt: 0, bytes: 500)) })
            let problems = Locked<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 2) { side in
                guard side == 1 else {
                    for identity in identities { cache.warm(Self.entry(100, 0), for: identity) }
                    return
                }
                if round.isMultiple(of: 4) {
                    _ = cache.removeAll(before: 1)
                } else if round.isMultiple(of: 2) {
                    let listed = cache.summaries.map(\.identity)
                    if listed.count != 200 || Set(listed).count != 200 {
                        problems.withLock { $0.append("\(listed.count) listed") }
                    }
                } else {
                    for identity in identities where !cache.hasFresh(identity, now: 10) {
                        problems.withLock { $0.append("\(identity) not seen") }
                    }
                }
            }
            if round.isMultiple(of: 4), !cache.summaries.isEmpty { problems.withLock { $0.append("not purged") } }
            #expect(problems.withLock { $0 }.isEmpty)
        }
    }
}
