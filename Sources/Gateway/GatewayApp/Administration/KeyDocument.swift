// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import WireFormats

/// What is told about a key, in LiteLLM's words and a few of our own. The key itself is told once, when it is made.
struct KeyDocument {
    let key: VirtualKey
    let spending: KeyState.Spending
    /// What requests under way have reserved.
    let reserved: (cost: Int64, tokens: Int64, requests: Int)
    let wall: Int64

    init(_ state: KeyState, wall: Int64) {
        key = state.key
        spending = state.spending(wall: wall)
        reserved = state.underWay
        self.wall = wall
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("token", string: key.digest.hexadecimal)
        writer.member("key_id", string: key.id)
        writer.member("key_name", string: key.hint)
        writer.member("key_alias", string: key.name)
        writer.member("created_at", string: UTCText.text(key.created))
        write("expires", key.expires.map { UTCText.text($0) }, &writer)
        writer.member("blocked", boolean: key.isBlocked)
        writer.key("models")
        write(key.models.patterns, &writer)
        writer.key("allowed_routes")
        write(key.routes.map(\.rawValue), &writer)
        write("max_budget", dollars: key.budget, &writer)
        write("token_budget", key.tokenBudget, &writer)
        write("budget_duration", key.period == .total ? nil : key.period.rawValue, &writer)
        write("budget_reset_at", key.period.end(of: wall).map { UTCText.text($0) }, &writer)
        write("spend", dollars: spending.cost, &writer)
        writer.member("tokens_used", integer: Int(spending.tokens))
        write("total_spend", dollars: spending.totalCost, &writer)
        writer.member("total_tokens", integer: Int(spending.totalTokens))
        write("reserved", dollars: reserved.cost, &writer)
        writer.member("tokens_reserved", integer: Int(reserved.tokens))
        writer.member("requests_under_way", integer: reserved.requests)
        write("last_active", spending.lastUsed == 0 ? nil : UTCText.text(spending.lastUsed), &writer)
        write("rpm_limit", key.requestsPerMinute, &writer)
        write("tpm_limit", key.tokensPerMinute, &writer)
        write("max_parallel_requests", key.concurrent.map { Int64($0) }, &writer)
        write("user_id", key.user, &writer)
        write("team_id", key.team, &writer)
        writer.member("metadata", raw: key.metadata)
    }

    private func write(_ list: [String], _ writer: inout JSONWriter) {
        writer.beginArray()
        for text in list { writer.string(text) }
        writer.endArray()
    }

    private func write(_ name: String, _ text: String?, _ writer: inout JSONWriter) {
        if let text { writer.member(name, string: text) } else { writer.nullMember(name) }
    }

    private func write(_ name: String, _ number: Int64?, _ writer: inout JSONWriter) {
        if let number { writer.member(name, integer: Int(number)) } else { writer.nullMember(name) }
    }

    /// Nano-dollars as a JSON number of dollars, exactly.
    private func write(_ name: String, dollars nano: Int64?, _ writer: inout JSONWriter) {
        guard let nano else { return writer.nullMember(name) }
        let (whole, rest) = nano.quotientAndRemainder(dividingBy: 1_000_000_000)
        var digits = String(rest)
        digits = String(repeating: "0", count: 9 - digits.count) + digits
        while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
        writer.member(name, raw: Array("\(whole).\(digits)".utf8))
    }
}
