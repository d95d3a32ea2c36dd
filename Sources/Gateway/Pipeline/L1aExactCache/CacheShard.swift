// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// One shard of the exact cache: a dictionary into a list that is ordered by use.
@usableFromInline
struct CacheShard<Body: Sendable> {
    @usableFromInline
    struct Slot {
        @usableFromInline var identity: Fingerprint
        @usableFromInline var entry: CacheEntry<Body>?
        @usableFromInline var newer: Int
        @usableFromInline var older: Int

        @inlinable
        init(identity: Fingerprint, entry: CacheEntry<Body>?, newer: Int, older: Int) {
            self.identity = identity
            self.entry = entry
            self.newer = newer
            self.older = older
        }
    }

    @inlinable static var none: Int { -1 }

    @usableFromInline let maximumEntries: Int
    @usableFromInline let maximumBytes: Int
    @usableFromInline var slots: ContiguousArray<Slot> = []
    @usableFromInline var places: [Fingerprint: Int] = [:]
    @usableFromInline var free: ContiguousArray<Int> = []
    @usableFromInline var newest = -1
    @usableFromInline var oldest = -1
    @usableFromInline var statistics = ExactCache<Body>.Statistics()
    @usableFromInline let journal: (any CacheJournal<Body>)?

    @inlinable
    init(entries: Int, bytes: Int, journal: (any CacheJournal<Body>)? = nil) {
        maximumEntries = entries
        maximumBytes = bytes
        self.journal = journal
    }

    /// The entry if it is younger than `lifetime`; one that is not younger than `kept` is dropped.
    @inlinable
    mutating func entry(for identity: Fingerprint, now: Int64, lifetime: Int64, kept: Int64) -> CacheEntry<Body>? {
        guard let place = places[identity], let entry = slots[place].entry else { return nil }
        let age = now - entry.storedAt
        guard age < lifetime else {
            guard age >= kept else { return nil }
            drop(place)
            journal?.dropped(identity)
            statistics.expirations += 1
            return nil
        }
        touch(place)
        return entry
    }

    /// Keeps an entry; `isNew` unless it is one that the journal knows.
    @inlinable
    mutating func keep(_ entry: CacheEntry<Body>, for identity: Fingerprint, isNew: Bool = true) -> Bool {
        guard entry.cost <= maximumBytes else { return false }
        if let place = places[identity] { drop(place) }
        makeRoom(for: entry.cost, entries: 1)
        let place = free.popLast() ?? slots.count
        let slot = Slot(identity: identity, entry: entry, newer: Self.none, older: Self.none)
        if place == slots.count { slots.append(slot) } else { slots[place] = slot }
        places[identity] = place
        link(place)
        statistics.entries += 1
        statistics.bytes += entry.cost
        if isNew { journal?.kept(entry, for: identity) }
        return true
    }

    @inlinable
    mutating func add(_ rendition: CacheEntry<Body>.Rendition, to identity: Fingerprint, storedAt: Int64) {
        guard let place = places[identity], let old = slots[place].entry, old.storedAt == storedAt,
            old.rendition(rendition.format, rendition.form) == nil
        else { return }
        let entry = old.adding(rendition)
        guard entry.cost <= maximumBytes else { return }
        slots[place].entry = entry
        statistics.bytes += entry.cost - old.cost
        touch(place)
        while statistics.bytes > maximumBytes, oldest != place, oldest != Self.none { evictOldest() }
    }

    @inlinable
    mutating func remove(_ identity: Fingerprint) -> Bool {
        guard let place = places[identity] else { return false }
        drop(place)
        journal?.dropped(identity)
        return true
    }

    @inlinable
    mutating func makeRoom(for bytes: Int, entries: Int) {
        while oldest != Self.none,
            statistics.bytes + bytes > maximumBytes || statistics.entries + entries > maximumEntries
        {
            evictOldest()
        }
    }

    @inlinable
    mutating func evictOldest() {
        let identity = slots[oldest].identity
        drop(oldest)
        journal?.dropped(identity)
        statistics.evictions += 1
    }

    @inlinable
    mutating func drop(_ place: Int) {
        unlink(place)
        places[slots[place].identity] = nil
        statistics.entries -= 1
        statistics.bytes -= slots[place].entry?.cost ?? 0
        slots[place].entry = nil
        free.append(place)
    }

    /// Drops everything that was kept before `moment`.
    mutating func removeAll(before moment: Int64) -> Int {
        var removed = 0
        for place in slots.indices {
            guard let entry = slots[place].entry, entry.storedAt < moment else { continue }
            let identity = slots[place].identity
            drop(place)
            journal?.dropped(identity)
            removed += 1
        }
        return removed
    }

    /// What there is.
    var summaries: [CacheSummary] {
        slots.compactMap { slot in
            slot.entry.map { entry in
                CacheSummary(
                    identity: slot.identity, storedAt: entry.storedAt, bytes: entry.cost,
                    place: .memory(
                        provider: entry.provider, format: entry.original.format, form: entry.original.form,
                        size: entry.original.size))
            }
        }
    }

    // MARK: The list

    @inlinable
    mutating func touch(_ place: Int) {
        guard newest != place else { return }
        unlink(place)
        link(place)
    }

    @inlinable
    mutating func link(_ place: Int) {
        slots[place].newer = Self.none
        slots[place].older = newest
        if newest != Self.none { slots[newest].newer = place }
        newest = place
        if oldest == Self.none { oldest = place }
    }

    @inlinable
    mutating func unlink(_ place: Int) {
        let (newer, older) = (slots[place].newer, slots[place].older)
        if newer != Self.none { slots[newer].older = older } else { newest = older }
        if older != Self.none { slots[older].newer = newer } else { oldest = newer }
    }
}
