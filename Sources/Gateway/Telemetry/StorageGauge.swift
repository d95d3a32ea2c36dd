// SPDX-License-Identifier: Apache-2.0

/// How the state on disk does, for the metrics page.
public struct StorageGauge: Sendable, Hashable {
    /// Whether what comes is written.
    public var isActive = true
    public var written = 0
    public var dropped = 0
    public var refused = 0
    public var commits = 0
    public var failedCommits = 0
    public var waitingBytes = 0
    public var limitBytes = 0
    public var waitNanoseconds: Int64 = 0
    public var longestWaitNanoseconds: Int64 = 0
    public var writerNanoseconds: Int64 = 0

    public init() {}
}

extension PrometheusText {
    /// Writes the series of the state on disk.
    mutating func storage(_ gauge: StorageGauge) {
        metric("isartor_storage_up", "gauge", "1 while what is to be kept is written.")
        sample("isartor_storage_up", [], gauge.isActive ? 1 : 0)
        metric("isartor_storage_entries_total", "counter", "Entries handed over to be kept, by what became of them.")
        for (outcome, count) in [
            ("written", gauge.written), ("dropped", gauge.dropped), ("refused", gauge.refused),
        ] {
            sample("isartor_storage_entries_total", [("outcome", outcome)], count)
        }
        metric("isartor_storage_commits_total", "counter", "Group commits, by outcome.")
        sample("isartor_storage_commits_total", [("outcome", "done")], gauge.commits)
        sample("isartor_storage_commits_total", [("outcome", "failed")], gauge.failedCommits)
        metric("isartor_storage_waiting_bytes", "gauge", "Bytes that wait to be written.")
        sample("isartor_storage_waiting_bytes", [], gauge.waitingBytes)
        metric("isartor_storage_limit_bytes", "gauge", "Bytes that may wait to be written.")
        sample("isartor_storage_limit_bytes", [], gauge.limitBytes)
        metric(
            "isartor_storage_wait_seconds_total", "counter", "How long the oldest entry of each commit waited for it.")
        sample("isartor_storage_wait_seconds_total", [], Double(gauge.waitNanoseconds) / 1e9)
        metric("isartor_storage_longest_wait_seconds", "gauge", "The longest that an entry waited for its commit.")
        sample("isartor_storage_longest_wait_seconds", [], Double(gauge.longestWaitNanoseconds) / 1e9)
        metric("isartor_storage_writer_cpu_seconds_total", "counter", "Processor time of the writing thread.")
        sample("isartor_storage_writer_cpu_seconds_total", [], Double(gauge.writerNanoseconds) / 1e9)
    }
}
