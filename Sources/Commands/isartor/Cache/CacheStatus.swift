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

    /// The status for a person.
    var lines: [String] {
        guard enabled else { return ["The exact cache is switched off."] }
        let file = persisted ? "kept over a restart (\(persistence ?? "active"))" : "in memory only"
        return [
            "Answers     \(entries) of \(maxEntries), \(entriesInMemory) in memory, \(entriesOnDiskOnly) on disk only",
            "Bytes       \(bytes) of \(maxBytes)", "Served for  \(ttlSecs) s", "Answers are \(file)",
            "Gone        \(evictions) to make room, \(expirations) past their time",
        ]
    }
}
