// SPDX-License-Identifier: Apache-2.0

public import Conversation
import Locking
public import WireFormats

/// Counts of what the semantic cache did, by evidence class and by reason; safe to use from all threads.
public final class SemanticTallies: Sendable {
    private struct Book: Sendable {
        var classes: [Fingerprint: (tally: SemanticTally, usedAt: UInt64)] = [:]
        var reasons: [String: Int] = [:]
        var clock: UInt64 = 0
    }

    private let book = Locked(Book())
    private static let mostClasses = 1024

    init() {}

    private func change(_ subject: SemanticSubject, _ body: (inout SemanticTally) -> Void) {
        book.withLock { book in
            book.clock &+= 1
            let name = subject.evidenceClass
            if book.classes[name] == nil, book.classes.count >= Self.mostClasses,
                let oldest = book.classes.min(by: { $0.value.usedAt < $1.value.usedAt })
            {
                book.classes[oldest.key] = nil
            }
            var tally = book.classes[name]?.tally ?? SemanticTally(subject.kind)
            body(&tally)
            book.classes[name] = (tally, book.clock)
        }
    }

    func found(_ finding: SemanticFinding, _ subject: SemanticSubject) {
        change(subject) { tally in
            tally.looked += 1
            if finding.candidate != nil { tally.candidates += 1 }
            if case .serve = finding.outcome { tally.served += 1 }
        }
        count(finding.reason)
    }

    func skipped(_ skip: SemanticSkip) { count(.skipped(skip)) }

    /// A verdict that came too late, or an answer that was gone: the request went on without.
    public func missed(_ reason: SemanticReason, _ subject: SemanticSubject, wasServed: Bool) {
        if wasServed { change(subject) { $0.served -= 1 } }
        count(reason)
    }

    private func count(_ reason: SemanticReason) { book.withLock { $0.reasons[reason.text, default: 0] += 1 } }

    func judged(_ subject: SemanticSubject, isWrong: Bool, wasServed: Bool, wouldServe: Bool, cost: Int64?) {
        change(subject) { tally in
            if wasServed {
                tally.audited += 1
                if isWrong { tally.auditedWrong += 1 }
            } else {
                tally.judged += 1
                if isWrong { tally.judgedWrong += 1 }
                if wouldServe { tally.wouldServe += 1 }
                if wouldServe, isWrong { tally.wouldServeWrong += 1 }
                guard wouldServe, !isWrong else { return }
                if let cost { tally.wouldSave += cost } else { tally.wouldSaveUnpriced += 1 }
            }
        }
    }

    func unjudged(_ subject: SemanticSubject) { change(subject) { $0.unjudged += 1 } }
    func complained(_ subject: SemanticSubject) { change(subject) { $0.complaints += 1 } }

    /// All classes, in no order.
    public var all: [(name: Fingerprint, tally: SemanticTally)] {
        book.withLock { book in book.classes.map { ($0.key, $0.value.tally) } }
    }

    /// How often each reason was given, by its stable word.
    public var reasons: [String: Int] { book.withLock { $0.reasons } }
}
