// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers
import Testing
import WireFormats

@testable import Pipeline

@Suite("Exact cache properties")
struct ExactCachePropertyTests {
    typealias Entry = CacheEntry<String>

    private static let forms: [(WireFormat, AnswerCodec.Form)] = [
        (.openAIChat, .json), (.openAIChat, .stream(withUsage: false)), (.openAIChat, .stream(withUsage: true)),
        (.anthropicMessages, .json), (.anthropicMessages, .stream(withUsage: false)), (.native, .json),
    ]

    @Test("the cache does what a plain list in the order of use does", arguments: 0..<12 as Range<UInt64>)
    func model(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let limits = ExactCache<String>.Limits(
            entries: 1 + random.below(12), bytes: 1000 + random.below(12_000), entryBytes: 300 + random.below(4000),
            lifetime: Int64(1 + random.below(60)), staleLifetime: Int64(seed % 3 == 0 ? 0 : random.below(90)))
        let cache = ExactCache<String>(limits: limits)
        var model = ReferenceCache(limits: limits)
        let identities = (0..<20).map { Digest.of("\($0)") }
        var now: Int64 = 1000
        var staleCount = 0
        for step in 0..<1500 {
            now += Int64(random.below(4))
            let identity = random.one(of: identities)
            switch random.below(12) {
            case 0...3:
                let (format, form) = random.one(of: Self.forms)
                let size = random.below(limits.entryBytes + 200)
                let entry = Entry(
                    provider: "p", original: .init(format: format, form: form, body: "\(step)", size: size),
                    hasUsage: false, storedAt: now)
                let kept = model.keep(
                    .init(
                        identity: identity, storedAt: now,
                        renditions: [.init(format: format, form: form, size: size, body: "\(step)")]))
                #expect(cache.keep(entry, for: identity) == kept)
            case 4...7:
                let found = cache.entry(for: identity, now: now)
                let expected = model.entry(identity, now: now)
                #expect(found?.storedAt == expected?.storedAt)
                if let found, let expected {
                    #expect(now - found.storedAt < limits.lifetime)
                    #expect(([found.original] + found.others).map(\.body) == expected.renditions.map(\.body))
                }
            case 8...9:
                let found = cache.staleEntry(for: identity, now: now)
                let expected = model.entry(identity, now: now, isStaleWelcome: true)
                #expect(found?.storedAt == expected?.storedAt)
                #expect(found?.original.body == expected?.renditions.first?.body)
                if let found {
                    #expect(now - found.storedAt < limits.lifetime + limits.staleLifetime)
                    if now - found.storedAt >= limits.lifetime { staleCount += 1 }
                }
            case 10:
                let (format, form) = random.one(of: Self.forms)
                let size = random.below(limits.entryBytes + 200)
                let storedAt = model.entries.first { $0.identity == identity }?.storedAt ?? now
                let time = random.chance(80) ? storedAt : storedAt - 1
                cache.add(.init(format: format, form: form, body: "\(step)", size: size), to: identity, storedAt: time)
                model.add(
                    .init(format: format, form: form, size: size, body: "\(step)"), to: identity, storedAt: time)
            default:
                let removed = model.remove(identity)
                #expect(cache.remove(identity) == removed)
            }
            let statistics = cache.statistics
            #expect(statistics.entries == model.entries.count)
            #expect(statistics.bytes == model.bytes)
            #expect(statistics.evictions == model.evictions)
            #expect(statistics.expirations == model.expirations)
            #expect(statistics.entries <= limits.entries && statistics.bytes <= limits.bytes)
        }
        if limits.staleLifetime == 0 { #expect(staleCount == 0) }
        // Where there is little room, an entry has to make it before it is stale.
        if limits.staleLifetime > 10, limits.entries > 5, limits.bytes > 6000 { #expect(staleCount > 0) }
    }

    @Test("many tasks at once leave the counts in order", arguments: [64, 8192])
    func concurrent(entries: Int) async {
        let limits = ExactCache<String>.Limits(entries: entries, bytes: 8 << 20, entryBytes: 4000, lifetime: 1_000_000)
        let cache = ExactCache<String>(limits: limits)
        let identities = (0..<300).map { Digest.of("\($0)") }
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var random = SplitMix64(seed: UInt64(task))
                    for step in 0..<2000 {
                        let identity = random.one(of: identities)
                        switch random.below(8) {
                        case 0...2:
                            let size = random.below(4000)
                            cache.keep(
                                Entry(
                                    provider: "p",
                                    original: .init(format: .openAIChat, form: .json, body: "\(step)", size: size),
                                    hasUsage: false, storedAt: Int64(random.below(4))),
                                for: identity)
                        case 3:
                            cache.add(
                                .init(format: .native, form: .json, body: "n", size: 10), to: identity,
                                storedAt: Int64(random.below(4)))
                        case 4: cache.remove(identity)
                        case 5: _ = cache.staleEntry(for: identity, now: 5)
                        default: _ = cache.entry(for: identity, now: 5)
                        }
                        if step % 100 == 0 {
                            let statistics = cache.statistics
                            #expect(statistics.entries <= entries && statistics.bytes <= limits.bytes)
                        }
                    }
                }
            }
        }
        let found = identities.compactMap { cache.entry(for: $0, now: 5) }
        #expect(cache.statistics.entries == found.count)
        #expect(cache.statistics.bytes == found.reduce(0) { $0 + $1.cost })
        for identity in identities { cache.remove(identity) }
        #expect(cache.statistics.entries == 0 && cache.statistics.bytes == 0)
    }
}
