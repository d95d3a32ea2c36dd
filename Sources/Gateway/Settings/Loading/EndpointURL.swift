// SPDX-License-Identifier: Apache-2.0

/// Tells whether text can be the address of a provider, and whose host it names.
enum EndpointURL {
    /// Whether `text` is an absolute http or https URL with a host and without user name, password or fragment.
    static func isAcceptable(_ text: String) -> Bool {
        let isPrintable = text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F }
        return isPrintable && !text.contains("#") && host(of: text) != nil
    }

    /// The host of `text` in lower case, an IPv6 address without brackets; `nil` when it is no http or https URL.
    static func host(of text: String) -> String? {
        guard let scheme = schemes.first(where: { text.lowercased().hasPrefix($0) }) else { return nil }
        let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.isEmpty else { return nil }
        return (ListenAddress(String(authority)) ?? ListenAddress(authority + ":0"))?.host.lowercased()
    }

    /// Whether what is sent to `text` can be read on the way.
    static func isCleartext(_ text: String) -> Bool { text.lowercased().hasPrefix("http://") }

    /// `text` with its query left out: some services take a key there.
    static func withoutQuery(_ text: String) -> String {
        text.firstIndex(of: "?").map { text[..<$0] + "?…" } ?? text
    }

    private static let schemes = ["https://", "http://"]
}
