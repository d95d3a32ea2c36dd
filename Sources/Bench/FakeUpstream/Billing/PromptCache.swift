// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The prefixes that the fake provider remembers, for each credential and model.
///
/// A quote changes nothing; only a billed answer keeps prefixes. So an answer that failed, or whose client left before
/// its first byte, warms no cache.
struct PromptCache: Sendable {
    /// A prefix of somebody's prompt.
    struct Key: Sendable, Hashable {
        /// Digest of the credential and the model.
        var scope: UInt64
        var prefix: PromptTape.Position
    }

    /// A prefix to keep, and for how long.
    struct Entry: Sendable {
        var key: Key
        var lifetime: PromptCacheLifetime
    }

    private struct Kept {
        var lifetime: PromptCacheLifetime
        var expires: NIODeadline
    }

    /// Anthropic caches no prefix below this many tokens.
    private static let smallestPrefix = 1024
    /// Anthropic looks for an earlier prefix this many blocks back, the marked one included.
    private static let lookBack = 20

    private var kept: [Key: Kept] = [:]
    private var pruneAbove = 4096

    /// The price of a prompt with Anthropic's explicit breakpoints.
    func quoteExplicit(_ tape: PromptTape, scope: UInt64, now: NIODeadline) -> PromptBill {
        var bill = PromptBill()
        let breakpoints = tape.breakpoints.filter { tape.blocks[$0.block].tokens >= Self.smallestPrefix }
        for breakpoint in breakpoints {
            let window = max(0, breakpoint.block - Self.lookBack + 1)...breakpoint.block
            for block in window.reversed() {
                let key = Key(scope: scope, prefix: tape.blocks[block])
                guard let lifetime = lifetime(of: key, now: now) else { continue }
                bill.cacheRead = max(bill.cacheRead, key.prefix.tokens)
                bill.kept.append(Entry(key: key, lifetime: lifetime))
                break
            }
        }
        var covered = bill.cacheRead
        for breakpoint in breakpoints {
            let prefix = tape.blocks[breakpoint.block]
            guard prefix.tokens > covered else { continue }
            switch breakpoint.lifetime {
            case .oneHour: bill.cacheWrite1h += prefix.tokens - covered
            case .fiveMinutes, .tenMinutes: bill.cacheWrite5m += prefix.tokens - covered
            }
            covered = prefix.tokens
            bill.kept.append(Entry(key: Key(scope: scope, prefix: prefix), lifetime: breakpoint.lifetime))
        }
        bill.input = tape.tokens - covered
        return bill
    }

    /// The price of a prompt with OpenAI's automatic caching.
    func quoteAutomatic(_ tape: PromptTape, scope: UInt64, now: NIODeadline) -> PromptBill {
        let keys = tape.steps.map { Key(scope: scope, prefix: $0) }
        let hit = keys.last { lifetime(of: $0, now: now) != nil }
        var bill = PromptBill()
        bill.cacheRead = hit?.prefix.tokens ?? 0
        bill.input = tape.tokens - bill.cacheRead
        bill.kept = keys.map { Entry(key: $0, lifetime: .tenMinutes) }
        return bill
    }

    /// Keeps the prefixes of a billed prompt.
    mutating func keep(_ entries: [Entry], now: NIODeadline) {
        for entry in entries {
            kept[entry.key] = Kept(lifetime: entry.lifetime, expires: now + entry.lifetime.duration)
        }
        guard kept.count > pruneAbove else { return }
        kept = kept.filter { $0.value.expires > now }
        pruneAbove = max(4096, 2 * kept.count)
    }

    private func lifetime(of key: Key, now: NIODeadline) -> PromptCacheLifetime? {
        guard let entry = kept[key], entry.expires > now else { return nil }
        return entry.lifetime
    }
}
