// SPDX-License-Identifier: Apache-2.0

/// Which answers are kept, and how long.
public struct CacheSettings: Sendable, Equatable {
    /// Which caches answer.
    public var mode: CacheMode
    /// How long an answer may be served after it was stored.
    public var timeToLive: Duration
    /// How many answers each cache keeps; the least recently used goes first.
    public var maxEntries: Int
    /// How many bytes all kept answers may take together.
    public var maxBytes: Int
    /// How many bytes one answer may take; a larger one is not kept.
    public var maxEntryBytes: Int
    /// Whether kept answers are on disk as well, so that they outlive the program.
    public var outlivesRestart: Bool
    /// How long after its time an answer may still be served when no provider answers.
    public var staleIfError: Duration
    /// How long after its time an answer may still be served while a new one is fetched.
    public var staleWhileRevalidate: Duration

    init(_ values: SettingValues) {
        mode = values[Self.mode]
        timeToLive = .seconds(values[Self.timeToLiveSeconds])
        maxEntries = values[Self.maxEntries]
        maxBytes = values[Self.maxBytes]
        maxEntryBytes = values[Self.maxEntryBytes]
        outlivesRestart = values[Self.persists]
        staleIfError = .seconds(values[Self.staleIfErrorSeconds])
        staleWhileRevalidate = .seconds(values[Self.staleWhileRevalidateSeconds])
    }

    /// Whether repeats of the same request are answered from the cache.
    public var answersExactRepeats: Bool { mode != .semantic }
}

extension CacheSettings {
    static let mode = Setting<CacheMode>(
        "cache_mode", default: .both, section: .cache,
        """
        `exact` answers repeats of the same request, `semantic` requests that mean the same, `both` either. \
        With `semantic` a repeat counts as meaning the same if its kind of request is compared at all.
        """)

    static let timeToLiveSeconds = Setting(
        "cache_ttl_secs", .integer(1...31_536_000, unit: "seconds"), default: 300, section: .cache,
        "How long an answer may be served after it was stored.")

    static let maxEntries = Setting(
        "cache_max_capacity", .integer(1...100_000_000, unit: "answers"), default: 10_000, section: .cache,
        "How many answers are kept; the least recently used goes first.")

    static let maxBytes = Setting(
        "cache_max_bytes", .integer(0...Int.max, unit: "bytes"), default: 256 << 20, section: .cache,
        "How many bytes all kept answers may take together. 0 keeps none.")

    static let maxEntryBytes = Setting(
        "cache_max_entry_bytes", .integer(0...Int.max, unit: "bytes"), default: 4 << 20, section: .cache,
        "How many bytes one answer may take; a larger one is passed on but not kept.")

    static let persists = Setting(
        "cache_persist", .boolean, default: true, section: .cache,
        """
        Whether kept answers are also written to `answers` in the state folder, within the same bounds, so that \
        they are served again after a restart; and to `semantic.db` the questions of the semantic cache and what it learned.
        """)

    static let staleIfErrorSeconds = Setting(
        "cache_stale_if_error_secs", .integer(0...31_536_000, unit: "seconds"), default: 86_400, section: .cache,
        "How long after its time an answer may still be served, marked stale, when no provider answers. 0 never.")

    static let staleWhileRevalidateSeconds = Setting(
        "cache_stale_while_revalidate_secs", .integer(0...31_536_000, unit: "seconds"), default: 0, section: .cache,
        "How long after its time an answer may still be served, marked stale, while a new one is fetched. 0 never.")

    static let definitions = [
        mode.definition, timeToLiveSeconds.definition, maxEntries.definition, maxBytes.definition,
        maxEntryBytes.definition, persists.definition, staleIfErrorSeconds.definition,
        staleWhileRevalidateSeconds.definition,
    ]
}
