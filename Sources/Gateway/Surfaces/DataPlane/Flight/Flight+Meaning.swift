// SPDX-License-Identifier: Apache-2.0

import Ledger
import NIOCore
import Pipeline
import WireFormats

/// What the semantic cache learns from a provider's answer.
extension Flight {
    /// The answer was kept: the question is kept with it, and the candidate that was not served, or was and is audited, gets
    /// its judgement.
    func learn(from entry: CacheEntry<ByteBuffer>) {
        guard let semantic = configuration.semantic, let inquiry = question.semantic else { return }
        let (cache, now) = (configuration.cache, now)
        guard let candidate = inquiry.candidate else { return semantic.keep(inquiry, storedAt: entry.storedAt) }
        // Taken before it may have to make room.
        let cold = cache.coldItem(candidate.identity, now: now)
        let kept = cold == nil ? cache.staleEntry(for: candidate.identity, now: now) : nil
        semantic.keep(inquiry, storedAt: entry.storedAt)
        let cost = cost(of: entry)
        if let kept { return Self.judge(kept, entry, semantic, inquiry, now, cost: cost) }
        guard let cold else { return }
        // An answer of an earlier run that nobody has asked for yet.
        configuration.coldAnswers?.read(candidate.identity, cold) { kept in
            if let kept { Self.judge(kept, entry, semantic, inquiry, now, cost: cost) }
        }
    }

    /// What the provider billed for an answer, in nano-dollars; nil if that is not known.
    private func cost(of entry: CacheEntry<ByteBuffer>) -> Int64? {
        entry.usage.flatMap { usage in
            configuration.prices.cost(
                provider: entry.provider, asked: entry.model, answered: entry.answeredModel,
                counts: TokenCounts(usage), day: WallClock.seconds() / 86_400)?.nanos
        }
    }

    private static func judge(
        _ kept: CacheEntry<ByteBuffer>, _ entry: CacheEntry<ByteBuffer>, _ semantic: SemanticCache,
        _ inquiry: SemanticInquiry, _ now: Int64, cost: Int64?
    ) {
        let (before, after) = (kept.original, entry.original)
        semantic.judge(inquiry, bytes: before.size + after.size, now: now, cost: cost) {
            guard
                let one = AnswerCodec.text(
                    before.body.readableBytesUInt8Span, .init(before.format, before.form)),
                let other = AnswerCodec.text(after.body.readableBytesUInt8Span, .init(after.format, after.form))
            else { return nil }
            return (one, other)
        }
    }
}
