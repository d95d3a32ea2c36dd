// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Pipeline
import WireFormats

/// What the semantic cache learns from a provider's answer.
extension Flight {
    /// The answer was kept: the question is kept with it, and the candidate that was not served, or was and is audited, gets
    /// its judgement.
    func learn(from entry: CacheEntry<ByteBuffer>) {
        guard let semantic = configuration.semantic, let inquiry = question.semantic else { return }
        let candidate = inquiry.candidate
        // Taken before it may have to make room.
        let kept = candidate.flatMap { configuration.cache.staleEntry(for: $0.identity, now: now) }
        semantic.keep(inquiry, storedAt: entry.storedAt)
        guard let kept else { return }
        let (before, after) = (kept.original, entry.original)
        semantic.judge(inquiry, bytes: before.size + after.size, now: now) {
            guard
                let one = AnswerCodec.text(
                    before.body.readableBytesUInt8Span, .init(before.format, before.form)),
                let other = AnswerCodec.text(after.body.readableBytesUInt8Span, .init(after.format, after.form))
            else { return nil }
            return (one, other)
        }
    }
}
