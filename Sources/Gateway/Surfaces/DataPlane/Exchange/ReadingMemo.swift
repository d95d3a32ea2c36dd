// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The fast lane's memory: what the reader found in bodies that came before, byte for byte.
///
/// A request whose bytes, principal and identity headers are all known needs no reading: its identity was worked out
/// when the same bytes came first. A fixed number of places; a newer body takes the place of an older one.
struct ReadingMemo {
    /// What was found in a body.
    struct Finding {
        var identity: Fingerprint
        var streams: Bool
        var wantsStreamUsage: Bool
    }

    private struct Place {
        var key: Fingerprint
        var finding: Finding
    }

    /// A power of two. A place takes 96 bytes, so all take 3 MiB an event loop, from the first request on.
    private static let size = 32_768
    private var places: ContiguousArray<Place?> = []

    /// What was found in the body behind `key`, if it is remembered.
    func finding(_ key: Fingerprint) -> Finding? {
        guard !places.isEmpty, let place = places[Self.index(key)], place.key == key else { return nil }
        return place.finding
    }

    mutating func remember(_ finding: Finding, for key: Fingerprint) {
        if places.isEmpty { places = ContiguousArray(repeating: nil, count: Self.size) }
        places[Self.index(key)] = Place(key: key, finding: finding)
    }

    private static func index(_ key: Fingerprint) -> Int {
        Int(truncatingIfNeeded: key.words.z & UInt64(size - 1))
    }
}
