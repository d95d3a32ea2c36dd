// SPDX-License-Identifier: Apache-2.0

/// What happens when providers fail or have too much to do.
public struct ResilienceSettings: Sendable, Equatable {
    /// How often a provider is asked again after an answer that may be better next time.
    public var maxRetries: Int
    /// How long after the first attempt another one may begin.
    public var retryDeadline: Duration
    /// How many failures in a row take a provider's model out.
    public var breakerFailures: Int
    /// How long until one request is let through to see whether it is back.
    public var breakerProbeInterval: Duration
    /// How many requests may wait for a provider that is at its limit.
    public var queueLength: Int
    /// How long a request may wait.
    public var queueTimeout: Duration
    /// How often providers that had no traffic are asked whether they are well; `nil` is never.
    public var healthCheckInterval: Duration?

    init(_ values: SettingValues) {
        maxRetries = values[Self.maxRetries]
        retryDeadline = .seconds(values[Self.retryDeadlineSeconds])
        breakerFailures = values[Self.breakerFailures]
        breakerProbeInterval = .seconds(values[Self.breakerProbeSeconds])
        queueLength = values[Self.queueLength]
        queueTimeout = .milliseconds(values[Self.queueTimeoutMilliseconds])
        let interval = values[Self.healthCheckSeconds]
        healthCheckInterval = interval == 0 ? nil : .seconds(interval)
    }
}

extension ResilienceSettings {
    static let maxRetries = Setting(
        "l3_max_retries", .integer(0...10, unit: "retries"), default: 2, section: .resilience,
        "How often a request is tried again after failures that may pass; other keys and providers come on top.")

    static let retryDeadlineSeconds = Setting(
        "l3_retry_deadline_secs", .integer(1...3600, unit: "seconds"), default: 60, section: .resilience,
        "How long after a request came in another attempt may begin. A client's own timeout can shorten it.")

    static let breakerFailures = Setting(
        "breaker_failures", .integer(1...1000, unit: "failures"), default: 5, section: .resilience,
        "How many failures in a row take a provider's model out of use, so that a dead one costs no time.")

    static let breakerProbeSeconds = Setting(
        "breaker_probe_secs", .integer(1...3600, unit: "seconds"), default: 10, section: .resilience,
        "How often one request is let through to a model that is out of use, to see whether it is back.")

    static let queueLength = Setting(
        "l3_queue_length", .integer(0...1_000_000, unit: "requests"), default: 1024, section: .resilience,
        "How many requests may wait for a provider that is at its limit; more are refused with `Retry-After`.")

    static let queueTimeoutMilliseconds = Setting(
        "l3_queue_timeout_ms", .integer(1...600_000, unit: "milliseconds"), default: 10_000, section: .resilience,
        "How long a request may wait for its turn.")

    static let healthCheckSeconds = Setting(
        "provider_health_check_interval_secs", .integer(0...86_400, unit: "seconds"), default: 300,
        section: .resilience,
        "How often a provider that had no traffic is asked whether it is well, by its own address and key; 0 is never.")

    static let definitions = [
        maxRetries.definition, retryDeadlineSeconds.definition, breakerFailures.definition,
        breakerProbeSeconds.definition, queueLength.definition, queueTimeoutMilliseconds.definition,
        healthCheckSeconds.definition,
    ]
}
