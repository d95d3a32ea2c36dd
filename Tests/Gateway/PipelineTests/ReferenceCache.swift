// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

@testable import Pipeline

/// A slow and plain cache with the exact cache's promises: a list in the order of use.
struct ReferenceCache {
    struct Rendition: Hashable {
        var format: WireFormat
        var form: AnswerCodec.Form
        var size: Int
        var body: String
    }

    struct Entry {
        var identity: Fingerprint
        var storedAt: Int64
        var renditions: [Rendition]

        var cost: Int {
            CacheEntry<String>.overhead + renditions.reduce(0) { $0 + $1.size } + 64 * (renditions.count - 1)
        }
    }

    let limits: ExactCache<String>.Limits
    /// The most recently used one is the last.
    private(set) var entries: [Entry] = []
    private(set) var evictions = 0
    private(set) var expirations = 0

    init(limits: ExactCache<String>.Limits) { self.limits = limits }

    var bytes: Int { entries.reduce(0) { $0 + $1.cost } }

    mutating func entry(_ identity: Fingerprint, now: Int64, isStaleWelcome: Bool = false) -> Entry? {
        guard let place = entries.firstIndex(where: { $0.identity == identity }) else { return nil }
        let age = now - entries[place].storedAt
        if age >= limits.lifetime + limits.staleLifetime {
            entries.remove(at: place)
            expirations += 1
            return nil
        }
        guard isStaleWelcome || age < limits.lifetime else { return nil }
        let entry = entries.remove(at: place)
        entries.append(entry)
        return entry
    }

    mutating func keep(_ entry: Entry) -> Bool {
        guard limits.lifetime > 0, entry.renditions[0].size <= limits.entryBytes, entry.cost <= limits.bytes else {
            return false
        }
        entries.removeAll { $0.identity == entry.identity }
        entries.append(entry)
        evict()
        return true
    }

    mutating func add(_ rendition: Rendition, to identity: Fingerprint, storedAt: Int64) {
        guard rendition.size <= limits.entryBytes,
            let place = entries.firstIndex(where: { $0.identity == identity && $0.storedAt == storedAt })
        else { return }
        var entry = entries[place]
        guard !entry.renditions.contains(where: { $0.format == rendition.format && $0.form == rendition.form }) else {
            return
        }
        entry.renditions.append(rendition)
        guard entry.cost <= limits.bytes else { return }
        entries.remove(at: place)
        entries.append(entry)
        evict()
    }

    mutating func remove(_ identity: Fingerprint) -> Bool {
        guard let place = entries.firstIndex(where: { $0.identity == identity }) else { return false }
        entries.remove(at: place)
        return true
    }

    private mutating func evict() {
        while bytes > limits.bytes || entries.count > limits.entries {
            entries.removeFirst()
            evictions += 1
        }
    }
}
