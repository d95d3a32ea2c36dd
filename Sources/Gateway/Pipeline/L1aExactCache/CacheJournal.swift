// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Who writes down what an exact cache keeps, so that it outlives the program.
///
/// Told in the order in which things happen to an identity, with a lock of the cache held: it must not wait, and must not
/// ask the cache.
public protocol CacheJournal<Body>: Sendable {
    associatedtype Body: Sendable

    /// An answer was kept, in the place of an older one if there was one.
    func kept(_ entry: CacheEntry<Body>, for identity: Fingerprint)

    /// An answer is gone from memory: it had to make room, its time is over, or somebody removed it.
    func dropped(_ identity: Fingerprint)
}
