// SPDX-License-Identifier: Apache-2.0

import ControlPlane
import Conversation
import DataPlane
import KeptState
import Locking
import NIOCore
import Pipeline
import Providers
import Settings
import Storage
import Telemetry
import WireFormats

/// Gathers what the control plane's pages tell from the parts of the gateway.
final class GatewayReports: Reports {
    private let assembly: Assembly
    private let started = NIODeadline.now()
    private let dataPlane = Locked<DataPlane?>(nil)

    init(assembly: Assembly) { self.assembly = assembly }

    /// Tells whose counts to report, once it runs.
    func attach(_ running: DataPlane) { dataPlane.withLock { $0 = running } }

    private var uptimeSeconds: Int { Int((NIODeadline.now() - started).nanoseconds / 1_000_000_000) }

    private func counts() async -> Metrics {
        await dataPlane.withLock { $0 }?.metrics() ?? Metrics()
    }

    func metricsPage() async -> String {
        let cache = assembly.cache.statistics
        var gauges = MetricsPage.Gauges()
        gauges.cacheEntries = cache.entries
        gauges.cacheBytes = cache.bytes
        gauges.cacheLimitBytes = assembly.cache.limits.bytes
        gauges.cacheEvictions = cache.evictions
        gauges.cacheExpirations = cache.expirations
        gauges.providers = providerGauges
        gauges.semantic = assembly.dataPlane.semantic.map {
            SemanticGauge($0.report, store: assembly.questions?.report, judging: assembly.meaning.judging)
        }
        gauges.encoder = assembly.meaning.gauge
        gauges.storage = StorageGauge(assembly.state.report)
        gauges.spending = spendingGauges
        gauges.uptimeSeconds = uptimeSeconds
        gauges.version = ProductVersion.current
        return MetricsPage.text(await counts(), gauges)
    }

    private var spendingGauges: SpendingGauges {
        var gauges = SpendingGauges()
        gauges.keys = assembly.book.states.count
        let wall = Timestamp.wall().seconds
        gauges.quotas = assembly.quotas.providers.flatMap { provider in
            assembly.quotas.lines(provider, wall: wall).map { line in
                SpendingGauges.Quota(
                    provider: provider, window: line.window.rawValue, unit: line.unit.rawValue, used: Int(line.used),
                    reserved: Int(line.reserved), limit: Int(line.limit))
            }
        }
        return gauges
    }

    private var providerReports: [MemberReport] {
        guard assembly.settings.provider.name != .synthetic else { return [] }
        let now = Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000)
        let count = assembly.settings.provider.chain.count
        return Array(assembly.dataPlane.states.reports(now: now).prefix(count))
    }

    private var providerGauges: [ProviderGauge] {
        providerReports.map { report in
            var gauge = ProviderGauge(name: report.id)
            gauge.requests = report.requests
            gauge.errors = report.errors
            gauge.inFlight = report.inFlight
            gauge.waiting = report.waiting
            gauge.isFailing = report.status == .failing
            gauge.openBreakers = report.breakers.count { $0.state != .closed }
            gauge.restingKeys = report.keys.count { $0.restsFor != nil }
            return gauge
        }
    }

    func health() async -> HealthReport {
        let counts = await counts()
        var requests: UInt64 = 0
        var deflected: UInt64 = 0
        for (labels, histogram) in counts.requests where labels.family != .control {
            requests += histogram.total
            if labels.layer == .exactCache || labels.layer == .semanticCache { deflected += histogram.total }
        }
        let storage = assembly.state.report
        return HealthReport(
            version: ProductVersion.current, uptimeSeconds: uptimeSeconds,
            exactCache: assembly.cache.isEnabled && assembly.settings.cache.answersExactRepeats ? "active" : "disabled",
            semanticCache: semanticState,
            provider: providerState,
            requests: Int(requests), deflected: Int(deflected), storage: storage.state.rawValue,
            storageReason: storage.state == .off ? nil : storage.reason ?? storage.setAside?.text)
    }

    private var semanticState: String {
        guard let semantic = assembly.dataPlane.semantic else {
            return assembly.meaning.problem == nil ? "disabled" : "unavailable"
        }
        return semantic.isServing ? "serving" : "shadow"
    }

    func providersPage() async -> [UInt8] {
        ProvidersPage(settings: assembly.settings.provider, reports: providerReports, wall: Timestamp.wall()).json
    }

    func usagePage(_ page: UsagePage) async -> Result<[UInt8], GatewayError> {
        let path = assembly.state.database?.path ?? ""
        return await UsagePages(
            reader: UsageReader(assembly.state), settings: assembly.settings.usage, path: path,
            quotas: assembly.quotas, clock: Timestamp.milliseconds
        ).page(page)
    }

    func models() async -> [ModelList.Entry] {
        let provider = assembly.settings.provider
        let owner = provider.name.rawValue
        let aliases = provider.modelAliases.sorted { $0.key < $1.key }
        var entries: [ModelList.Entry] = []
        func add(_ id: String, _ owner: String) {
            if !id.isEmpty, !entries.contains(where: { $0.id == id }) { entries.append(.init(id: id, owner: owner)) }
        }
        for link in provider.chain { add(link.model, link.name.rawValue) }
        for (_, target) in aliases { add(target, owner) }
        for (name, _) in aliases { add(name, "alias:\(owner)") }
        return entries
    }

    private var providerState: String {
        let provider = assembly.settings.provider
        if provider.isOffline { return "offline" }
        if provider.name == .synthetic { return "synthetic" }
        return provider.apiKey != nil || provider.url != nil ? "active" : "no_api_key"
    }
}
