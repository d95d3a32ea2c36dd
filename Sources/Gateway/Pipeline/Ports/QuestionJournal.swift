// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Writes down what the semantic cache keeps and learns; called on any thread, must not wait.
public protocol QuestionJournal: Sendable {
    /// A question is kept, or what is known of it has changed.
    func kept(_ question: KeptQuestion)
    /// A question is kept no longer.
    func dropped(_ identity: Fingerprint)
    /// A class has learned; `bytes` are its evidence as ``ClassEvidence/bytes(now:)`` writes it.
    func learned(_ evidenceClass: Fingerprint, _ bytes: [UInt8])
    /// A class was forgotten.
    func forgot(_ evidenceClass: Fingerprint)
}
