// SPDX-License-Identifier: Apache-2.0

import Addresses
public import Conversation

/// Where a provider answers: a host, a path and the wire format that is spoken there.
///
/// A class, since each request to a provider hands it on several times and it is all words.
public final class Endpoint: Sendable, Hashable {
    /// The provider's lower-case name.
    public let provider: String
    public let format: WireFormat
    public let isEncrypted: Bool
    public let host: String
    public let port: Int
    /// The value of the `Host` header.
    public let authority: String
    /// The configured URL's query with its question mark, or nothing.
    private let query: String
    /// The path with the query.
    public let target: String

    init(provider: String, format: WireFormat, parts: URLParts, path: String) {
        self.provider = provider
        self.format = format
        isEncrypted = parts.isEncrypted
        host = parts.host
        port = parts.port
        authority = parts.authority
        query = parts.query
        target = path + parts.query
    }

    /// The same host at another path; the configured URL's query stays.
    public func at(_ path: String) -> Endpoint {
        Endpoint(self, target: path + query)
    }

    private init(_ other: Endpoint, target: String) {
        provider = other.provider
        format = other.format
        isEncrypted = other.isEncrypted
        host = other.host
        port = other.port
        authority = other.authority
        query = other.query
        self.target = target
    }

    public static func == (one: Endpoint, other: Endpoint) -> Bool {
        one === other
            || one.provider == other.provider && one.format == other.format && one.isEncrypted == other.isEncrypted
                && one.host == other.host && one.port == other.port && one.authority == other.authority
                && one.query == other.query && one.target == other.target
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(host)
        hasher.combine(port)
        hasher.combine(target)
    }

    /// Where a Gemini model answers, for an endpoint of that format.
    public func gemini(model: String, verb: String) -> Endpoint {
        let base = target.prefix { $0 != "?" }
        // A tuned model's name brings its collection along.
        let collection = model.hasPrefix("tunedModels/") ? "" : "models/"
        return at("\(base)/\(collection)\(PercentEncoding.name(model)):\(PercentEncoding.name(verb))")
    }

    /// Whether the endpoint is on this machine.
    public var isLoopback: Bool { LoopbackHost.matches(host) }
}
