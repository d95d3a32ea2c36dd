// SPDX-License-Identifier: Apache-2.0

/// The same JSON, written another way, by a lexer of its own.
enum Respelling {
    /// `text` with white space put in around its punctuation.
    static func spaced(_ text: [UInt8], _ random: inout SeededNumbers) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count + 64)
        var inString = false
        var place = 0
        while place < text.count {
            let byte = text[place]
            if inString {
                bytes.append(byte)
                if byte == UInt8(ascii: "\\"), place + 1 < text.count {
                    place += 1
                    bytes.append(text[place])
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
            } else if "{}[]:,".utf8.contains(byte) {
                if random.once(in: 3) { bytes.append([0x20, 0x09, 0x0A, 0x0D][random.below(4)]) }
                bytes.append(byte)
                if random.once(in: 3) { bytes.append(0x20) }
            } else {
                inString = byte == UInt8(ascii: "\"")
                bytes.append(byte)
            }
            place += 1
        }
        return bytes
    }

    /// `text` with one letter of one key or string written as an escape; nil where there is none.
    ///
    /// Only the line in which a client says whom to bill keeps its spelling: it counts as one only when plain.
    static func escaped(_ text: [UInt8], _ random: inout SeededNumbers) -> [UInt8]? {
        var places: [Int] = []
        var place = 0
        while place < text.count {
            guard text[place] == UInt8(ascii: "\"") else {
                place += 1
                continue
            }
            let start = place + 1
            place = start
            while place < text.count, text[place] != UInt8(ascii: "\"") {
                place += text[place] == UInt8(ascii: "\\") ? 2 : 1
            }
            let end = min(place, text.count)
            place += 1
            guard start < end, places.count < 64 else { continue }
            let content = text[start..<end]
            guard !content.contains(UInt8(ascii: "\\")), !content.starts(with: "x-anthropic".utf8) else { continue }
            let letter = start + random.below(end - start)
            if text[letter] < 0x80 { places.append(letter) }
        }
        guard let letter = random.pick(places) else { return nil }
        let digits = Array("0123456789abcdef".utf8)
        var bytes = text
        bytes.replaceSubrange(
            letter...letter,
            with: Array(#"\u00"#.utf8) + [digits[Int(text[letter] >> 4)], digits[Int(text[letter] & 15)]])
        return bytes
    }
}
