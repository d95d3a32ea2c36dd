// SPDX-License-Identifier: Apache-2.0

import ControlPlane
import Conversation
import Ledger
import Pipeline
import Settings
import Storage
import WireFormats

/// The pages about what was used, saved and asked, as JSON.
struct UsagePages: Sendable {
    let reader: UsageReader
    let settings: UsageSettings
    /// The database's file, where there is one.
    let path: String
    /// The providers' quotas, as they stand now.
    let quotas: QuotaBook
    let clock: @Sendable () -> Int64

    /// A page, or why there is none.
    func page(_ page: UsagePage) async -> Result<[UInt8], GatewayError> {
        do throws(StorageFailure) {
            switch page {
            case .usage(let hours): return .success(try await usage(hours ?? settings.windowHours))
            case .breakdown(let hours): return .success(try await breakdown(hours ?? settings.windowHours))
            case .prompts(let limit): return .success(try await StatsPages(reader: reader, clock: clock).prompts(limit))
            case .agents: return .success(try await StatsPages(reader: reader, clock: clock).agents())
            case .receipt(let id):
                guard let receipt = try await reader.receipt(id) else { return .failure(Self.noReceipt) }
                return .success(ReceiptPage(receipt: receipt).json)
            }
        } catch {
            return .failure(
                GatewayError(
                    status: 503, kind: .unavailable, code: "ledger_unavailable",
                    message: "The usage ledger cannot be read: \(error)"))
        }
    }

    private static var noReceipt: GatewayError {
        GatewayError(
            status: 404, kind: .notFound, code: "receipt_not_found",
            message:
                "The ledger has no request of this id. Ids are in X-Isartor-Request-Id; entries are kept for usage_retention_days."
        )
    }

    private func since(_ hours: Int) -> Int64 { clock() - Int64(hours) * 3_600_000 }

    // MARK: Usage

