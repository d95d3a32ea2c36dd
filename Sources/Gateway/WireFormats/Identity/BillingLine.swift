// SPDX-License-Identifier: Apache-2.0

/// The system block in which Claude Code tells Anthropic whom to bill.
///
/// It differs between two runs of the same prompt and says nothing to the model, so it is left out of the identity.
/// Only a block with a single line of `key=value` pairs counts as one: text that a model could follow never does.
enum BillingLine {
    private static let prefix: StaticString = "x-anthropic-billing-header:"
    private static let longest = 256

    static func isOne(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) -> Bool {
        guard let type = tape.member("type", of: index, in: source), tape.matches(type, "text", in: source),
            let text = tape.member("text", of: index, in: source)
        else { return false }
        var hasMore = false
        tape.forEachMember(of: index) { key, _ in
            if !tape.matches(key, "type", in: source), !tape.matches(key, "text", in: source),
                !tape.matches(key, "cache_control", in: source)
            {
                hasMore = true
            }
        }
        if hasMore { return false }
        let node = tape.nodes[text]
        guard node.kind == .string else { return false }
        let content = source.extracting(Int(node.start)..<Int(node.end))
        if !node.isEscaped { return isOne(content) }
        // Each escape takes six bytes at most.
        guard content.count <= 6 * longest else { return false }
        var plain: [UInt8] = []
        return JSONText.unescape(content, into: &plain) && isOne(plain.span)
    }

    private static func isOne(_ text: Span<UInt8>) -> Bool {
        let length = prefix.utf8CodeUnitCount
        guard text.count > length, text.count <= longest else { return false }
        for offset in 0..<length where text[offset] != prefix.utf8Start[offset] { return false }
        return arePairs(length..<text.count, text)
    }

    /// Whether the bytes are `key=value` pairs: a semicolon between two, a space before each and a semicolon at the
    /// end if need be, and no other punctuation that a sentence would have.
    private static func arePairs(_ range: Range<Int>, _ source: Span<UInt8>) -> Bool {
        var place = range.lowerBound
        func skipWord(dots: Bool) -> Bool {
            let start = place
            while place < range.upperBound {
                switch source[place] {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    place += 1
                case UInt8(ascii: ".") where dots: place += 1
                default: return place > start
                }
            }
            return place > start
        }
        func skip(_ byte: UInt8) -> Bool {
            guard place < range.upperBound, source[place] == byte else { return false }
            place += 1
            return true
        }
        repeat {
            _ = skip(UInt8(ascii: " "))
            guard skipWord(dots: false), skip(UInt8(ascii: "=")) else { return false }
            _ = skipWord(dots: true)
        } while skip(UInt8(ascii: ";")) && place < range.upperBound
        return place == range.upperBound
    }
}
