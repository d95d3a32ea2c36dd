// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A host and a port to listen on.
public struct ListenAddress: Sendable, Equatable {
    /// A host name or an IP address; IPv6 without brackets.
    public let host: String
    /// The port; 0 lets the system choose a free one.
    public let port: Int

    /// An address that is known to be right; ``init(_:)`` checks text.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `host:port`, an IPv6 host in brackets; `nil` when `text` is anything else.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits), port <= 65_535
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard Self.ipv6Bytes(String(host)) != nil else { return nil }
        } else {
            guard !host.isEmpty, host.utf8.allSatisfy(Self.isHostNameByte) else { return nil }
        }
        self.init(host: String(host), port: port)
    }

    /// Whether only programs on this machine can connect: 127.0.0.0/8, `::1` or `localhost`.
    public var isLoopback: Bool {
        if host.lowercased() == "localhost" { return true }
        if let bytes = Self.ipv6Bytes(host) { return bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1 }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return parts.count == 4 && parts.first == 127 && !parts.contains(nil)
    }

    /// Where programs of this machine reach what listens here, as a base URL; `port` when it is another than was asked for.
    public func localURL(port: Int? = nil) -> String {
        let isEverywhere = host == "0.0.0.0" || host == "::"
        return "http://\(ListenAddress(host: isEverywhere ? "localhost" : host, port: port ?? self.port))"
    }

    private static func isHostNameByte(_ byte: UInt8) -> Bool {
        TOMLText.isBareKeyByte(byte) || byte == UInt8(ascii: ".")
    }

    private static func ipv6Bytes(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }
}

extension ListenAddress: CustomStringConvertible {
    /// `host:port`, as it is written in a file and in a URL.
    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

extension ListenAddress: SettingRepresentable {
    init?(settingValue: SettingValue) {
        guard case .text(let text) = settingValue else { return nil }
        self.init(text)
    }

    var settingValue: SettingValue { .text(description) }
}
