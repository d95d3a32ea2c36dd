// SPDX-License-Identifier: Apache-2.0

public import Conversation
import Locking
import WireFormats

/// What an earlier run kept and learned.
extension SemanticCache {
    /// Takes up what classes had learned; returns those whose evidence cannot be read.
    ///
    /// - Parameter evidence: each class with its evidence and that one's age in milliseconds.
    public func restore(
        evidence written: [(evidenceClass: Fingerprint, bytes: [UInt8], age: Int64)], now: Int64
    ) -> [Fingerprint] {
        written.compactMap { item in
            guard let learned = ClassEvidence(item.bytes, evidence.budget, age: item.age, now: now) else {
                return item.evidenceClass
            }
            evidence.put(learned, for: item.evidenceClass)
            return nil
        }
    }

    /// Has the questions of an earlier run encoded again and takes them up, the first ones first; returns when that is done
    /// or the task is cancelled. How many could not be.
    ///
    /// One after another, so that requests find the encoder free. What was asked in the meantime stays.
    public func restore(_ questions: some Sequence<KeptQuestion>, now: @Sendable () -> Int64) async -> Int {
        var lost = 0
        for question in questions {
            if Task.isCancelled { break }
            guard question.storedAt + policy.lifetime > now() else {
                disk?.dropped(question.identity)
                continue
            }
            guard shelf.withLock({ $0[SemanticEntry.id(question.identity)] }) == nil else { continue }
            if await !restore(question) {
                lost += 1
                disk?.dropped(question.identity)
            }
        }
        return lost
    }

    private func restore(_ question: KeptQuestion) async -> Bool {
        let prepared = verifier.prepare(question.subject.question)
        for _ in 0..<Self.attempts {
            let result = await withCheckedContinuation { continuation in
                let text = prepared.canonical
                encoder.encode(size: text.utf8.count, wait: Self.patience, text: { text }) {
                    continuation.resume(returning: $0)
                }
            }
            switch result {
            case .success(nil): return false
            case .success(let vectors?):
                var prepared = prepared
                prepared.attach(vectors)
                return put(
                    SemanticEntry(
                        identity: question.identity, subject: question.subject, prepared: prepared,
                        storedAt: question.storedAt, blocked: question.blocked), vectors, isNew: false)
            case .failure(.busy), .failure(.late): try? await Task.sleep(for: .milliseconds(20))
            case .failure(.unreadable), .failure(.failed): return false
            }
        }
        return false
    }

    /// How often a question is given to an encoder that has no time, and how long it may wait there, in milliseconds.
    private static let attempts = 50
    private static let patience: Int64 = 1000
}
