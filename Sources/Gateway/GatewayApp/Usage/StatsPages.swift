// SPDX-License-Identifier: Apache-2.0

import Conversation
import Ledger
import Storage
import WireFormats

/// The pages about requests: `/debug/stats/prompts` and `/debug/stats/agents`. They cover all that is kept, 400 days.
struct StatsPages: Sendable {
    let reader: UsageReader
    let clock: @Sendable () -> Int64

    // MARK: Prompts

    func prompts(_ limit: Int) async throws(StorageFailure) -> [UInt8] {
        let totals = try await reader.totals(since: 0, now: clock(), by: [.layer, .surface, .tool])
        let recent = limit > 0 ? try await reader.recent(limit) : []
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("total_prompts", integer: Int(Self.sum(totals, \.requests)))
        writer.member("total_deflected_prompts", integer: Int(Self.sum(totals, \.deflected)))
        Self.write("by_layer", totals, &writer) { $0.layer?.metricLabel }
        Self.write("by_surface", totals, &writer) { _ in "gateway" }
        Self.write("by_client", totals, &writer) { $0.surface?.clientLabel }
        Self.write("by_tool", totals, &writer) { $0.tool }
        writer.key("recent")
        writer.beginArray()
        for request in recent { Self.write(request, &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static func sum(_ totals: [UsageTotal], _ field: (UsageSums) -> Int64) -> Int64 {
        totals.reduce(0) { $0 &+ field($1.sums) }
    }

    private static func write(
        _ name: String, _ totals: [UsageTotal], _ writer: inout JSONWriter, by label: (UsageTotal) -> String?
    ) {
        var counts: [String: Int64] = [:]
        for total in totals where total.sums.requests > 0 {
            counts[label(total) ?? "unknown", default: 0] += total.sums.requests
        }
        writer.key(name)
        writer.beginObject()
        for (label, count) in counts.sorted(by: { $0.key < $1.key }) { writer.member(label, integer: Int(count)) }
        writer.endObject()
    }

    private static func write(_ request: Receipt, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("timestamp", string: Timestamp.text(milliseconds: request.time))
        writer.member("request_id", string: request.requestID)
        writer.member("traffic_surface", string: "gateway")
        writer.member("client", string: request.surface.clientLabel)
        writer.member("endpoint_family", string: request.surface.familyLabel)
        writer.member("route", string: request.surface.route)
        writer.member("final_layer", string: request.layer.metricLabel)
        writer.member("deflected", boolean: request.isDeflected)
        writer.member("latency_ms", raw: Self.milliseconds(request.duration).utf8)
        writer.member("status_code", integer: request.status)
        writer.member("tool", string: request.tool)
        if !request.provider.isEmpty { writer.member("provider", string: request.provider) }
        if !request.model.isEmpty { writer.member("model", string: request.model) }
        writer.endObject()
    }

    /// Microseconds as milliseconds with three decimals.
    static func milliseconds(_ microseconds: Int64) -> String {
        let digits = String(microseconds % 1000)
        return "\(microseconds / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
    }

    // MARK: Agents

    func agents() async throws(StorageFailure) -> [UInt8] {
        let totals = try await reader.totals(since: 0, now: clock(), by: [.tool, .layer])
        var tools: [String: (all: UsageSums, exact: Int64, semantic: Int64, misses: Int64)] = [:]
        for total in totals {
            var tool = tools[total.tool ?? "unknown"] ?? (UsageSums(), 0, 0, 0)
            tool.all.add(total.sums)
            if total.layer == .exactCache { tool.exact += total.sums.requests }
            if total.layer == .semanticCache { tool.semantic += total.sums.requests }
            if total.layer == .provider { tool.misses += total.sums.requests }
            tools[total.tool ?? "unknown"] = tool
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("agents")
        writer.beginObject()
        for (name, tool) in tools.sorted(by: { $0.key < $1.key }) {
            writer.key(name)
            writer.beginObject()
            writer.member("requests", integer: Int(tool.all.requests))
            writer.member("cache_hits", integer: Int(tool.exact + tool.semantic))
            writer.member("cache_misses", integer: Int(tool.misses))
            writer.member("l1a_hits", integer: Int(tool.exact))
            writer.member("l1a_misses", integer: Int(tool.semantic + tool.misses))
            writer.member("l1b_hits", integer: Int(tool.semantic))
            writer.member("l1b_misses", integer: Int(tool.misses))
            let average = tool.all.requests > 0 ? tool.all.duration / tool.all.requests : 0
            writer.member("average_latency_ms", raw: Self.milliseconds(average).utf8)
            writer.member("retry_count", integer: Int(tool.all.furtherCalls))
            writer.member("error_count", integer: Int(tool.all.errors))
            writer.member("tokens", integer: Int(tool.all.tokens))
            writer.member("cost_usd", raw: Money(nanos: tool.all.cost).description.utf8)
            writer.member("saved_cost_usd", raw: Money(nanos: tool.all.savedCost).description.utf8)
            writer.endObject()
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}

extension Surface {
    /// The address that the requests of a door come to.
    fileprivate var route: String {
        switch self {
        case .chatCompletions: "/v1/chat/completions"
        case .messages: "/v1/messages"
        case .responses: "/v1/responses"
        case .gemini: "/v1beta/models"
        case .native: "/api/chat"
        }
    }
}
