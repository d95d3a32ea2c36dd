// SPDX-License-Identifier: Apache-2.0

/// How one provider of the chain does, for the metrics page.
public struct ProviderGauge: Sendable, Hashable {
    public var name: String
    public var requests = 0
    public var errors = 0
    public var inFlight = 0
    public var waiting = 0
    public var isFailing = false
    public var openBreakers = 0
    public var restingKeys = 0

    public init(name: String) { self.name = name }
}
