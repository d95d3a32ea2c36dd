// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What answers of several formats tell about their cost in the same words.
enum UsageWords {
    /// The service that the object at `index` names in `service_tier`.
    static func tier(of index: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> Usage.Tier {
        guard let tier = tape.member("service_tier", of: index, in: body), tape.nodes[tier].kind == .string else {
            return .standard
        }
        for word in ["default", "standard", "auto", "on_demand"] as [StaticString]
        where tape.matches(tier, word, in: body) { return .standard }
        return tape.matches(tier, "batch", in: body) || tape.matches(tier, "flex", in: body) ? .batch : .other
    }

    /// What a reseller says the answer cost, in billionths of a dollar: its own share and, where the client's key at the
    /// provider was used, the provider's.
    static func toldCost(_ usage: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> Int64? {
        guard let cost = tape.member("cost", of: usage, in: body), let own = nanos(cost, body, tape) else { return nil }
        guard tape.flag("is_byok", of: usage, in: body) == true,
            let details = tape.member("cost_details", of: usage, in: body),
            let upstream = tape.member("upstream_inference_cost", of: details, in: body),
            let more = nanos(upstream, body, tape)
        else { return own }
        return own + more
    }

    /// A number times a thousand million, rounded; nil if it is none, negative or beyond what money can be.
    static func nanos(_ index: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> Int64? {
        guard tape.nodes[index].kind == .number else { return nil }
        let range = tape.range(of: index)
        var digits: Int64 = 0
        // The value is `digits` times ten to the `exponent`.
        var exponent = 9
        var isFraction = false
        var place = range.lowerBound
        while place < range.upperBound {
            let byte = body[place]
            place += 1
            if byte &- 0x30 < 10 {
                guard digits < 100_000_000_000_000_000 else {
                    if !isFraction { exponent += 1 }
                    continue
                }
                digits = digits * 10 + Int64(byte &- 0x30)
                if isFraction { exponent -= 1 }
            } else if byte == UInt8(ascii: ".") {
                isFraction = true
            } else if byte | 0x20 == UInt8(ascii: "e") {
                guard let power = power(place..<range.upperBound, body) else { return nil }
                exponent += power
                break
            } else {
                return nil
            }
        }
        return scaled(digits, exponent)
    }

    private static func power(_ range: Range<Int>, _ body: Span<UInt8>) -> Int? {
        var power = 0
        var isNegative = false
        for place in range {
            let byte = body[place]
            if byte == UInt8(ascii: "-") { isNegative = true }
            if byte &- 0x30 < 10 { power = min(power * 10 + Int(byte &- 0x30), 1000) }
        }
        return isNegative ? -power : power
    }

    private static func scaled(_ digits: Int64, _ exponent: Int) -> Int64? {
        var value = digits
        var left = exponent
        while left > 0, value > 0 {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            guard !overflows else { return nil }
            value = product
            left -= 1
        }
        while left < -1, value > 0 {
            value /= 10
            left += 1
        }
        if left == -1 { value = (value + 5) / 10 }
        return value
    }

    /// Bytes of text in a piece of an answer: all its string values, whatever they are called, but for those that only
    /// name roles, kinds, ids and signatures; arguments that are JSON count as they are written.
    static func textBytes(of index: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> Int {
        var sum = 0
        switch tape.nodes[index].kind {
        case .string: sum = textLength(of: index, body, tape)
        case .array: tape.forEachElement(of: index) { sum += textBytes(of: $0, body, tape) }
        case .object:
            tape.forEachMember(of: index) { key, value in
                let node = tape.nodes[value]
                guard node.kind == .string || node.kind == .object || node.kind == .array else { return }
                if tape.matches(key, "args", in: body) {
                    sum += tape.range(of: value).count
                } else if !isName(key, body, tape) {
                    sum += textBytes(of: value, body, tape)
                }
            }
        default: break
        }
        return sum
    }

    private static func isName(_ key: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> Bool {
        for name in ["role", "type", "id", "signature", "thoughtSignature"] as [StaticString]
        where tape.matches(key, name, in: body) { return true }
        return false
    }

    /// The length of a string in UTF-8, its escapes undone.
    private static func textLength(of index: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> Int {
        let node = tape.nodes[index]
        let end = Int(node.end)
        guard node.isEscaped else { return end - Int(node.start) }
        var length = 0
        var place = Int(node.start)
        while place < end {
            guard body[place] == UInt8(ascii: "\\") else {
                length += 1
                place += 1
                continue
            }
            guard place + 5 < end + 1, body[place + 1] == UInt8(ascii: "u") else {
                length += 1
                place += 2
                continue
            }
            // A scalar of four hexadecimal digits; half of a pair is half of four bytes.
            let high = hexadecimal(body[place + 2]) * 16 + hexadecimal(body[place + 3])
            let low = hexadecimal(body[place + 4])
            length += high >= 0xD8 && high < 0xE0 ? 2 : high >= 0x08 ? 3 : high > 0 || low >= 0x8 ? 2 : 1
            place += 6
        }
        return length
    }

    private static func hexadecimal(_ byte: UInt8) -> Int {
        let lower = byte | 0x20
        return Int(lower >= UInt8(ascii: "a") ? lower &- UInt8(ascii: "a") + 10 : lower &- 0x30)
    }
}
