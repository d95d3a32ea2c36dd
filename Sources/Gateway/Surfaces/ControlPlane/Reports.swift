// SPDX-License-Identifier: Apache-2.0

public import WireFormats

/// Where the control plane's pages get their contents.
public protocol Reports: Sendable {
    /// The page of `/metrics`, in the Prometheus text format.
    func metricsPage() async -> String
    /// What `/health` tells.
    func health() async -> HealthReport
    /// The page of `/debug/providers`, as JSON.
    func providersPage() async -> [UInt8]
    /// The models that clients may ask for: the configured one, then what aliases stand for, then the aliases.
    func models() async -> [ModelList.Entry]
}
