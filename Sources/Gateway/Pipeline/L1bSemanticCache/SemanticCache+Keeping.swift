// SPDX-License-Identifier: Apache-2.0

public import Conversation
import Locking
import VectorIndex
import WireFormats

/// The kept questions.
extension SemanticCache {
    /// Keeps a question whose answer was just kept in the exact cache under its identity.
    public func keep(_ inquiry: SemanticInquiry, storedAt: Int64) {
        guard let (prepared, vectors) = inquiry.encoding else { return }
        let entry = SemanticEntry(
            identity: inquiry.identity, subject: inquiry.subject, prepared: prepared, storedAt: storedAt)
        _ = put(entry, vectors, isNew: true)
    }

    /// Puts an entry up and makes room for it; false if it has no place. One that is not new is written down already.
    func put(_ entry: SemanticEntry, _ vectors: QuestionVectors, isNew: Bool) -> Bool {
        guard let quantised = QuantisedVectors(whole: vectors.whole, parts: vectors.parts),
            let gone = shelf.withLock({ $0.put(entry) })
        else { return false }
        journal.keeps(entry.subject)
        for old in gone where old.id != entry.id {
            index.remove(old.id, in: place(of: old.subject))
            disk?.dropped(old.identity)
        }
        let insertion = index.insert(
            entry.id, vectors: quantised, in: place(of: entry.subject),
            expires: entry.storedAt + policy.lifetime)
        switch insertion {
        case .kept(let evicted):
            let evicted = shelf.withLock { shelf in evicted.compactMap { shelf.remove($0) } }
            if isNew { write(entry.id) }
            for old in evicted { disk?.dropped(old.identity) }
            return true
        case .tooLarge, .wrongDimension:
            shelf.withLock { _ = $0.remove(entry.id) }
            disk?.dropped(entry.identity)
            return false
        }
    }

    /// Writes down what is known of a kept question.
    private func write(_ id: UInt64) {
        guard let disk, let entry = shelf.withLock({ $0[id] }) else { return }
        disk.kept(KeptQuestion(entry))
    }

    /// Remembers that an answer is wrong for a question.
    func block(_ identity: Fingerprint, for candidate: Fingerprint) {
        let id = SemanticEntry.id(candidate)
        shelf.withLock { $0.block(identity, for: id) }
        write(id)
    }

    /// A candidate's answer was served: it was of use, so others go before it.
    public func served(_ inquiry: SemanticInquiry) {
        inquiry.served()
        guard let candidate = inquiry.candidate else { return }
        let id = SemanticEntry.id(candidate.identity)
        guard
            let entry = shelf.withLock({
                $0.touch(id); return $0[id]
            })
        else { return }
        index.noteUse(of: id, in: place(of: entry.subject))
    }

    /// Drops a question; false if it is not there.
    @discardableResult
    public func forget(_ identity: Fingerprint) -> Bool {
        guard let entry = shelf.withLock({ $0.remove(SemanticEntry.id(identity)) }) else { return false }
        index.remove(entry.id, in: place(of: entry.subject))
        return true
    }

    /// Drops all questions; what was learned stays.
    public func forgetAll() {
        let all = shelf.withLock { $0.all }
        for entry in all { forget(entry.identity) }
    }

    /// How many questions are kept, and what they take in bytes, vectors included.
    public var size: (entries: Int, bytes: Int) {
        let (count, bytes) = shelf.withLock { ($0.count, $0.bytes) }
        return (count, bytes + index.statistics.bytes)
    }
}
