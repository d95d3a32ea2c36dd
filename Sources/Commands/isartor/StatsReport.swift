// SPDX-License-Identifier: Apache-2.0

/// What `stats` shows to a person.
struct StatsReport: Sendable {
    let prompts: PromptStats
    var agents: AgentStats?
    var usage: UsageStats?

    func lines(on terminal: Terminal) -> [String] {
        var lines = totals(terminal)
        lines += counts(prompts.byLayer).section("BY LAYER", on: terminal)
        lines += counts(prompts.byClient).section("BY CLIENT", on: terminal)
        if let agents { lines += table(agents).section("BY TOOL", on: terminal) }
        if let usage { lines += self.usage(usage, terminal) }
        lines += recent.section("LATEST REQUESTS", on: terminal)
        return lines
    }

    private func totals(_ terminal: Terminal) -> [String] {
        let share = Self.percent(prompts.totalDeflectedPrompts, of: prompts.totalPrompts)
        return [
            terminal.styled("\(Self.grouped(prompts.totalPrompts)) requests", .bold)
                + ", \(Self.grouped(prompts.totalDeflectedPrompts)) answered without a provider (\(share))"
        ]
    }

    private func counts(_ counts: [String: Int]) -> TextTable {
        var table = TextTable(head: ["NAME", "REQUESTS", "SHARE"], numbers: [1, 2])
        for (name, count) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            table.add([
                ProvidersReport.clean(name, limit: 40), Self.grouped(count),
                Self.percent(count, of: prompts.totalPrompts),
            ])
        }
        return table
    }

    private func table(_ stats: AgentStats) -> TextTable {
        var table = TextTable(
            head: ["TOOL", "REQUESTS", "HITS", "MISSES", "AVERAGE", "RETRIES", "ERRORS", "TOKENS", "SPENT", "SAVED"],
            numbers: [1, 2, 3, 4, 5, 6, 7, 8, 9])
        for (name, agent) in stats.agents.sorted(by: { ($1.value.requests, $0.key) < ($0.value.requests, $1.key) }) {
            table.add(
                [
                    ProvidersReport.clean(name, limit: 24), Self.grouped(agent.requests), Self.grouped(agent.cacheHits),
                    Self.grouped(agent.cacheMisses), Self.time(agent.averageLatencyMs), Self.grouped(agent.retryCount),
                    Self.grouped(agent.errorCount), Self.grouped(agent.tokens), agent.costUsd.text,
                    agent.savedCostUsd.text,
                ],
                styles: [9: .green])
        }
        return table
    }

    // MARK: Usage

    private func usage(_ usage: UsageStats, _ terminal: Terminal) -> [String] {
        let hours = usage.windowHours == 1 ? "hour" : "\(usage.windowHours) hours"
        let mark = usage.estimatedCalls > 0 ? "*" : ""
        var lines = [
            "", terminal.styled("LAST \(hours.uppercased())", .dim),
            "spent \(terminal.styled(usage.estimatedCostUsd.text + mark, .bold))"
                + ", saved \(terminal.styled(usage.estimatedSavedCostUsd.text, .green))"
                + "; \(Self.grouped(usage.totalPromptTokens)) prompt tokens"
                + " (\(Self.percent(usage.cachedReadTokens, of: usage.totalPromptTokens)) from the providers' caches)"
                + ", \(Self.grouped(usage.totalCompletionTokens)) written",
        ]
        if usage.unpricedCalls + usage.unpricedSavings > 0 {
            lines.append(
                "\(usage.unpricedCalls) calls and \(usage.unpricedSavings) savings have no known price and are in no sum; "
                    + "set usage_pricing")
        }
        if usage.estimatedCalls > 0 {
            lines.append("* the counts of \(usage.estimatedCalls) calls are estimated: their answers broke off")
        }
        let breaks = usage.prefixBreaks
        if breaks.client + breaks.gateway > 0 {
            lines.append(
                "\(Self.grouped(breaks.client + breaks.gateway)) prompts differed from the turn before, so that less of them"
                    + " came from the providers' caches: \(Self.grouped(breaks.client)) by their clients,"
                    + " \(Self.grouped(breaks.gateway)) by the gateway; `isartor receipt` shows where")
        }
        lines += entries(usage).section("BY DAY AND MODEL", on: terminal)
        if let holdout = usage.holdout { lines += effect(holdout, terminal) }
        lines += sessions(usage).section("LATEST SESSIONS", on: terminal)
        return lines
    }

    private func entries(_ usage: UsageStats) -> TextTable {
        var table = TextTable(
            head: ["DAY", "PROVIDER", "MODEL", "REQUESTS", "SPARED", "PROMPT", "CACHED", "WRITTEN", "SPENT", "SAVED"],
            numbers: [3, 4, 5, 6, 7, 8, 9])
        for entry in usage.entries {
            let spent =
                entry.unpricedCalls > 0 && entry.estimatedCostUsd.dollars == 0 ? "unknown" : entry.estimatedCostUsd.text
            table.add(
                [
                    ProvidersReport.clean(entry.day, limit: 10), ProvidersReport.clean(entry.provider, limit: 20),
                    ProvidersReport.clean(entry.model, limit: 40), Self.grouped(entry.requestsTotal),
                    Self.grouped(entry.deflectedTotal), Self.grouped(entry.promptTokens),
                    Self.percent(entry.cachedReadTokens, of: entry.promptTokens), Self.grouped(entry.completionTokens),
                    spent + (entry.estimatedCalls > 0 ? "*" : ""), entry.estimatedSavedCostUsd.text,
                ],
                styles: [9: .green])
        }
        return table
    }

    private func effect(_ holdout: UsageStats.Holdout, _ terminal: Terminal) -> [String] {
        var table = TextTable(head: ["ARM", "REQUESTS", "SPARED", "SPENT", "A REQUEST"], numbers: [1, 2, 3, 4])
        for (name, arm) in [("served", holdout.served), ("held out", holdout.heldOut)] {
            table.add([
                name, Self.grouped(arm.requests), Self.grouped(arm.deflected), arm.costUsd.text,
                arm.costPerRequestUsd?.text ?? "-",
            ])
        }
        let measured =
            holdout.measuredSavedCostUsd.map { ["measured saving: \(terminal.styled($0.text, .green))"] } ?? []
        return table.section("HOLD-OUT", on: terminal) + measured
    }

    private func sessions(_ usage: UsageStats) -> TextTable {
        var table = TextTable(
            head: ["SESSION", "PROVIDER", "CALLS", "PROMPT", "CACHED", "BREAKS", "SPENT"], numbers: [2, 3, 4, 5, 6])
        for session in usage.sessions {
            table.add([
                ProvidersReport.clean(session.session, limit: 36), ProvidersReport.clean(session.provider, limit: 20),
                Self.grouped(session.calls), Self.grouped(session.promptTokens),
                session.cachedShare.map { "\(Int(($0 * 100).rounded())) %" } ?? "-",
                session.comparedPrompts > 0 ? Self.grouped(session.clientBreaks + session.gatewayBreaks) : "-",
                session.costUsd.text,
            ])
        }
        return table
    }

    private var recent: TextTable {
        var table = TextTable(
            head: ["TIME", "LAYER", "STATUS", "TOOK", "TOOL", "MODEL", "REQUEST"], numbers: [2, 3])
        for request in prompts.recent {
            table.add(
                [
                    ProvidersReport.clean(String(request.timestamp.prefix(19).replacing("T", with: " "))),
                    ProvidersReport.clean(request.finalLayer, limit: 20), "\(request.statusCode)",
                    Self.time(request.latencyMs), ProvidersReport.clean(request.tool, limit: 20),
                    ProvidersReport.clean(request.model ?? "", limit: 32), ProvidersReport.clean(request.requestId),
                ],
                styles: [1: request.deflected ? .green : .dim, 2: request.statusCode < 400 ? .dim : .red])
        }
        return table
    }

    // MARK: Numbers

    /// 1234567 as 1,234,567.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "-" }
        let thousandths = (part * 1000 + whole / 2) / whole
        return "\(thousandths / 10).\(thousandths % 10) %"
    }

    static func time(_ milliseconds: Double) -> String {
        if milliseconds >= 1000 { return "\((milliseconds / 100).rounded() / 10) s" }
        if milliseconds >= 10 { return "\(Int(milliseconds.rounded())) ms" }
        return "\((milliseconds * 100).rounded() / 100) ms"
    }
}
