// SPDX-License-Identifier: Apache-2.0

/// Tells names and addresses of this machine from all others.
public enum LoopbackHost {
    /// Whether `host`, without a port, is this machine.
    public static func matches(_ host: some StringProtocol) -> Bool {
        let name = host.lowercased()
        if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" || name == "[::1]" { return true }
        return DottedQuad(name)?.isLoopback == true
    }

    /// Whether the authority of a URL or a `Host` header, with or without a port, is this machine.
    public static func matches(authority: some StringProtocol) -> Bool {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return false }
            let port = authority[authority.index(after: end)...]
            return (port.isEmpty || port.hasPrefix(":")) && matches(authority[...end])
        }
        return matches(authority.prefix { $0 != ":" })
    }
}
