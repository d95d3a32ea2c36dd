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

    private final class Shard: Sendable {
        let entries = Locked<[Fingerprint: Entry]>([:])
    }

    private let shards = (0..<16).map { _ in Shard() }

    /// Puts `entry` up unless the question is being answered; then returns who does.
    func lead(_ identity: Fingerprint, _ entry: Entry) -> Entry? {
        shard(identity).entries.withLock { entries in
            if let other = entries[identity] { return other }
            entries[identity] = entry
            return nil
        }
    }

    /// Who answers the question, if somebody does.
    func entry(_ identity: Fingerprint) -> Entry? { shard(identity).entries.withLock { $0[identity] } }

    /// Takes a flight's entry down.
    func remove(_ identity: Fingerprint, _ id: ObjectIdentifier) {
        shard(identity).entries.withLock { entries in
            if entries[identity]?.id == id { entries[identity] = nil }
        }
    }

    private func shard(_ identity: Fingerprint) -> Shard {
        shards[Int(truncatingIfNeeded: identity.words.w & UInt64(shards.count - 1))]
    }
}