    private func usage(_ hours: Int) async throws(StorageFailure) -> [UInt8] {
        let (now, since) = (clock(), since(hours))
        let entries = try await reader.totals(since: since, now: now, by: [.day, .provider, .model])
        let layers = try await reader.totals(since: since, now: now, by: [.layer])
        let arms = try await reader.totals(since: since, now: now, by: [.arm])
        let sessions = try await reader.sessions(10, since: since)
        let breaks = try await reader.prefixBreaks(since: since)
        var sum = UsageSums()
        for entry in entries { sum.add(entry.sums) }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("window_hours", integer: hours)
        writer.member("usage_log_path", string: path)
        writer.member("retention_days", integer: settings.retentionDays)
        writer.member("total_requests", integer: Int(sum.requests))
        writer.member("total_deflected_requests", integer: Int(sum.deflected))
        writer.member("total_prompt_tokens", integer: Int(sum.prompt))
        writer.member("total_completion_tokens", integer: Int(sum.output))
        writer.member("total_tokens", integer: Int(sum.tokens))
        writer.member("estimated_cost_usd", raw: Money(nanos: sum.cost).description.utf8)
        writer.member("estimated_saved_cost_usd", raw: Money(nanos: sum.savedCost).description.utf8)
        writer.member("deflection_rate", raw: Self.share(sum.deflected, of: sum.requests).utf8)
        Self.write(more: sum, &writer)
        writer.key("entries")
        writer.beginArray()
        for entry in entries.sorted(by: Self.order) { Self.write(entry, &writer) }
        writer.endArray()
        writer.key("layers")
        writer.beginArray()
        for layer in layers { Self.write(layer: layer, &writer) }
        writer.endArray()
        Self.write(arms: arms, &writer)
        writer.key("prefix_breaks")
        writer.beginObject()
        for author in PrefixBreak.Author.allCases { writer.member("\(author)", integer: breaks[author] ?? 0) }
        writer.endObject()
        writer.key("sessions")
        writer.beginArray()
        for session in sessions { Self.write(session, &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private func breakdown(_ hours: Int) async throws(StorageFailure) -> [UInt8] {
        let rows = try await reader.totals(since: since(hours), now: clock(), by: [.provider, .model])
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("window_hours", integer: hours)
        writer.key("rows")
        writer.beginArray()
        for row in rows.sorted(by: { $0.sums.cost > $1.sums.cost }) {
            writer.beginObject()
            writer.member("provider", string: row.provider ?? "")
            writer.member("model", string: row.model ?? "")
            Self.write(counts: row.sums, &writer)
            writer.endObject()
        }
        writer.endArray()
        QuotaStatus(book: quotas, wall: clock() / 1000).write(to: &writer)
        writer.endObject()
        return writer.bytes
    }

    private static func order(_ left: UsageTotal, _ right: UsageTotal) -> Bool {
        (left.day ?? 0, left.provider ?? "", left.model ?? "") < (
            right.day ?? 0, right.provider ?? "", right.model ?? ""
        )
    }

    private static func write(_ entry: UsageTotal, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("day", string: CivilDay.text(entry.day ?? 0))
        writer.member("provider", string: entry.provider ?? "")
        writer.member("model", string: entry.model ?? "")
        write(counts: entry.sums, &writer)
        writer.endObject()
    }

    private static func write(counts sums: UsageSums, _ writer: inout JSONWriter) {
        writer.member("prompt_tokens", integer: Int(sums.prompt))
        writer.member("completion_tokens", integer: Int(sums.output))
        writer.member("total_tokens", integer: Int(sums.tokens))
        writer.member("requests_total", integer: Int(sums.requests))
        writer.member("deflected_total", integer: Int(sums.deflected))
        writer.member("estimated_cost_usd", raw: Money(nanos: sums.cost).description.utf8)
        writer.member("estimated_saved_cost_usd", raw: Money(nanos: sums.savedCost).description.utf8)
        write(more: sums, &writer)
    }

    /// What the original's pages do not have.
    private static func write(more sums: UsageSums, _ writer: inout JSONWriter) {
        writer.member("calls", integer: Int(sums.calls))
        writer.member("input_tokens", integer: Int(sums.input))
        writer.member("cached_read_tokens", integer: Int(sums.cachedRead))
        writer.member("cache_write_5m_tokens", integer: Int(sums.cacheWrite5m))
        writer.member("cache_write_1h_tokens", integer: Int(sums.cacheWrite1h))
        writer.member("reasoning_tokens", integer: Int(sums.reasoning))
        writer.member("saved_prompt_tokens", integer: Int(sums.savedPrompt))
        writer.member("saved_completion_tokens", integer: Int(sums.savedOutput))
        writer.member("estimated_calls", integer: Int(sums.estimatedCalls))
        writer.member("unpriced_calls", integer: Int(sums.unpricedCalls))
        writer.member("unpriced_savings", integer: Int(sums.unpricedSavings))
    }

    private static func write(layer: UsageTotal, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("layer", string: layer.layer?.header ?? "")
        writer.member("requests", integer: Int(layer.sums.requests))
        writer.member("saved_tokens", integer: Int(layer.sums.savedPrompt + layer.sums.savedOutput))
        writer.member("saved_cost_usd", raw: Money(nanos: layer.sums.savedCost).description.utf8)
        writer.member("cost_usd", raw: Money(nanos: layer.sums.cost).description.utf8)
        writer.endObject()
    }

    /// The two arms of the hold-out, where there is one, and what the comparison says.
    private static func write(arms: [UsageTotal], _ writer: inout JSONWriter) {
        guard let held = arms.first(where: { $0.isHoldout == true })?.sums, held.requests > 0,
            let served = arms.first(where: { $0.isHoldout == false })?.sums
        else { return }
        let effect = HoldoutEffect(served: served, held: held)
        writer.key("holdout")
        writer.beginObject()
        for (name, arm) in [("served", served), ("held_out", held)] {
            writer.key(name)
            writer.beginObject()
            writer.member("requests", integer: Int(arm.requests))
            writer.member("deflected", integer: Int(arm.deflected))
            writer.member("cost_usd", raw: Money(nanos: arm.cost).description.utf8)
            if let cost = HoldoutEffect.costPerRequest(arm) {
                writer.member("cost_per_request_usd", raw: cost.description.utf8)
            }
            writer.endObject()
        }
        if let saved = effect.saved { writer.member("measured_saved_cost_usd", raw: saved.description.utf8) }
        writer.endObject()
    }

    private static func write(_ session: SessionUsage, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("session", string: session.name)
        writer.member("provider", string: session.provider)
        writer.member("last", string: Timestamp.text(milliseconds: session.last))
        writer.member("calls", integer: Int(session.calls))
        writer.member("prompt_tokens", integer: Int(session.input + session.cachedRead + session.cacheWrite))
        writer.member("cached_read_tokens", integer: Int(session.cachedRead))
        if let cached = session.cachedShare { writer.member("cached_share", raw: share(of: cached).utf8) }
        writer.member("cost_usd", raw: session.cost.description.utf8)
        writer.member("compared_prompts", integer: Int(session.compared))
        writer.member("client_breaks", integer: Int(session.clientBreaks))
        writer.member("gateway_breaks", integer: Int(session.gatewayBreaks))
        writer.endObject()
    }

    private static func share(of tenThousandths: Int64) -> String { share(tenThousandths, of: 10_000) }

    /// A share with four decimals.
    static func share(_ part: Int64, of whole: Int64) -> String {
        guard whole > 0 else { return "0" }
        let share = part * 10_000 / whole
        let digits = String(share % 10_000)
        return "\(share / 10_000)." + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
