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
        // A tuned model's name brings its collection along.
        let collection = model.hasPrefix("tunedModels/") ? "" : "models/"
        return at("\(base)/\(collection)\(Self.escaped(model)):\(Self.escaped(verb))")
    }

    /// A name as it may stand in a path, whoever made it up.
    private static func escaped(_ name: String) -> String {
        var bytes: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: "@"):
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                for half in [byte >> 4, byte & 15] { bytes.append(half < 10 ? 0x30 + half : 0x37 + half) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The value of the `Host` header.
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isEncrypted ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// Whether the endpoint is on this machine.
    public var isLoopback: Bool { LoopbackHost.matches(host) }
}
