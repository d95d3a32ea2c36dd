// SPDX-License-Identifier: Apache-2.0

/// A receipt as `receipt` shows it to a person.
struct ReceiptReport: Sendable {
    let receipt: ReceiptStats

    func lines(on terminal: Terminal) -> [String] {
        var table = TextTable(head: ["", ""])
        func add(_ name: String, _ text: String, _ style: Terminal.Style? = nil) {
            table.add([name, ProvidersReport.clean(text)], styles: style.map { [1: $0] } ?? [:])
        }
        add("request", receipt.requestId)
        add("time", receipt.time)
        add("answered by", layer, receipt.deflected ? .green : nil)
        if !receipt.provider.isEmpty { add("provider", receipt.provider) }
        if !receipt.model.isEmpty { add("model", receipt.model) }
        add("tool", receipt.tool)
        add("status", "\(receipt.status), \(StatsReport.time(receipt.durationMs))")
        add("would have cost", Self.money(receipt.counterfactualUsd))
        add("did cost", Self.money(receipt.actualUsd) + (receipt.estimated ? " (partly estimated)" : ""))
        add("saved", Self.money(receipt.differenceUsd), .green)
        var lines = Array(table.lines(on: terminal).dropFirst())
        if let tokens = receipt.spared { lines += Self.table(tokens).section("SPARED TOKENS", on: terminal) }
        if !receipt.calls.isEmpty { lines += calls(terminal) }
        return lines
    }

    private var layer: String {
        var text = receipt.layer
        if receipt.shared { text += ", shared with another request" }
        if receipt.stale { text += ", past its time" }
        if receipt.heldOut { text += ", held out" }
        return text
    }

    private func calls(_ terminal: Terminal) -> [String] {
        var table = TextTable(
            head: [
                "CALL", "PROVIDER", "MODEL", "STATUS", "TOOK", "INPUT", "CACHED", "WRITTEN 5M", "WRITTEN 1H", "OUTPUT",
                "COST",
            ], numbers: [0, 3, 4, 5, 6, 7, 8, 9, 10])
        for (place, call) in receipt.calls.enumerated() {
            table.add([
                "\(place + 1)", ProvidersReport.clean(call.provider, limit: 20),
                ProvidersReport.clean(call.answeredModel ?? call.model, limit: 40),
                call.status == 0 ? "-" : "\(call.status)", StatsReport.time(call.durationMs),
                StatsReport.grouped(call.tokens.input), StatsReport.grouped(call.tokens.cachedRead),
                StatsReport.grouped(call.tokens.cacheWrite5m), StatsReport.grouped(call.tokens.cacheWrite1h),
                StatsReport.grouped(call.tokens.output),
                (call.billed ? Self.money(call.costUsd) : "-") + (call.estimated ? "*" : ""),
            ])
        }
        return table.section("CALLS", on: terminal)
            + receipt.calls.enumerated().compactMap { place, call in
                call.prefixBreak.map { "call \(place + 1): \(Self.words($0))" }
            }
    }

    /// As: the prompt differs from the turn before in message 3 (user), byte 14,336 to 14,591 of 52,110; …
    private static func words(_ found: ReceiptStats.PrefixBreak) -> String {
        let role = found.role.map { " (\(ProvidersReport.clean($0, limit: 20)))" } ?? ""
        let author = found.changedBy == "gateway" ? "the gateway" : "the client"
        return
            "the prompt differs from the turn before in \(ProvidersReport.clean(found.part, limit: 20)) \(found.index + 1)\(role), "
            + "byte \(StatsReport.grouped(found.firstByte)) to \(StatsReport.grouped(found.endByte - 1)) of "
            + "\(StatsReport.grouped(found.bodyBytes)); changed by \(author). The provider's cache is of use up to there."
    }

    private static func table(_ tokens: ReceiptStats.Tokens) -> TextTable {
        var table = TextTable(head: ["INPUT", "CACHED", "OUTPUT", "OF IT REASONING"], numbers: [0, 1, 2, 3])
        table.add([
            StatsReport.grouped(tokens.input), StatsReport.grouped(tokens.cachedRead),
            StatsReport.grouped(tokens.output), StatsReport.grouped(tokens.reasoning),
        ])
        return table
    }

    private static func money(_ amount: Amount?) -> String { amount?.text ?? "unknown" }
}
