// SPDX-License-Identifier: Apache-2.0

/// Which provider and key a session's last answer came from, as long as that one's prompt cache may be warm.
///
/// Bounded; the session that was not used for longest goes. Times are milliseconds of one monotonic clock.
public struct SessionAffinity: Sendable {
    /// Where a session is at home.
    public struct Home: Sendable, Hashable {
        public var member: Int
        public var key: Int?

        public init(member: Int, key: Int?) {
            self.member = member
            self.key = key
        }
    }

    private struct Slot {
        var session: UInt64
        var home: Home
        var usedAt: Int64
        var newer = -1
        var older = -1
    }

    /// How many sessions are remembered.
    public let capacity: Int
    /// How long after its last use a home is forgotten.
    public let lifetime: Int64
    private var slots: ContiguousArray<Slot> = []
    private var places: [UInt64: Int] = [:]
    private var free: ContiguousArray<Int> = []
    private var newest = -1
    private var oldest = -1

    public init(capacity: Int = 4096, lifetime: Int64 = 300_000) {
        self.capacity = max(1, capacity)
        self.lifetime = lifetime
    }

    public var count: Int { places.count }

    /// The session's home, if it was used lately.
    public mutating func home(of session: UInt64, now: Int64) -> Home? {
        guard let place = places[session] else { return nil }
        guard now - slots[place].usedAt < lifetime else {
            drop(place)
            return nil
        }
        return slots[place].home
    }

    /// Remembers a session's home, or that it was used again.
    public mutating func keep(_ home: Home, for session: UInt64, now: Int64) {
        if let place = places[session] {
            slots[place].home = home
            slots[place].usedAt = now
            guard newest != place else { return }
            unlink(place)
            link(place)
            return
        }
        if places.count >= capacity, oldest >= 0 { drop(oldest) }
        let slot = Slot(session: session, home: home, usedAt: now)
        let place = free.popLast() ?? slots.count
        if place == slots.count { slots.append(slot) } else { slots[place] = slot }
        places[session] = place
        link(place)
    }

    private mutating func drop(_ place: Int) {
        unlink(place)
        places[slots[place].session] = nil
        free.append(place)
    }

    private mutating func link(_ place: Int) {
        slots[place].newer = -1
        slots[place].older = newest
        if newest >= 0 { slots[newest].newer = place }
        newest = place
        if oldest < 0 { oldest = place }
    }

    private mutating func unlink(_ place: Int) {
        let (newer, older) = (slots[place].newer, slots[place].older)
        if newer >= 0 { slots[newer].older = older } else { newest = older }
        if older >= 0 { slots[older].newer = newer } else { oldest = newer }
    }
}
