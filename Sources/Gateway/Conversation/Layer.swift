// SPDX-License-Identifier: Apache-2.0

/// A layer of the deflection stack, as told to clients and metrics.
public enum Layer: UInt8, Sendable, Hashable, CaseIterable {
    /// The gate: refused before anything looked at the request.
    case gate
    /// The exact cache.
    case exactCache
    /// The semantic cache.
    case semanticCache
    /// A provider.
    case provider

    /// The value of `X-Isartor-Layer`.
    public var header: String {
        switch self {
        case .gate: "l0"
        case .exactCache: "l1a"
        case .semanticCache: "l1b"
        case .provider: "l3"
        }
    }

    /// The value of the `final_layer` and `layer_name` metric labels.
    public var metricLabel: String {
        switch self {
        case .gate: "L0_AuthBlocked"
        case .exactCache: "L1a_ExactCache"
        case .semanticCache: "L1b_SemanticCache"
        case .provider: "L3_Cloud"
        }
    }

    /// Whether an answer of this layer spared a provider call.
    public var deflects: Bool {
        self == .exactCache || self == .semanticCache
    }
}
