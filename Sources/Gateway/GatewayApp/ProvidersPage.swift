// SPDX-License-Identifier: Apache-2.0

import Providers
import Settings
import WireFormats

/// The page of `/debug/providers`: the chain as it is configured and as it does. Keys are masked.
struct ProvidersPage {
    let settings: ProviderSettings
    /// One for each member of the chain.
    let reports: [MemberReport]
    /// Seconds since 1970, and the milliseconds beyond them.
    let wall: (seconds: Int64, milliseconds: Int64)

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("active_provider", string: settings.name.rawValue)
        writer.member("offline", boolean: settings.isOffline)
        writer.key("providers")
        writer.beginArray()
        for (member, report) in zip(settings.chain, reports) { write(member, report, &writer) }
        if settings.name == .synthetic { writeSynthetic(&writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// Simulated answers have no state.
    private func writeSynthetic(_ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", string: settings.name.rawValue)
        writer.member("active", boolean: true)
        writer.member("status", string: "healthy")
        writer.member("model", string: settings.model)
        writer.endObject()
    }

    private func write(_ member: ChainedProvider, _ report: MemberReport, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", string: report.id)
        writer.member("active", boolean: member.isPrimary)
        writer.member("status", string: report.status.rawValue)
        writer.member("model", string: member.model)
        writer.member("endpoint", string: member.address.map { String($0.prefix { $0 != "?" }) } ?? "")
        writer.member("api_key_configured", boolean: !member.keys.isEmpty)
        writer.member("endpoint_configured", boolean: member.url != nil)
        if member.name == .azure {
            if let deployment = member.azureDeployment { writer.member("azure_deployment_id", string: deployment) }
            writer.member("azure_api_version", string: member.azureAPIVersion)
        }
        writer.member("requests_total", integer: report.requests)
        writer.member("errors_total", integer: report.errors)
        writer.member("error_rate", raw: Self.decimal(report.errorShare))
        if let firstByte = report.firstByte { writer.member("first_byte_ms", raw: Self.decimal(firstByte)) }
        writer.member("in_flight", integer: report.inFlight)
        if let limit = report.limit { writer.member("limit", integer: limit) }
        writer.member("waiting", integer: report.waiting)
        if let age = report.lastSuccessAge { writer.member("last_success", string: time(-age)) }
        if let age = report.lastErrorAge { writer.member("last_error", string: time(-age)) }
        if let word = report.lastErrorWord { writer.member("last_error_message", string: word) }
        writer.member("key_rotation_strategy", string: member.rotation.rawValue)
        writer.member("key_cooldown_secs", integer: Int(member.cooldown.components.seconds))
        writer.key("keys")
        writer.beginArray()
        for (key, state) in zip(member.keys, report.keys) { write(key, state, &writer) }
        writer.endArray()
        writer.key("breakers")
        writer.beginArray()
        for breaker in report.breakers { write(breaker, &writer) }
        writer.endArray()
        writer.endObject()
    }

    private func write(_ key: ProviderKeySettings, _ report: KeyReport, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("masked_key", string: key.key.masked)
        if !key.label.isEmpty { writer.member("label", string: key.label) }
        writer.member("priority", integer: key.priority)
        let status = report.isRejected ? "rejected" : report.restsFor == nil ? "available" : "cooling_down"
        writer.member("status", string: status)
        writer.member("requests_total", integer: report.requests)
        writer.member("rate_limit_total", integer: report.rateLimits)
        if let age = report.lastUsedAge { writer.member("last_used", string: time(-age)) }
        if let rest = report.restsFor { writer.member("cooldown_until", string: time(rest)) }
        writer.endObject()
    }

    private func write(_ breaker: BreakerReport, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("model", string: breaker.model ?? "(others)")
        let state =
            switch breaker.state {
            case .closed: "closed"
            case .open: "open"
            case .halfOpen: "half_open"
            }
        writer.member("state", string: state)
        if let rest = breaker.refusesFor { writer.member("until_secs", raw: Self.decimal(Double(rest) / 1000)) }
        writer.endObject()
    }

    /// A number with three places.
    private static func decimal(_ value: Double) -> [UInt8] { Array("\((value * 1000).rounded() / 1000)".utf8) }

    /// The time so many milliseconds from now.
    private func time(_ offset: Int64) -> String {
        let all = wall.seconds * 1000 + wall.milliseconds + offset
        return Timestamp.text(seconds: Int(all / 1000), milliseconds: Int(all % 1000))
    }
}
