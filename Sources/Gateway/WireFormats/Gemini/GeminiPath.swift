// SPDX-License-Identifier: Apache-2.0

/// A path of the Gemini interface: `/v1beta/models/M:verb` and its kin.
public struct GeminiPath: Sendable, Hashable {
    /// `v1beta`, `v1` or another version; empty for a path without one.
    public var version: String
    /// The model: its name alone, or with its collection if that is not `models`, such as `tunedModels/M`.
    public var model: String
    /// What is asked of the model, such as `generateContent`.
    public var verb: String

    /// Reads a path; a query is left aside, and colons and slashes may be percent-encoded.
    public init?(_ path: some StringProtocol) {
        let bare = path.prefix { $0 != "?" && $0 != "#" }
        // What could end a request line or begin a query names no model.
        guard bare.utf8.first == UInt8(ascii: "/"), bare.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let plain = bare.utf8.contains(UInt8(ascii: "%")) ? Self.decoded(String(bare)) : String(bare),
            let colon = plain.utf8.lastIndex(of: UInt8(ascii: ":"))
        else { return nil }
        verb = String(plain[plain.utf8.index(after: colon)...])
        var segments = plain[..<colon].split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        version = ""
        if let first = segments.first, Self.isVersion(first) {
            version = String(first)
            segments = segments.dropFirst()
        }
        guard let model = Self.model(segments), !verb.isEmpty, !verb.utf8.contains(UInt8(ascii: "/")) else {
            return nil
        }
        self.model = model
    }

    private static func model(_ segments: ArraySlice<Substring>) -> String? {
        guard let last = segments.last, !last.isEmpty else { return nil }
        let collection = segments.dropLast()
        if collection.elementsEqual(["models"]) { return String(last) }
        // A path may spell the model's full name behind the collection: `models/models/M`.
        if collection.elementsEqual(["models", "models"]) { return String(last) }
        if collection.elementsEqual(["tunedModels"]) || collection.elementsEqual(["models", "tunedModels"]) {
            return "tunedModels/\(last)"
        }
        if collection.suffix(3).elementsEqual(["publishers", "google", "models"]) { return String(last) }
        return nil
    }

    private static func isVersion(_ segment: Substring) -> Bool {
        let bytes = segment.utf8
        return bytes.first == UInt8(ascii: "v") && bytes.count > 1
            && bytes.dropFirst().first.map { (0x30...0x39).contains($0) } ?? false
    }

    private static func decoded(_ path: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.first != UInt8(ascii: "+"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }) else {
            return nil
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
