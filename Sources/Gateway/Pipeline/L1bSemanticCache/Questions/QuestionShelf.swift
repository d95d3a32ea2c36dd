// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

/// The kept questions by number, bounded in bytes; the one used longest ago goes first.
struct QuestionShelf {
    private struct Slot {
        var entry: SemanticEntry
        var newer: UInt64?
        var older: UInt64?
    }

    let limit: Int
    private var slots: [UInt64: Slot] = [:]
    private var newest: UInt64?
    private var oldest: UInt64?
    private(set) var bytes = 0
    var count: Int { slots.count }

    init(limit: Int) { self.limit = limit }

    subscript(id: UInt64) -> SemanticEntry? { slots[id]?.entry }

    /// Puts an entry up, in place of an older one of the same identity, whose blocked pairs stay blocked. Returns the
    /// entries that had to go; nil if it alone is too large.
    mutating func put(_ entry: SemanticEntry) -> [SemanticEntry]? {
        guard entry.size <= limit else { return nil }
        var entry = entry
        if let before = remove(entry.id) { entry.blocked = before.blocked }
        var gone: [SemanticEntry] = []
        while bytes + entry.size > limit, let oldest, let removed = remove(oldest) { gone.append(removed) }
        slots[entry.id] = Slot(entry: entry)
        bytes += entry.size
        link(entry.id)
        return gone
    }

    mutating func remove(_ id: UInt64) -> SemanticEntry? {
        guard let slot = slots[id] else { return nil }
        unlink(id)
        slots[id] = nil
        bytes -= slot.entry.size
        return slot.entry
    }

    /// Notes that an entry was of use.
    mutating func touch(_ id: UInt64) {
        guard slots[id] != nil, newest != id else { return }
        unlink(id)
        link(id)
    }

    /// Notes a pair that was judged wrong. What that takes is made room for with the next entry.
    mutating func block(_ pair: Fingerprint, for id: UInt64) {
        guard let before = slots[id]?.entry.size else { return }
        slots[id]?.entry.block(pair)
        bytes += (slots[id]?.entry.size ?? before) - before
    }

    /// All entries, for reports.
    var all: [SemanticEntry] { slots.values.map(\.entry) }

    private mutating func link(_ id: UInt64) {
        slots[id]?.newer = nil
        slots[id]?.older = newest
        if let newest { slots[newest]?.newer = id }
        newest = id
        if oldest == nil { oldest = id }
    }

    private mutating func unlink(_ id: UInt64) {
        let (newer, older) = (slots[id]?.newer, slots[id]?.older)
        if let newer { slots[newer]?.older = older } else { newest = older }
        if let older { slots[older]?.newer = newer } else { oldest = newer }
    }
}
