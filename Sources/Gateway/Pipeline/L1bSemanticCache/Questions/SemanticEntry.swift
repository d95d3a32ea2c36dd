// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

/// A question whose answer is kept in the exact cache.
struct SemanticEntry: Sendable {
    /// What the answer is kept under.
    let identity: Fingerprint
    let subject: SemanticSubject
    let prepared: any PreparedQuestion
    /// When the answer was kept, in milliseconds.
    let storedAt: Int64
    /// Identities of questions that the answer was judged wrong for, the latest last.
    var blocked: [Fingerprint] = []

    /// More pairs than this are not remembered; then the oldest go.
    private static let mostBlocked = 64

    mutating func block(_ identity: Fingerprint) {
        guard !blocked.contains(identity) else { return }
        if blocked.count == Self.mostBlocked { blocked.removeFirst() }
        blocked.append(identity)
    }

    /// The number that the index knows it by: of a digest, so no two are the same.
    var id: UInt64 { Self.id(identity) }
    static func id(_ identity: Fingerprint) -> UInt64 { identity.words.x }

    /// What the entry takes beside its vectors in the index.
    var size: Int { 512 + subject.question.utf8.count + prepared.size + 32 * blocked.count }
}
