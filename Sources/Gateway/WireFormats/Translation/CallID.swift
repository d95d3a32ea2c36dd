// SPDX-License-Identifier: Apache-2.0

/// Ids of tool calls in a form that the other format's provider accepts; a call and its result come out the same.
enum CallID {
    /// OpenAI takes ids of up to this many bytes.
    private static let longestAtOpenAI = 40

    /// The id for chat completions.
    static func chat(_ id: String) -> String {
        guard id.utf8.count > longestAtOpenAI else { return id }
        let mark = mark(id)
        var short = ""
        for scalar in id.unicodeScalars {
            guard short.utf8.count + scalar.utf8.count + 1 + mark.utf8.count <= longestAtOpenAI else { break }
            short.unicodeScalars.append(scalar)
        }
        return "\(short)_\(mark)"
    }

    /// The id for messages, which allow letters and digits of ASCII, `_` and `-`.
    static func messages(_ id: String) -> String {
        let isAllowed = id.utf8.allSatisfy(Self.isPlain)
        if isAllowed, !id.isEmpty { return id }
        let safe = id.utf8.map { isPlain($0) ? $0 : UInt8(ascii: "_") }
        return "\(String(decoding: safe, as: UTF8.self))_\(mark(id))"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Digits of a 64-bit FNV-1a hash: the same in every process.
    private static func mark(_ text: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
