// SPDX-License-Identifier: Apache-2.0

import Conversation
import GRDB
import Pipeline

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Virtual keys as rows.
enum KeyRow {
    static func key(_ row: Row) -> VirtualKey? {
        let digest: Data = row["digest"]
        guard let digest = Fingerprint(bytes: Array(digest)), let period = BudgetPeriod(rawValue: row["period"]) else {
            return nil
        }
        var key = VirtualKey(
            id: row["id"], digest: digest, hint: row["hint"], name: row["name"], created: row["created"])
        key.expires = row["expires"]
        key.revoked = row["revoked"]
        key.isBlocked = row["blocked"]
        key.models = ModelRule(list(row["models"]))
        key.routes = list(row["routes"]).compactMap { KeyRoute(rawValue: $0) }
        key.requestsPerMinute = row["requests_per_minute"]
        key.tokensPerMinute = row["tokens_per_minute"]
        key.concurrent = row["concurrent"]
        key.budget = row["budget"]
        key.tokenBudget = row["token_budget"]
        key.period = period
        key.metadata = Array((row["metadata"] as String).utf8)
        key.user = row["user"]
        key.team = row["team"]
        return key
    }

    static func write(_ key: VirtualKey, to database: Database) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO virtual_keys (
                    id, digest, hint, name, created, expires, revoked, blocked, models, routes, requests_per_minute,
                    tokens_per_minute, concurrent, budget, token_budget, period, metadata, user, team
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                key.id, Data(key.digest.bytes), key.hint, key.name, key.created, key.expires, key.revoked,
                key.isBlocked,
                text(key.models.patterns), text(key.routes.map(\.rawValue)), key.requestsPerMinute,
                key.tokensPerMinute, key.concurrent, key.budget, key.tokenBudget, key.period.rawValue,
                String(decoding: key.metadata, as: UTF8.self), key.user, key.team,
            ])
    }

    static func spending(_ row: Row) -> KeyState.Spending {
        var spending = KeyState.Spending()
        spending.cost = row["cost"]
        spending.tokens = row["tokens"]
        spending.periodStart = row["period_start"]
        spending.totalCost = row["total_cost"]
        spending.totalTokens = row["total_tokens"]
        spending.lastUsed = row["last_used"]
        return spending
    }

    static func write(_ spending: KeyState.Spending, of id: String, to database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO virtual_key_spending
                    (id, cost, tokens, period_start, total_cost, total_tokens, last_used) VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            id, spending.cost, spending.tokens, spending.periodStart, spending.totalCost, spending.totalTokens,
            spending.lastUsed,
        ])
    }

    private static func list(_ text: String) -> [String] {
        (try? JSONDecoder().decode([String].self, from: Data(text.utf8))) ?? []
    }

    private static func text(_ list: [String]) -> String {
        (try? JSONEncoder().encode(list)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }
}
