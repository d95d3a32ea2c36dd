// SPDX-License-Identifier: Apache-2.0

/// The parts of an absolute http or https URL, as far as a provider's address needs them.
public struct URLParts: Sendable, Hashable {
    public let isEncrypted: Bool
    public let host: String
    public let port: Int
    public let path: String
    /// The query with its question mark, or nothing.
    public let query: String

    /// Reads `url`; nil if it is not absolute, has no host, holds credentials or a port that is none.
    public init?(_ url: String) {
        var rest = url[...]
        if rest.lowercased().hasPrefix("https://") {
            isEncrypted = true
            rest = rest.dropFirst(8)
        } else if rest.lowercased().hasPrefix("http://") {
            isEncrypted = false
            rest = rest.dropFirst(7)
        } else {
            return nil
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        rest = rest.dropFirst(authority.count).prefix { $0 != "#" }
        guard !authority.contains("@"), !authority.contains(where: Self.isUnfit), !rest.contains(where: Self.isUnfit)
        else { return nil }
        var name = authority
        var digits: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            name = authority[authority.index(after: authority.startIndex)..<end]
            let tail = authority[authority.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { return nil }
            digits = tail.isEmpty ? nil : tail.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            name = authority[..<colon]
            digits = authority[authority.index(after: colon)...]
        }
        guard !name.isEmpty, !name.contains(where: { $0 == "[" || $0 == "]" }) else { return nil }
        host = name.lowercased()
        if let digits {
            guard digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }), let number = Int(digits), (1...65535).contains(number)
            else { return nil }
            port = number
        } else {
            port = isEncrypted ? 443 : 80
        }
        path = String(rest.prefix { $0 != "?" })
        query = String(rest.drop { $0 != "?" })
    }

    /// Whether a character could end or break a header line that the URL's parts are written into.
    private static func isUnfit(_ character: Character) -> Bool {
        character.isWhitespace || character.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }
}
