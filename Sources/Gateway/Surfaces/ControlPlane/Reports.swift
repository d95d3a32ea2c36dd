// SPDX-License-Identifier: Apache-2.0

public import Conversation
public import WireFormats

/// Where the control plane's pages get their contents.
public protocol Reports: Sendable {
    /// The page of `/metrics`, in the Prometheus text format.
    func metricsPage() async -> String
    /// What `/health` tells.
    func health() async -> HealthReport
    /// The page of `/debug/providers`, as JSON.
    func providersPage() async -> [UInt8]
    /// A page about what was used, as JSON, or why there is none.
    func usagePage(_ page: UsagePage) async -> Result<[UInt8], GatewayError>
    /// The models that clients may ask for: the configured one, then what aliases stand for, then the aliases.
    func models() async -> [ModelList.Entry]
}
