// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Whoever knows the kept answers, for the administration's routes.
public protocol CacheAdministration: Sendable {
    /// How full the cache is, as JSON.
    func cacheStatistics() async -> [UInt8]
    /// What is kept, newest first, as JSON; at most `limit` answers that are older than the one called `after`.
    func cacheListing(limit: Int, after: Fingerprint?) async -> [UInt8]
    /// One answer with what it says, as JSON; nil if there is none.
    func cacheAnswer(_ identity: Fingerprint) async -> [UInt8]?
    /// Drops one answer; false if there is none.
    func dropAnswer(_ identity: Fingerprint) async -> Bool
    /// Drops all answers that are at least so many seconds old; tells how many those were.
    func purgeCache(olderThan seconds: Int64) async -> Int
    /// Lines of an export, and the answer to go on after; nil when that is all.
    func exportCache(after: Fingerprint?) async -> (lines: [UInt8], next: Fingerprint?)
    /// Takes the lines of an export; tells how many answers were taken and how many were of no use.
    func importCache(_ lines: [UInt8]) async throws(GatewayError) -> (taken: Int, skipped: Int)
}
