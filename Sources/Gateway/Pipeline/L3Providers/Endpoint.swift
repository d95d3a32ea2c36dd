// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Where a provider answers: a host, a path and the wire format that is spoken there.
public struct Endpoint: Sendable, Hashable {
    /// The provider's lower-case name.
    public let provider: String
    public let format: WireFormat
    public let isEncrypted: Bool
    public let host: String
    public let port: Int
    /// The path with its query, if the configured URL has one.
    public let target: String

    /// Reads a provider's URL, which may be the whole endpoint or the base that a client library takes; nil if it is
    /// no absolute http or https URL.
    public init?(provider: String, format: WireFormat, url: String) {
        guard let parts = URLParts(url) else { return nil }
        self.provider = provider
        self.format = format
        isEncrypted = parts.isEncrypted
        host = parts.host
        port = parts.port
        target = Self.completed(parts.path, format) + parts.query
    }

    /// The value of the `Host` header.
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isEncrypted ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// Whether the endpoint is on this machine.
    public var isLoopback: Bool { LoopbackHost.matches(host) }

    private static func completed(_ path: String, _ format: WireFormat) -> String {
        var base = path[...]
        while base.hasSuffix("/") { base.removeLast() }
        switch format {
        case .openAIResponses:
            if base.hasSuffix("/responses") { return String(base) }
            return base.isEmpty ? "/v1/responses" : base + "/responses"
        case .gemini: return String(base)
        case .openAIChat, .native:
            if base.hasSuffix("/chat/completions") { return String(base) }
            return base.isEmpty ? "/v1/chat/completions" : base + "/chat/completions"
        case .anthropicMessages:
            if base.hasSuffix("/messages") { return String(base) }
            return base.hasSuffix("/v1") ? base + "/messages" : base + "/v1/messages"
        }
    }
}
