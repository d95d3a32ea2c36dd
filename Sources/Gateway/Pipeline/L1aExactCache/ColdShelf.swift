// SPDX-License-Identifier: Apache-2.0

public import Conversation
public import Locking
public import Synchronization

/// The answers of an earlier run that are on disk and not yet in memory: which there are, not what they say.
///
/// An answer leaves the shelf when it is asked for, replaced, or has to make room; the oldest goes first. Safe to use from
/// all event loops; an empty shelf costs one look at a number.
public final class ColdShelf: Sendable {
    /// What is known of an answer without reading it.
    public struct Item: Sendable, Hashable {
        /// When it was kept, in milliseconds of the clock that the cache counts by.
        public var storedAt: Int64
        /// The bytes that it is charged with.
        public var bytes: Int

        @inlinable
        public init(storedAt: Int64, bytes: Int) {
            self.storedAt = storedAt
            self.bytes = bytes
        }
    }

    @usableFromInline
    struct Items {
        @usableFromInline var byIdentity: [Fingerprint: Item] = [:]
        /// By age, the oldest last; those that have left are still in it.
        @usableFromInline var order: [Fingerprint] = []
        @usableFromInline var bytes = 0

        @inlinable
        init() {}
    }

    @usableFromInline let items = Locked(Items())
    @usableFromInline let count = Atomic<Int>(0)

    @inlinable
    public init() {}

    @inlinable
    public var isEmpty: Bool { count.load(ordering: .relaxed) == 0 }

    /// Puts an earlier run's answers up.
    public func put(_ found: [(identity: Fingerprint, item: Item)]) {
        items.withLock { items in
            for (identity, item) in found where items.byIdentity[identity] == nil {
                items.byIdentity[identity] = item
                items.bytes += item.bytes
            }
            items.order = items.byIdentity.sorted { $0.value.storedAt > $1.value.storedAt }.map(\.key)
            count.store(items.byIdentity.count, ordering: .relaxed)
        }
    }

    /// What is known of an answer.
    @inlinable
    public func item(_ identity: Fingerprint) -> Item? {
        isEmpty ? nil : items.withLock { $0.byIdentity[identity] }
    }

    /// Takes an answer from the shelf; nil if it is not there any more.
    @inlinable
    @discardableResult
    public func take(_ identity: Fingerprint) -> Item? {
        isEmpty ? nil : items.withLock { take(identity, &$0) }
    }

    /// The answer that has been there longest.
    var oldest: Fingerprint? {
        items.withLock { items in
            while let last = items.order.last {
                if items.byIdentity[last] != nil { return last }
                items.order.removeLast()
            }
            return nil
        }
    }

    /// How many answers there are, and what they are charged with.
    public var size: (entries: Int, bytes: Int) { items.withLock { ($0.byIdentity.count, $0.bytes) } }

    /// All of them.
    public var all: [(identity: Fingerprint, item: Item)] {
        items.withLock { $0.byIdentity.map { ($0.key, $0.value) } }
    }

    @inlinable
    func take(_ identity: Fingerprint, _ items: inout Items) -> Item? {
        guard let item = items.byIdentity.removeValue(forKey: identity) else { return nil }
        items.bytes -= item.bytes
        count.store(items.byIdentity.count, ordering: .relaxed)
        return item
    }
}
