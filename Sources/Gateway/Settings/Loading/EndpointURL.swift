// SPDX-License-Identifier: Apache-2.0

/// Tells whether text can be the address of a provider.
enum EndpointURL {
    /// Whether `text` is an absolute http or https URL with a host and without user name, password or fragment.
    static func isAcceptable(_ text: String) -> Bool {
        let lowercased = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lowercased.hasPrefix($0) }) else { return false }
        let isPrintable = text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard isPrintable, !text.contains("#"), !authority.isEmpty else { return false }
        let hasPort = ListenAddress(String(authority)) != nil
        return hasPort || ListenAddress(authority + ":0") != nil
    }

    /// `text` with its query left out: some services take a key there.
    static func withoutQuery(_ text: String) -> String {
        text.firstIndex(of: "?").map { text[..<$0] + "?…" } ?? text
    }
}
