// SPDX-License-Identifier: Apache-2.0

/// The providers of a chain as `providers` shows them to a person.
struct ProvidersReport: Sendable {
    let status: ProvidersStatus

    /// A row for each provider, in the order in which they are asked.
    var table: TextTable {
        var table = TextTable(
            head: [
                "", "PROVIDER", "STATUS", "MODEL", "REQUESTS", "ERRORS", "IN FLIGHT", "FIRST BYTE", "KEYS", "ENDPOINT",
            ],
            numbers: [4, 5, 6, 7, 8])
        for provider in status.providers {
            table.add(
                [
                    provider.active == true ? "*" : "", Self.clean(provider.name), Self.clean(provider.state),
                    Self.clean(provider.model, limit: 32), "\(provider.requestsTotal ?? 0)",
                    "\(provider.errorsTotal ?? 0)", provider.load,
                    provider.firstByteMs.map { "\(Int($0.rounded())) ms" } ?? "-", provider.usableKeys,
                    Self.clean(provider.endpoint ?? "-"),
                ],
                styles: [2: Self.style(provider.state), 9: .dim])
        }
        return table
    }

    /// What is worth more than a cell: keys that are pooled or rest, breakers that are not closed, the last error.
    func details(on terminal: Terminal) -> [String] {
        status.providers.flatMap { provider -> [String] in
            let lines = keys(provider, terminal) + breakers(provider, terminal) + lastError(provider)
            return lines.isEmpty ? [] : ["", terminal.styled(Self.clean(provider.name), .bold)] + lines
        }
    }

    // MARK: Details

    private func keys(_ provider: ProviderStatus, _ terminal: Terminal) -> [String] {
        let keys = provider.keys ?? []
        guard keys.count > 1 || keys.contains(where: { $0.status != "available" }) else { return [] }
        var table = TextTable(
            head: ["KEY", "LABEL", "PRIORITY", "STATUS", "REQUESTS", "RATE LIMITS", "UNTIL"], numbers: [2, 4, 5])
        for key in keys {
            table.add(
                [
                    Self.clean(key.maskedKey), Self.clean(key.label ?? "-"), key.priority.map { "\($0)" } ?? "-",
                    Self.clean(key.status.replacing("_", with: " ")), "\(key.requestsTotal ?? 0)",
                    "\(key.rateLimitTotal ?? 0)", Self.clean(key.cooldownUntil ?? ""),
                ],
                styles: [3: Self.style(key.status)])
        }
        let way = provider.keyRotationStrategy == "priority" ? "by priority" : "in turn"
        return ["  \(keys.count) key\(keys.count == 1 ? "" : "s"), used \(way)"]
            + table.lines(on: terminal).map { "  " + $0 }
    }

    private func breakers(_ provider: ProviderStatus, _ terminal: Terminal) -> [String] {
        (provider.breakers ?? []).filter { $0.state != "closed" }.map { breaker in
            let state = terminal.styled(Self.clean(breaker.state.replacing("_", with: " ")), .red)
            let until = breaker.untilSecs.map { ", next probe in \(Int($0.rounded(.up))) s" } ?? ""
            return "  breaker of \(Self.clean(breaker.model)): \(state)\(until)"
        }
    }

    private func lastError(_ provider: ProviderStatus) -> [String] {
        guard let time = provider.lastError else { return [] }
        let message = provider.lastErrorMessage.map { ": " + Self.clean($0, limit: 240) } ?? ""
        let success = provider.lastSuccess.map { "; last success at " + Self.clean($0) } ?? ""
        return ["  last error at \(Self.clean(time))\(message)\(success)"]
    }

    /// Text from outside, fit for a terminal: no control characters, no more than `limit` letters.
    static func clean(_ text: String, limit: Int = 120) -> String {
        let isControl = { (scalar: Unicode.Scalar) in scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) }
        let printable = String(
            String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? " " : $0 }))
        return printable.count > limit ? printable.prefix(limit - 1) + "…" : printable
    }

    private static func style(_ status: String) -> Terminal.Style {
        switch status {
        case "healthy", "available": .green
        case "failing", "rejected", "open", "no key": .red
        case "cooling_down", "half open": .yellow
        default: .dim
        }
    }
}

extension ProviderStatus {
    /// The status, or what the breaker of its own model makes of it.
    fileprivate var state: String {
        let breaker = breakers?.first { $0.model == model }?.state
        if let breaker, breaker != "closed" { return breaker.replacing("_", with: " ") }
        return status
    }

    /// Requests under way of those allowed, and those that wait.
    fileprivate var load: String {
        guard let inFlight else { return "-" }
        let most = limit.map { "/\($0)" } ?? ""
        let queue = (waiting ?? 0) > 0 ? " +\(waiting ?? 0)" : ""
        return "\(inFlight)\(most)\(queue)"
    }

    /// Keys that can be used now of all there are.
    fileprivate var usableKeys: String {
        guard let keys, !keys.isEmpty else { return apiKeyConfigured == true ? "1" : "-" }
        return "\(keys.count { $0.status == "available" })/\(keys.count)"
    }
}
