// SPDX-License-Identifier: Apache-2.0

/// What the client's tools are called at a provider whose format has no namespaces, or stricter rules for names.
///
/// A name at the provider is the namespace, two underscores and the name, with every character that is neither a letter
/// or digit of ASCII nor `_` nor `-` replaced; a name that is too long or taken gets the end of a digest instead.
public struct ToolNames: Sendable, Hashable {
    /// A tool as the client knows it.
    public struct Original: Sendable, Hashable {
        public var name: String
        public var namespace: String?
        /// Whether the client expects free text instead of JSON: at the provider it is a function with one text.
        public var isCustom: Bool
    }

    /// The name of the one argument of a function that stands for a custom tool.
    public static let customInput = "input"
    private static let longest = 64

    private var originals: [String: Original] = [:]
    private var names: [Original: String] = [:]

    public init() {}

    /// Whether every tool is called what the client calls it, and is what it is there.
    public var isPlain: Bool { names.allSatisfy { $0.key.name == $0.value && !$0.key.isCustom } }

    /// The provider's name of a tool, made up at the first time.
    public mutating func name(_ name: String, namespace: String?, isCustom: Bool) -> String {
        let original = Original(name: name, namespace: namespace, isCustom: isCustom)
        if let known = names[original] { return known }
        let full = namespace.map { "\($0)__\(name)" } ?? name
        var safe = Self.safe(full)
        if safe.utf8.count > Self.longest || originals[safe] != nil {
            let mark = "_" + Self.mark(full + (isCustom ? "\u{0}" : ""))
            safe = String(safe.prefix(Self.longest - mark.utf8.count)) + mark
        }
        originals[safe] = original
        names[original] = safe
        return safe
    }

    /// The tool that a provider's name stands for; the name itself if it is none of ours.
    public func original(_ name: String) -> Original {
        originals[name] ?? Original(name: name, namespace: nil, isCustom: false)
    }

    /// All names, as the provider knows them and as the client does.
    var entries: [(name: String, original: Original)] { originals.map { ($0.key, $0.value) } }

    /// Takes up a name that was made up before; false if it or its tool is known already.
    mutating func add(_ original: Original, as name: String) -> Bool {
        guard originals[name] == nil, names[original] == nil else { return false }
        originals[name] = original
        names[original] = name
        return true
    }

    private static func safe(_ name: String) -> String {
        var bytes: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                bytes.append(byte)
            default: bytes.append(UInt8(ascii: "_"))
            }
        }
        return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
    }

    /// Eight hexadecimal digits of a FNV-1a hash: short, and the same in every process.
    private static func mark(_ text: String) -> String {
        var hash: UInt32 = 2_166_136_261
        for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
