// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Where the answers of an earlier run can be read.
public protocol ColdStore<Body>: Sendable {
    associatedtype Body: Sendable

    /// Reads an answer that is on the shelf, in another thread, and hands it over there; nil if it is gone or cannot be
    /// read.
    func read(
        _ identity: Fingerprint, _ item: ColdShelf.Item, then take: @escaping @Sendable (CacheEntry<Body>?) -> Void)
}
