// SPDX-License-Identifier: Apache-2.0

/// A bounded queue in which principals take turns, and each one's entries come in their order.
///
/// All operations take constant time, dropping entries past their deadline aside.
public struct FairQueue<Payload: Sendable>: Sendable {
    /// Who waits.
    public struct Entry: Sendable {
        public let ticket: Int
        public let principal: UInt64?
        /// When waiting is of no use any more.
        public let deadline: Int64
        public let payload: Payload
    }

    private struct Slot {
        var entry: Entry?
        var generation = 0
        var lane = -1
        var next = -1
        var previous = -1
    }

    private struct Lane {
        var principal: UInt64?
        var first = -1
        var last = -1
        /// The lanes with entries form a circle.
        var next = -1
        var previous = -1
    }

    private static var placeBits: Int { 20 }

    /// How many may wait; at most a million.
    public let capacity: Int
    public private(set) var count = 0
    private var slots: ContiguousArray<Slot> = []
    private var freeSlots: ContiguousArray<Int> = []
    private var lanes: ContiguousArray<Lane> = []
    private var freeLanes: ContiguousArray<Int> = []
    private var laneOf: [UInt64?: Int] = [:]
    /// The lane whose turn it is; -1 if nobody waits.
    private var turn = -1

    public init(capacity: Int) { self.capacity = min(max(0, capacity), 1 << Self.placeBits - 1) }

    public var isEmpty: Bool { count == 0 }

    /// Adds an entry and gives its ticket, which no other one ever had; nil if the queue is full.
    public mutating func push(principal: UInt64?, deadline: Int64, payload: Payload) -> Int? {
        guard count < capacity else { return nil }
        let place = freeSlots.popLast() ?? slots.count
        if place == slots.count { slots.append(Slot()) }
        let lane = laneOf[principal] ?? makeLane(principal)
        let ticket = slots[place].generation << Self.placeBits | place
        slots[place].entry = Entry(ticket: ticket, principal: principal, deadline: deadline, payload: payload)
        slots[place].lane = lane
        slots[place].next = -1
        slots[place].previous = lanes[lane].last
        if lanes[lane].last >= 0 { slots[lanes[lane].last].next = place } else { lanes[lane].first = place }
        lanes[lane].last = place
        count += 1
        return ticket
    }

    /// Takes the next entry whose deadline is not over at `now`; those whose is are dropped without a word.
    public mutating func pop(now: Int64) -> Entry? {
        while turn >= 0 {
            let lane = turn
            let place = lanes[lane].first
            guard let entry = slots[place].entry else { return nil }
            let following = lanes[lane].next
            let isLate = entry.deadline <= now
            drop(place)
            guard isLate else {
                // A lane that ended with this entry has passed its turn on already.
                if turn == lane { turn = following }
                return entry
            }
        }
        return nil
    }

    /// Takes an entry out; false if it is no longer in.
    @discardableResult
    public mutating func remove(_ ticket: Int) -> Bool {
        let place = ticket & (1 << Self.placeBits - 1)
        guard ticket >= 0, place < slots.count, slots[place].entry?.ticket == ticket else { return false }
        drop(place)
        return true
    }

    private mutating func drop(_ place: Int) {
        let slot = slots[place]
        if slot.previous >= 0 { slots[slot.previous].next = slot.next } else { lanes[slot.lane].first = slot.next }
        if slot.next >= 0 { slots[slot.next].previous = slot.previous } else { lanes[slot.lane].last = slot.previous }
        slots[place].entry = nil
        slots[place].generation += 1
        freeSlots.append(place)
        count -= 1
        if lanes[slot.lane].first < 0 { dropLane(slot.lane) }
    }

    /// A new lane comes last, just before the one whose turn it is.
    private mutating func makeLane(_ principal: UInt64?) -> Int {
        let lane = freeLanes.popLast() ?? lanes.count
        if lane == lanes.count { lanes.append(Lane()) }
        lanes[lane] = Lane(principal: principal, next: lane, previous: lane)
        if turn >= 0 {
            let previous = lanes[turn].previous
            lanes[lane].next = turn
            lanes[lane].previous = previous
            lanes[previous].next = lane
            lanes[turn].previous = lane
        } else {
            turn = lane
        }
        laneOf[principal] = lane
        return lane
    }

    private mutating func dropLane(_ lane: Int) {
        let (next, previous) = (lanes[lane].next, lanes[lane].previous)
        lanes[previous].next = next
        lanes[next].previous = previous
        if turn == lane { turn = next == lane ? -1 : next }
        laneOf[lanes[lane].principal] = nil
        freeLanes.append(lane)
    }
}
