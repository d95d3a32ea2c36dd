// SPDX-License-Identifier: Apache-2.0

/// The page that `/metrics` answers with.
public struct MetricsPage: Sendable {
    /// What the page tells beside the event loops' counts.
    public struct Gauges: Sendable {
        public var cacheEntries = 0
        public var cacheBytes = 0
        public var cacheLimitBytes = 0
        public var cacheEvictions = 0
        public var cacheExpirations = 0
        /// The operator's providers, in their order.
        public var providers: [ProviderGauge] = []
        /// The semantic cache, where there is one.
        public var semantic: SemanticGauge?
        /// The encoder, where one is wanted.
        public var encoder: EncoderGauge?
        /// The state on disk, where the gateway keeps any.
        public var storage: StorageGauge?
        public var spending = SpendingGauges()
        public var uptimeSeconds = 0
        public var version = ""

        public init() {}
    }

    /// The page's text.
    public static func text(_ metrics: Metrics, _ gauges: Gauges) -> String {
        var page = PrometheusText()
        requests(metrics, &page)
        layers(metrics, &page)
        caches(metrics, gauges, &page)
        page.metric("isartor_errors_total", "counter", "Failures by error class.")
        for (word, count) in metrics.errors.sorted(by: { $0.key < $1.key }) {
            page.sample("isartor_errors_total", [("layer", "L3_Cloud"), ("error_class", word)], count)
        }
        retries(metrics, &page)
        providers(gauges.providers, &page)
        if let semantic = gauges.semantic { page.semantic(semantic) }
        if let encoder = gauges.encoder { page.encoder(encoder) }
        if let storage = gauges.storage { page.storage(storage) }
        page.spending(gauges.spending)
        page.metric("isartor_requests_in_flight", "gauge", "Requests that wait for their answer.")
        page.sample("isartor_requests_in_flight", [], metrics.inFlight)
        page.metric("isartor_client_connections", "gauge", "Open client connections.")
        page.sample("isartor_client_connections", [], metrics.connections)
        page.metric("isartor_upstream_connections", "gauge", "Open upstream connections.")
        page.sample("isartor_upstream_connections", [], metrics.upstreamConnections)
        page.metric(
            "isartor_shared_requests_total", "counter",
            "Requests that listened along while the same was answered for another.")
        page.sample("isartor_shared_requests_total", [], metrics.shared)
        page.metric(
            "isartor_client_retries_total", "counter", "Requests that a client's library sent again.")
        page.sample("isartor_client_retries_total", [], metrics.clientRetries)
        page.metric("isartor_abandoned_requests_total", "counter", "Answers that clients left before they ended.")
        page.sample("isartor_abandoned_requests_total", [], metrics.abandoned)
        page.metric("isartor_uptime_seconds", "gauge", "Seconds since the gateway started.")
        page.sample("isartor_uptime_seconds", [], gauges.uptimeSeconds)
        page.metric("isartor_build_info", "gauge", "Always 1; the version is the label.")
        page.sample("isartor_build_info", [("version", gauges.version)], 1)
        return page.text
    }

    private static func requests(_ metrics: Metrics, _ page: inout PrometheusText) {
        let series = metrics.requests.sorted { order($0.key) < order($1.key) }
        page.metric("isartor_requests_total", "counter", "Finished requests.")
        for (labels, histogram) in series {
            page.sample("isartor_requests_total", pairs(labels), histogram.total)
        }
        page.metric(
            "isartor_request_duration_seconds", "histogram", "From the request's head to the answer's last byte.")
        for (labels, histogram) in series {
            page.histogram("isartor_request_duration_seconds", pairs(labels), histogram)
        }
    }

    private static func layers(_ metrics: Metrics, _ page: inout PrometheusText) {
        page.metric("isartor_layer_duration_seconds", "histogram", "Time that a layer took.")
        for (layer, histogram) in metrics.layers.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            page.histogram("isartor_layer_duration_seconds", [("layer_name", layer.label)], histogram)
        }
    }

    private static func retries(_ metrics: Metrics, _ page: inout PrometheusText) {
        page.metric("isartor_retries_total", "counter", "Requests that took more than one attempt.")
        for (retry, count) in metrics.retries.sorted(by: { $0.key < $1.key }) {
            let labels = [
                ("operation", "L3_Cloud_LLM"), ("attempts", String(retry.attempts)),
                ("outcome", retry.succeeded ? "success" : "exhausted"),
            ]
            page.sample("isartor_retries_total", labels, count)
        }
    }

    private static func providers(_ providers: [ProviderGauge], _ page: inout PrometheusText) {
        func series(_ name: String, _ type: String, _ help: String, _ value: (ProviderGauge) -> Int) {
            page.metric(name, type, help)
            for provider in providers { page.sample(name, [("provider", provider.name)], value(provider)) }
        }
        series("isartor_provider_requests_total", "counter", "Requests to a provider that have ended.") { $0.requests }
        series("isartor_provider_errors_total", "counter", "Those that the provider failed.") { $0.errors }
        series("isartor_provider_in_flight", "gauge", "Requests that a provider is answering.") { $0.inFlight }
        series("isartor_provider_waiting", "gauge", "Requests that wait for a provider.") { $0.waiting }
        series("isartor_provider_failing", "gauge", "1 while a provider does badly.") { $0.isFailing ? 1 : 0 }
        series("isartor_provider_open_breakers", "gauge", "Models of a provider that are not asked.") {
            $0.openBreakers
        }
        series("isartor_provider_resting_keys", "gauge", "Keys of a provider that are not used.") { $0.restingKeys }
    }

    private static func caches(_ metrics: Metrics, _ gauges: Gauges, _ page: inout PrometheusText) {
        page.metric("isartor_cache_events_total", "counter", "Cache look-ups by outcome.")
        for outcome in Metrics.CacheOutcome.allCases {
            for (tool, count) in (metrics.cacheEvents[outcome] ?? [:]).sorted(by: { $0.key.rawValue < $1.key.rawValue })
            {
                let labels = [("cache_layer", "l1a"), ("outcome", "\(outcome)"), ("tool", tool.label)]
                page.sample("isartor_cache_events_total", labels, count)
            }
        }
        let layer = [("cache_layer", "l1a")]
        page.metric("isartor_cache_entries", "gauge", "Entries that are kept.")
        page.sample("isartor_cache_entries", layer, gauges.cacheEntries)
        page.metric("isartor_cache_bytes", "gauge", "Bytes that the entries take.")
        page.sample("isartor_cache_bytes", layer, gauges.cacheBytes)
        page.metric("isartor_cache_limit_bytes", "gauge", "Bytes that the entries may take.")
        page.sample("isartor_cache_limit_bytes", layer, gauges.cacheLimitBytes)
        page.metric("isartor_cache_evictions_total", "counter", "Entries that had to make room.")
        page.sample("isartor_cache_evictions_total", layer, gauges.cacheEvictions)
        page.metric("isartor_cache_expirations_total", "counter", "Entries that outlived their time.")
        page.sample("isartor_cache_expirations_total", layer, gauges.cacheExpirations)
    }

    private static func pairs(_ labels: RequestLabels) -> [(String, String)] {
        [
            ("final_layer", labels.layer.label), ("status_code", String(labels.status)), ("traffic_surface", "gateway"),
            ("client", labels.family.client), ("endpoint_family", labels.family.label), ("tool", labels.tool.label),
        ]
    }

    private static func order(_ labels: RequestLabels) -> Int {
        ((Int(labels.family.rawValue) * 16 + Int(labels.layer.rawValue)) * 1000 + Int(labels.status)) * 32
            + Int(labels.tool.rawValue)
    }
}
