// SPDX-License-Identifier: Apache-2.0

/// Where the control plane's pages get their contents.
public protocol Reports: Sendable {
    /// The page of `/metrics`, in the Prometheus text format.
    func metricsPage() async -> String
    /// What `/health` tells.
    func health() async -> HealthReport
}
