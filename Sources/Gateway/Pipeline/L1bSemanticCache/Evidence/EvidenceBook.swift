// SPDX-License-Identifier: Apache-2.0

public import Conversation
import Locking

/// The evidence of all classes, bounded; safe to use from all event loops.
///
/// A class never sees another's judgements, so nobody can talk another class over its budget. When there are too many
/// classes, the one that was used longest ago is forgotten and has to learn again, which costs hits and no errors.
public final class EvidenceBook: Sendable {
    private struct Shelf {
        var classes: [Fingerprint: Record] = [:]
        var clock: UInt64 = 0
    }

    private struct Record {
        var evidence: ClassEvidence
        var usedAt: UInt64
    }

    private let shelf = Locked(Shelf())
    public let budget: ErrorBudget
    private let capacity: Int
    /// Told when a class had to make room, with the book's lock held.
    private let forgot: (@Sendable (Fingerprint) -> Void)?

    /// - Parameters:
    ///   - capacity: how many classes are kept, about 1 KB each.
    ///   - forgot: told when a class had to make room; must not wait, nor ask the book.
    public init(
        _ budget: ErrorBudget, capacity: Int = 1024, forgot: (@Sendable (Fingerprint) -> Void)? = nil
    ) {
        self.budget = budget
        self.forgot = forgot
        self.capacity = max(1, capacity)
    }

    /// Does something with the evidence of one class.
    public func with<Result>(
        _ name: Fingerprint, now: Int64, _ body: (inout ClassEvidence) -> Result
    ) -> Result {
        shelf.withLock { shelf in
            shelf.clock &+= 1
            if shelf.classes[name] == nil, shelf.classes.count >= capacity { forgetOldest(&shelf.classes) }
            let fresh = Record(evidence: ClassEvidence(budget, now: now), usedAt: shelf.clock)
            shelf.classes[name, default: fresh].usedAt = shelf.clock
            return body(&shelf.classes[name, default: fresh].evidence)
        }
    }

    /// Does something with a copy of the evidence of one class, which stays as it is.
    func trying<Result>(_ name: Fingerprint, now: Int64, _ body: (inout ClassEvidence) -> Result) -> Result {
        var copy = shelf.withLock { $0.classes[name]?.evidence } ?? ClassEvidence(budget, now: now)
        return body(&copy)
    }

    /// All classes as they are now, for reports.
    public var all: [(name: Fingerprint, evidence: ClassEvidence)] {
        shelf.withLock { shelf in shelf.classes.map { ($0.key, $0.value.evidence) } }
    }

    /// Takes up what a class had learned in an earlier run, unless it has learned in this one or there is no room.
    func put(_ evidence: ClassEvidence, for name: Fingerprint) {
        shelf.withLock { shelf in
            guard shelf.classes[name] == nil, shelf.classes.count < capacity else { return }
            shelf.classes[name] = Record(evidence: evidence, usedAt: shelf.clock)
        }
    }

    private func forgetOldest(_ classes: inout [Fingerprint: Record]) {
        guard let oldest = classes.min(by: { $0.value.usedAt < $1.value.usedAt }) else { return }
        classes[oldest.key] = nil
        forgot?(oldest.key)
    }
}
