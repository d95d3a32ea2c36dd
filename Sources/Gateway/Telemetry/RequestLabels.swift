// SPDX-License-Identifier: Apache-2.0

/// What a finished request is counted under.
public struct RequestLabels: Sendable, Hashable {
    /// The door that it came through.
    public enum Family: UInt8, Sendable, CaseIterable {
        case openai, anthropic, gemini, cursor, kiro, native, control

        /// The value of the `endpoint_family` label.
        public var label: String {
            switch self {
            case .openai: "openai"
            case .anthropic: "anthropic"
            case .gemini: "gemini"
            case .cursor: "cursor"
            case .kiro: "kiro"
            case .native: "native"
            case .control: "control"
            }
        }

        /// The value of the `client` label.
        public var client: String { self == .native ? "direct" : label }
    }

    /// The layer that answered.
    public enum AnsweredBy: UInt8, Sendable, CaseIterable {
        case gate, exactCache, semanticCache, provider
        /// Answered beside the layers: health, metrics, greetings.
        case controlPlane

        /// The value of the `final_layer` label.
        public var label: String {
            switch self {
            case .gate: "L0_AuthBlocked"
            case .exactCache: "L1a_ExactCache"
            case .semanticCache: "L1b_SemanticCache"
            case .provider: "L3_Cloud"
            case .controlPlane: "ControlPlane"
            }
        }
    }

    public let layer: AnsweredBy
    public let status: UInt16
    public let family: Family
    public let tool: ClientTool

    public init(layer: AnsweredBy, status: Int, family: Family, tool: ClientTool) {
        self.layer = layer
        self.status = UInt16(clamping: status)
        self.family = family
        self.tool = tool
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(
            UInt64(layer.rawValue) << 40 | UInt64(status) << 16 | UInt64(family.rawValue) << 8 | UInt64(tool.rawValue))
    }
}
