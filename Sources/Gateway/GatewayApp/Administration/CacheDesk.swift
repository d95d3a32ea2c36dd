// SPDX-License-Identifier: Apache-2.0

import ControlPlane
import Conversation
import KeptState
import NIOCore
import Pipeline
import Storage
import WireFormats

/// Shows the exact cache's answers, drops them, and carries them from one gateway to another.
struct CacheDesk: CacheAdministration {
    let cache: ExactCache<ByteBuffer>
    let archive: AnswerArchive?
    let clock: StateClock

    /// An export is handed out in pieces of about this size, in bytes.
    private static let exportPiece = 4 << 20

    // MARK: Looking

    func cacheStatistics() async -> [UInt8] {
        let (memory, disk, limits) = (cache.statistics, cache.shelf.size, cache.limits)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("enabled", boolean: cache.isEnabled)
        writer.member("entries", integer: memory.entries + disk.entries)
        writer.member("max_entries", integer: limits.entries)
        writer.member("bytes", integer: memory.bytes + disk.bytes)
        writer.member("max_bytes", integer: limits.bytes)
        writer.member("entries_in_memory", integer: memory.entries)
        writer.member("entries_on_disk_only", integer: disk.entries)
        writer.member("evictions", integer: memory.evictions)
        writer.member("expirations", integer: memory.expirations)
        writer.member("ttl_secs", integer: Int(limits.lifetime / 1000))
        writer.member("persisted", boolean: archive != nil)
        if let report = archive?.report {
            writer.member("persistence", string: report.state.rawValue)
            writer.member("waiting_bytes", integer: report.waitingBytes)
            writer.member("damaged", integer: report.damaged)
        }
        writer.endObject()
        return writer.bytes
    }

    func cacheListing(limit: Int, after: Fingerprint?) async -> [UInt8] {
        let (page, hasMore) = page(limit: limit, after: after)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("answers")
        writer.beginArray()
        for summary in page { write(summary, &writer) }
        writer.endArray()
        if hasMore, let last = page.last { writer.member("next", string: last.identity.hexadecimal) }
        writer.endObject()
        return writer.bytes
    }

    /// Answers from the newest on; those of the same moment by their names.
    private func page(limit: Int, after: Fingerprint?) -> (page: ArraySlice<CacheSummary>, hasMore: Bool) {
        let all = cache.summaries.sorted {
            ($1.storedAt, $0.identity.hexadecimal) < ($0.storedAt, $1.identity.hexadecimal)
        }
        var rest = all[...]
        if let after {
            // One that is gone meanwhile ends the list rather than beginning it anew.
            guard let place = all.firstIndex(where: { $0.identity == after }) else { return ([], false) }
            rest = all[(place + 1)...]
        }
        return (rest.prefix(limit), rest.count > limit)
    }

    private func write(_ summary: CacheSummary, _ writer: inout JSONWriter) {
        let age = max(0, clock.steady() - summary.storedAt)
        writer.beginObject()
        writer.member("id", string: summary.identity.hexadecimal)
        writer.member("age_secs", integer: Int(age / 1000))
        writer.member("fresh", boolean: age < cache.limits.lifetime)
        writer.member("bytes", integer: summary.bytes)
        switch summary.place {
        case .memory(let provider, let format, let form, let size):
            writer.member("place", string: "memory")
            writer.member("provider", string: provider)
            writer.member("format", string: AnswerLine.word(format))
            writer.member("form", string: AnswerLine.word(form))
            writer.member("size", integer: size)
        case .disk: writer.member("place", string: "disk")
        }
        writer.endObject()
    }

    func cacheAnswer(_ identity: Fingerprint) async -> [UInt8]? { await record(identity).map { AnswerLine.text($0) } }

    private func record(_ identity: Fingerprint) async -> AnswerRecord? {
        if let item = cache.coldItem(identity, now: clock.steady()) {
            guard var record = await archive?.record(identity) else { return nil }
            record.storedAt = wall(item.storedAt)
            return record
        }
        return cache.staleEntry(for: identity, now: clock.steady()).map {
            AnswerRecord($0, identity: identity, storedAt: wall($0.storedAt))
        }
    }

    private func wall(_ steady: Int64) -> Int64 { clock.wall() - clock.steady() + steady }

    // MARK: Dropping

    func dropAnswer(_ identity: Fingerprint) async -> Bool {
        let isDropped = cache.remove(identity)
        // Who is told that it is gone shall not find it again after a crash.
        await archive?.flush()
        return isDropped
    }

    func purgeCache(olderThan seconds: Int64) async -> Int {
        let (age, isTooLarge) = seconds.multipliedReportingOverflow(by: 1000)
        guard !isTooLarge else { return 0 }
        let dropped = cache.removeAll(before: clock.steady() - age + (seconds == 0 ? 1 : 0))
        await archive?.flush()
        return dropped
    }

    // MARK: Carrying over

    func exportCache(after: Fingerprint?) async -> (lines: [UInt8], next: Fingerprint?) {
        var lines = AnswerLine.head + [UInt8(ascii: "\n")]
        var last: Fingerprint?
        for summary in page(limit: .max, after: after).page {
            if let last, lines.count >= Self.exportPiece { return (lines, last) }
            if let record = await record(summary.identity) {
                lines += AnswerLine.text(record) + [UInt8(ascii: "\n")]
            }
            last = summary.identity
        }
        return (lines, nil)
    }

    func importCache(_ lines: [UInt8]) async throws(GatewayError) -> (taken: Int, skipped: Int) {
        var (taken, skipped, number) = (0, 0, 0)
        let now = (steady: clock.steady(), wall: clock.wall())
        for line in lines.split(separator: UInt8(ascii: "\n")) {
            number += 1
            let record: AnswerRecord?
            do throws(AnswerLine.Problem) { record = try AnswerLine.read(line) } catch {
                throw Self.refusal(error, line: number)
            }
            guard let record else { continue }
            // An answer from the future is none; a newer one that is here stays.
            let age = now.wall - record.storedAt
            let storedAt = now.steady - age
            let own = cache.staleEntry(for: record.identity, now: now.steady)
            let isNewer = own.map { $0.storedAt < storedAt } ?? true
            if age >= 0, age < cache.limits.keptLifetime, isNewer,
                cache.keep(record.entry(storedAt: storedAt), for: record.identity)
            {
                taken += 1
            } else {
                skipped += 1
            }
        }
        await archive?.flush()
        return (taken, skipped)
    }

    private static func refusal(_ problem: AnswerLine.Problem, line: Int) -> GatewayError {
        let what =
            switch problem {
            case .unreadable: "is not a line of an export"
            case .newer(let version): "was written by a newer version (form \(version))"
            }
        return GatewayError(
            status: 400, kind: .invalidRequest, code: "invalid_export",
            message: "Line \(line) \(what). Lines before it were taken.")
    }
}
