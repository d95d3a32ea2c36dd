// SPDX-License-Identifier: Apache-2.0

/// The parts of an absolute http or https URL, as far as a provider's address needs them.
public struct URLParts: Sendable, Hashable {
    public let isEncrypted: Bool
    public let host: String
    public let port: Int
    public let path: String
    /// The query with its question mark, or nothing.
    public let query: String

    /// The longest URL that is read, in bytes; providers' addresses are far shorter.
    static let longest = 8 << 10

    /// Reads `url`; nil if it is not absolute, has no host, holds credentials or a port that is none, or is longer than 8 KiB.
    public init?(_ url: String) {
        guard url.utf8.count <= Self.longest else { return nil }
        var rest = url[...].utf8
        if Self.begins(rest, with: "https://") {
            isEncrypted = true
            rest = rest.dropFirst(8)
        } else if Self.begins(rest, with: "http://") {
            isEncrypted = false
            rest = rest.dropFirst(7)
        } else {
            return nil
        }
        // The marks are ASCII, so that cutting at them leaves whole characters.
        let authority = rest.prefix { $0 != Self.slash && $0 != Self.question && $0 != Self.hash }
        rest = rest[authority.endIndex...].prefix { $0 != Self.hash }
        guard !authority.contains(UInt8(ascii: "@")), Self.isFit(authority), Self.isFit(rest) else { return nil }
        var name = authority
        var digits: Substring.UTF8View?
        if authority.first == UInt8(ascii: "[") {
            guard let end = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            name = authority[..<end].dropFirst()
            let tail = authority[end...].dropFirst()
            guard tail.isEmpty || tail.first == UInt8(ascii: ":") else { return nil }
            digits = tail.isEmpty ? nil : tail.dropFirst()
        } else if let colon = authority.firstIndex(of: UInt8(ascii: ":")) {
            name = authority[..<colon]
            digits = authority[colon...].dropFirst()
        }
        guard !name.isEmpty, !name.contains(where: { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") })
        else { return nil }
        host = Substring(name).lowercased()
        if let digits {
            guard digits.allSatisfy({ $0 &- 0x30 < 10 }), let number = Int(Substring(digits)),
                (1...65535).contains(number)
            else { return nil }
            port = number
        } else {
            port = isEncrypted ? 443 : 80
        }
        let path = rest.prefix { $0 != Self.question }
        self.path = String(Substring(path))
        query = String(Substring(rest[path.endIndex...]))
    }

    private static let slash = UInt8(ascii: "/")
    private static let question = UInt8(ascii: "?")
    private static let hash = UInt8(ascii: "#")

    private static func begins(_ text: Substring.UTF8View, with scheme: StaticString) -> Bool {
        let lowered = text.lazy.prefix(scheme.utf8CodeUnitCount).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return scheme.withUTF8Buffer { lowered.elementsEqual($0) }
    }

    /// Whether nothing in it could end or break a header line that the URL's parts are written into.
    private static func isFit(_ text: Substring.UTF8View) -> Bool {
        if text.allSatisfy({ (0x21...0x7E).contains($0) }) { return true }
        return Substring(text).unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace
        }
    }
}
