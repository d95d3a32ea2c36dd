// SPDX-License-Identifier: Apache-2.0

/// What a gateway tells of its cache.
struct CacheStatus: Decodable, Equatable {
    var enabled: Bool
    var entries: Int
    var maxEntries: Int
    var bytes: Int
    var maxBytes: Int
    var entriesInMemory: Int
    var entriesOnDiskOnly: Int
    var evictions: Int
    var expirations: Int
    var ttlSecs: Int
    var persisted: Bool
    /// How the file is doing, where there is one.
    var persistence: String?
    /// Answers that were found to be damaged on the disk.
    var damaged: Int?

    /// The status for a person.
    var lines: [String] {
        guard enabled else { return ["The exact cache is switched off."] }
        let file = persisted ? "kept over a restart (\(persistence ?? "active"))" : "in memory only"
        var lines = [
            "Answers     \(entries) of \(maxEntries), \(entriesInMemory) in memory, \(entriesOnDiskOnly) on disk only",
            "Bytes       \(bytes) of \(maxBytes)", "Served for  \(ttlSecs) s", "Answers are \(file)",
            "Gone        \(evictions) to make room, \(expirations) past their time",
        ]
        if let damaged, damaged > 0 { lines.append("Damaged     \(damaged) on the disk, which are asked for again") }
        return lines
    }
}
