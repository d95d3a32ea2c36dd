// SPDX-License-Identifier: Apache-2.0

/// Changes what must not count in prose: case, white space and punctuation.
enum Disguise {
    static func of(_ text: String, _ numbers: inout SplitMix) -> String {
        var words = text.split(separator: " ").map(String.init)
        switch numbers.below(4) {
        case 0: words = words.map { $0.uppercased() }
        case 1: words = words.map { $0.lowercased() }
        case 2: words = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }
        default: break
        }
        var result = numbers.pick(["", " ", "\t", "  ", "- ", "(", "… "])
        for (place, word) in words.enumerated() {
            if place > 0 { result += numbers.pick([" ", "  ", "\t", " \u{00A0}", ", ", "; ", " – ", " … ", "! "]) }
            result += word
        }
        return result + numbers.pick(["", "?", "!", ".", " ?!", "...", " \n", ")", " …"])
    }
}
