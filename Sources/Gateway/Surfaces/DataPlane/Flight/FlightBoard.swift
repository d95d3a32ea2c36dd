// SPDX-License-Identifier: Apache-2.0

import Conversation
import Locking
import NIOCore

/// The questions that providers are answering now, by identity, for all event loops: who asks the same joins.
///
/// Holds one entry for each open question, so it is bounded by the open requests.
final class FlightBoard: Sendable {
    struct Entry: Sendable {
        let id: ObjectIdentifier
        let flight: NIOLoopBound<Flight>
        let eventLoop: any EventLoop
        let form: FlightForm
    }

    private struct Open {
        var entries: [Fingerprint: Entry] = [:]
        /// How many have been taken down.
        var ended = 0
    }

    private final class Shard: Sendable {
        let open = Locked(Open())
    }

    private let shards = (0..<16).map { _ in Shard() }

    /// Puts `entry` up unless the question is being answered; then returns who does.
    func lead(_ identity: Fingerprint, _ entry: Entry) -> Entry? {
        shard(identity).open.withLock { open in
            if let other = open.entries[identity] { return other }
            open.entries[identity] = entry
            return nil
        }
    }

    /// Whether somebody answers the question now.
    func isAnswering(_ identity: Fingerprint) -> Bool { shard(identity).open.withLock { $0.entries[identity] != nil } }

    /// A number that changes whenever a question like this one may have been answered: while it stays, another look into
    /// the cache finds nothing new.
    func mark(_ identity: Fingerprint) -> Int { shard(identity).open.withLock { $0.ended } }

    /// Takes a flight's entry down.
    func remove(_ identity: Fingerprint, _ id: ObjectIdentifier) {
        shard(identity).open.withLock { open in
            guard open.entries[identity]?.id == id else { return }
            open.entries[identity] = nil
            open.ended &+= 1
        }
    }

    private func shard(_ identity: Fingerprint) -> Shard {
        shards[Int(truncatingIfNeeded: identity.words.w & UInt64(shards.count - 1))]
    }
}
