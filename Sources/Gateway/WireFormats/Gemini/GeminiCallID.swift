// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Makes up ids for the calls of an answer that came without: the same each time it is read, others in other answers.
struct GeminiCallID {
    private static let longest = 24
    private var count = 0

    /// - Parameter answer: the provider's id of the answer; without one, the call itself makes the id.
    mutating func next(_ call: ToolCall, answer: String) -> String {
        var mark = answer.utf8.filter(Self.isPlain).prefix(Self.longest).map(\.self)
        if mark.isEmpty { mark = Array(Self.digest(call.name + "\u{0}" + call.input).utf8) }
        defer { count += 1 }
        return "call_\(String(decoding: mark, as: UTF8.self))_\(count)"
    }

    /// Whether every format takes the byte in an id.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// A 64-bit FNV-1a hash.
    private static func digest(_ text: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }
}
