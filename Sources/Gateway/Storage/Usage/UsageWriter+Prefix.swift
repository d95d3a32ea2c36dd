// SPDX-License-Identifier: Apache-2.0

import Conversation
import GRDB
public import Ledger

/// Writes how prompts stand to the earlier turns of their sessions.
extension UsageWriter {
    /// Takes what was found of a prompt, to be written soon; what the database cannot take is dropped and counted.
    public func take(_ event: PrefixEvent) {
        store.submit(
            StateWrite(
                bytes: event.footprint, undone: { [self] in forget() },
                body: { [self] database in try write(event, to: database) }))
    }

    private func write(_ event: PrefixEvent, to database: Database) throws {
        let id = RequestNumber(event.requestID)
        let found = event.prefixBreak
        let (origin, provider, principal) = try words(of: event, origin: id.origin, in: database)
        // A request without an origin of its own has no receipt in which it could be told.
        if let found, let origin {
            try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO usage_prefix_break VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            ).execute(arguments: [
                origin, id.number, event.part, event.time, Int64(found.author.rawValue), Int64(found.part.rawValue),
                found.index, found.role, found.bytes.lowerBound, found.bytes.upperBound, found.bodyBytes,
            ])
            guard database.changesCount == 1 else { return }
        }
        let name = String(event.session.prefix(WordKind.longest))
        // The session's first call may still be under way.
        try database.cachedStatement(
            sql: """
                INSERT INTO usage_session (name, principal, provider, first, last, calls, input, cached_read,
                cache_write, cost, compared, client_breaks, gateway_breaks)
                VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 1, ?, ?) ON CONFLICT DO UPDATE SET compared = compared + 1,
                client_breaks = client_breaks + excluded.client_breaks,
                gateway_breaks = gateway_breaks + excluded.gateway_breaks
                """
        ).execute(arguments: [
            name, principal, provider, event.time, event.time, found?.author == .client ? 1 : 0,
            found?.author == .gateway ? 1 : 0,
        ])
    }
}
