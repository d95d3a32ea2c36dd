// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Tells hosts of this machine and of private networks from those on the internet, by their names alone.
public enum PrivateHost {
    /// Whether `host`, without a port, is loopback, in a private network, or has a name that only such networks give.
    ///
    /// Nothing is resolved. In doubt a host is public: link-local addresses, and numbers in forms that resolvers read
    /// as addresses but people do not.
    public static func matches(_ host: some StringProtocol) -> Bool {
        var name = host.lowercased()[...]
        if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
        if name.contains(":") { return matches(ipv6: String(name)) }
        let isRooted = name.hasSuffix(".")
        if isRooted { name = name.dropLast() }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard let last = labels.last, !labels.contains(where: \.isEmpty) else { return false }
        if isNumber(last) { return matches(ipv4: labels) }
        if name == "localhost" { return true }
        // A rooted name of one label is a top-level domain of the internet.
        if labels.count == 1 { return !isRooted }
        return suffixes.contains(String(last)) || name.hasSuffix(".svc.cluster.local")
    }

    private static let suffixes: Set<String> = ["localhost", "local", "internal", "lan", "corp", "svc"]

    /// Whether a resolver takes a label for a number: then the whole name is an address, however it is written.
    private static func isNumber(_ label: Substring) -> Bool {
        label.hasPrefix("0x") || label.utf8.allSatisfy { $0 &- 0x30 < 10 }
    }

    private static func matches(ipv4 labels: [Substring]) -> Bool {
        let bytes = labels.compactMap { label in
            // A leading zero would make the number octal for some resolvers.
            label.count > 1 && label.hasPrefix("0") ? nil : UInt8(label)
        }
        guard labels.count == 4, bytes.count == 4 else { return false }
        return matches(bytes)
    }

    private static func matches(_ bytes: [UInt8]) -> Bool {
        switch (bytes[0], bytes[1]) {
        case (127, _), (10, _), (192, 168), (172, 16...31): true
        default: false
        }
    }

    private static func matches(ipv6 text: String) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return false }
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return matches(Array(bytes[12...]))
        }
        let isLoopback = bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
        return isLoopback || bytes[0] & 0xFE == 0xFC
    }
}
