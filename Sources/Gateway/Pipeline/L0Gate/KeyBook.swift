// SPDX-License-Identifier: Apache-2.0

public import Conversation
import Locking
import Synchronization

/// All virtual keys of a gateway, by the digest of what their holders present.
///
/// Safe to use from all event loops. A gateway without virtual keys pays for one look at a number.
public final class KeyBook: Sendable {
    private struct Pages {
        var byDigest: [Fingerprint: KeyState] = [:]
        /// Digests of keys that were taken back or replaced: nobody takes one for a credential of somebody else's.
        var retired: Set<Fingerprint> = []
    }

    private let pages = Locked(Pages())
    private let counted = Atomic<Int>(0)

    public init() {}

    /// Whether there is any key, in force or not.
    public var isEmpty: Bool { count == 0 }

    /// How many keys there are, in force or not.
    public var count: Int { counted.load(ordering: .relaxed) }

    /// What a presented key is.
    public enum Finding: Sendable {
        /// No key that this gateway ever gave out.
        case unknown
        /// One that was taken back or replaced.
        case retired
        case key(KeyState)
    }

    /// Looks a presented key up by its digest; fingerprints compare in constant time.
    public func find(_ digest: Fingerprint) -> Finding {
        guard !isEmpty else { return .unknown }
        return pages.withLock { pages in
            if let state = pages.byDigest[digest] { return .key(state) }
            return pages.retired.contains(digest) ? .retired : .unknown
        }
    }

    /// Takes a key up.
    public func add(_ state: KeyState) {
        let digest = state.key.digest
        edit { pages in
            pages.retired.remove(digest)
            pages.byDigest[digest] = state
        }
    }

    /// Takes up that a digest belonged to a key that is no longer in force.
    public func retire(_ digest: Fingerprint) {
        edit { pages in
            pages.byDigest[digest] = nil
            pages.retired.insert(digest)
        }
    }

    /// Lets a key be presented under another digest from now on.
    public func replace(_ old: Fingerprint, with state: KeyState) {
        let new = state.key.digest
        edit { pages in
            pages.byDigest[old] = nil
            pages.retired.insert(old)
            pages.byDigest[new] = state
        }
    }

    /// The keys in force, by the time at which they were made.
    public var states: [KeyState] {
        let all = pages.withLock { Array($0.byDigest.values) }
        return all.map { ($0, $0.key) }.sorted { ($0.1.created, $0.1.id) < ($1.1.created, $1.1.id) }.map(\.0)
    }

    private func edit(_ change: (inout Pages) -> Void) {
        pages.withLock { pages in
            change(&pages)
            counted.store(pages.byDigest.count + pages.retired.count, ordering: .relaxed)
        }
    }
}
