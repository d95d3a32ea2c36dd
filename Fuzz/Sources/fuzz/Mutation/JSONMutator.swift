// SPDX-License-Identifier: Apache-2.0

/// Changes that keep a JSON text one, and change what it says.
struct JSONMutator {
    /// Words of the format, quoted: keys and enumerated values.
    let words: [[UInt8]]

    private static let values: [[UInt8]] = [
        "null", "true", "false", "0", "-0", "1", "63", "64", "-1", "1.5", "1e400", "1E-7", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "123456789012345678901234567890", #""""#, #"" ""#, #""\u0000""#,
        #""\ud800""#, #""\udc00x""#, #""\ud83d\ude00""#, #""é😀""#, #""\"\\\/\b\f\n\r\t""#, #""\\""#, #""x""#,
        "[]", "{}", "[[]]", "[null]", #"{"a":1}"#, #"{"type":"text","text":"more"}"#, #"{"index":1}"#,
    ].map { Array($0.utf8) }

    /// Changes `text` if it is JSON; false if it is not.
    func mutate(_ text: inout [UInt8], donor: [UInt8], _ random: inout SeededNumbers) -> Bool {
        guard var tree = JSONTree(text) else { return false }
        let other = random.once(in: 3) ? JSONTree(donor) : tree
        let place = random.below(tree.count)
        tree.change(at: place) { change(&$0, other, &random) }
        text.removeAll(keepingCapacity: true)
        if random.once(in: 8) {
            var spacing = SeededNumbers(seed: random.next())
            tree.write(to: &text) { bytes in
                if spacing.once(in: 3) { bytes.append([0x20, 0x09, 0x0A, 0x0D][spacing.below(4)]) }
            }
        } else {
            tree.write(to: &text) { _ in }
        }
        return true
    }

    private func change(_ tree: inout JSONTree, _ other: JSONTree?, _ random: inout SeededNumbers) {
        if random.once(in: 3) {
            tree = value(other, &random)
            return
        }
        switch tree {
        case .scalar(let text):
            if text.first == UInt8(ascii: "\"") {
                tree = .scalar(respelled(text, &random))
            } else {
                tree = value(other, &random)
            }
        case .array(var elements):
            let place = random.below(elements.count)
            switch random.below(5) {
            case 0 where !elements.isEmpty: elements.remove(at: place)
            case 1 where !elements.isEmpty: elements.insert(elements[place], at: place)
            case 2: elements.shuffle(using: &random)
            case 3 where random.once(in: 4): elements = [.array(elements)]
            default: elements.insert(value(other, &random), at: place)
            }
            tree = .array(elements)
        case .object(var members):
            let place = random.below(members.count)
            switch random.below(7) {
            case 0 where !members.isEmpty: members.remove(at: place)
            case 1 where !members.isEmpty: members[place].key = word(&random)
            case 2: members.shuffle(using: &random)
            case 3 where !members.isEmpty: members[place].value = value(other, &random)
            case 4 where !members.isEmpty: members[place].key = respelled(members[place].key, &random)
            case 5 where random.once(in: 4): members = [.init(key: word(&random), value: .object(members))]
            default: members.insert(.init(key: word(&random), value: value(other, &random)), at: place)
            }
            tree = .object(members)
        }
    }

    private func word(_ random: inout SeededNumbers) -> [UInt8] { random.pick(words) ?? Array(#""k""#.utf8) }

    private func value(_ other: JSONTree?, _ random: inout SeededNumbers) -> JSONTree {
        switch random.below(3) {
        case 0:
            guard var other else { return .scalar(word(&random)) }
            var found = other
            other.change(at: random.below(other.count)) { found = $0 }
            return found
        case 1: return .scalar(word(&random))
        default: return .scalar(random.pick(Self.values) ?? [])
        }
    }

    /// A string that is another one, or the same one spelled another way.
    private func respelled(_ text: [UInt8], _ random: inout SeededNumbers) -> [UInt8] {
        let place = 1 + random.below(max(1, text.count - 2))
        guard place < text.count - 1 else { return word(&random) }
        var text = text
        switch random.below(5) {
        case 0: text.insert(contentsOf: random.pick(Self.pieces) ?? [], at: place)
        case 1: text.removeSubrange(place..<text.count - 1)
        case 2: text.insert(contentsOf: text[1..<text.count - 1], at: place)
        default:
            // Only a byte that is a character of its own, and no part of an escape.
            guard text[place] < 0x80, !text.contains(UInt8(ascii: "\\")) else { return text }
            let digits = Array("0123456789aBcDeF".utf8)
            let byte = text[place]
            text.replaceSubrange(
                place...place, with: Array(#"\u00"#.utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
        }
        return text
    }

    private static let pieces: [[UInt8]] = [
        #"\n"#, #"\""#, #"\u0041"#, #"\ud83d\ude00"#, #"\ud83d"#, "é", "😀", "\u{301}", " ", "a longer piece of text ",
        "\u{7F}", #"\u0000"#, "{", ";", "x-anthropic-billing-header: cc=1;",
    ].map { Array($0.utf8) }
}
