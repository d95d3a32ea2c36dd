// SPDX-License-Identifier: Apache-2.0

/// The sentences, words and ids that the fake model makes up; the same seed gives the same ones in every process.
enum FakeText {
    /// How much of the user's words an answer quotes.
    static let longestQuote = 120

    private static let words: [String] = [
        "arch", "bridge", "cellar", "courtyard", "door", "drawbridge", "garden", "gate", "granary", "hall", "hearth",
        "key", "ladder", "lantern", "market", "mill", "moat", "passage", "quarry", "river", "roof", "stair", "stone",
        "tower", "tunnel", "vault", "wall", "watchman", "well", "window", "wood", "yard",
    ]

    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// The answer to what the user said.
    static func answer(to words: String, model: String, seed: UInt64) -> String {
        let heard = words.isEmpty ? "You said nothing." : "You said: \"\(quote(words))\"."
        return "Fake answer \(hexadecimal(seed, digits: 8)) of \(model). \(heard) \(sentence(seed: seed))"
    }

    /// The answer to what a tool returned: plain text, so that an agent's loop ends.
    static func answer(toToolResult result: String, model: String, seed: UInt64) -> String {
        let read = result.isEmpty ? "The tool returned nothing." : "The tool returned: \"\(quote(result))\"."
        return "Fake answer \(hexadecimal(seed, digits: 8)) of \(model). \(read)"
    }

    /// What the fake model thinks before it answers.
    static func thinking(about words: String, seed: UInt64) -> String {
        "Let me think about \"\(quote(words))\". \(sentence(seed: seed ^ 1))"
    }

    /// ASCII words of exactly `bytes` bytes.
    static func filler(bytes: Int, seed: UInt64) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes + 16)
        var state = seed
        while text.count < bytes {
            state = Digest.mix(state)
            text.append(contentsOf: words[Int(state % UInt64(words.count))].utf8)
            text.append(UInt8(ascii: " "))
        }
        return String(decoding: text.prefix(bytes), as: UTF8.self)
    }

    /// An id of letters and digits.
    static func identifier(_ prefix: String, length: Int, seed: UInt64) -> String {
        var state = seed
        let tail = (0..<length).map { _ in
            state = Digest.mix(state)
            return alphabet[Int(state % UInt64(alphabet.count))]
        }
        return prefix + String(decoding: tail, as: UTF8.self)
    }

    /// The first digits of a hash.
    static func hexadecimal(_ value: UInt64, digits: Int) -> String {
        let written = String(value, radix: 16)
        return String((String(repeating: "0", count: 16 - written.count) + written).prefix(digits))
    }

    private static func sentence(seed: UInt64) -> String {
        var state = seed
        let chosen = (0..<12).map { _ in
            state = Digest.mix(state)
            return words[Int(state % UInt64(words.count))]
        }
        return "Here is what I know about it: " + chosen.joined(separator: ", ") + "."
    }

    private static func quote(_ text: String) -> Substring { text.prefix(longestQuote) }
}
