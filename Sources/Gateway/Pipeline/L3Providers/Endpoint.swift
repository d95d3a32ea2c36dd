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
    public private(set) var target: String
    private let query: String

    init(provider: String, format: WireFormat, parts: URLParts, path: String) {
        self.provider = provider
        self.format = format
        isEncrypted = parts.isEncrypted
        host = parts.host
        port = parts.port
        query = parts.query
        target = path + parts.query
    }

    /// The same host at another path; the configured URL's query stays.
    public func at(_ path: String) -> Endpoint {
        var other = self
        other.target = path + query
        return other
    }

    /// Where a Gemini model answers, for an endpoint of that format.
    public func gemini(model: String, verb: String) -> Endpoint {
        let base = target.prefix { $0 != "?" }
        return at("\(base)/models/\(model):\(verb)")
    }

    /// The value of the `Host` header.
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isEncrypted ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// Whether the endpoint is on this machine.
    public var isLoopback: Bool { LoopbackHost.matches(host) }
}
