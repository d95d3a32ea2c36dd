// SPDX-License-Identifier: Apache-2.0

/// Makes inputs that are large in one direction, to find work that grows faster than its input.
enum Bloat {
    /// The size that bloated inputs stay under, in bytes.
    static let limit = 96 << 10

    /// The same for a line of text, whose length is bounded wherever it may come from.
    private static let textLimit = 32 << 10

    /// Makes a large input from `bytes`.
    static func apply(_ bytes: inout [UInt8], grammar: Grammar, words: [[UInt8]], _ random: inout SeededNumbers) {
        if grammar == .json || grammar == .events, random.once(in: 2) {
            let value = json(&random)
            if grammar == .json, var tree = JSONTree(bytes) {
                let key = random.pick(words) ?? Array(#""k""#.utf8)
                switch random.below(3) {
                case 0: tree.change(at: random.below(tree.count)) { $0 = .scalar(value) }
                case 1:
                    if case .object(let members) = tree {
                        tree = .object(members + [.init(key: key, value: .scalar(value))])
                    }
                default:
                    // At the top, where readers look at every member.
                    if case .object(let members) = tree { tree = .object(manyMembers(&random) + members) }
                }
                bytes.removeAll()
                tree.write(to: &bytes) { _ in }
                return
            }
            bytes += Array("data: ".utf8) + value + Array("\n\n".utf8)
            return
        }
        let limit = grammar == .text ? textLimit : limit
        if grammar == .text, random.once(in: 2) {
            let words = (0..<limit / 6).map { String(10_000 + $0) }
            let list = Array((random.once(in: 2) ? words : words.reversed()).joined(separator: ",").utf8)
            bytes.insert(contentsOf: list, at: random.below(bytes.count))
            bytes = Array(bytes.prefix(limit))
            return
        }
        // One piece of the input, again and again.
        guard !bytes.isEmpty else { return }
        let range = random.range(in: bytes.count)
        let piece = bytes[range]
        let times = min(limit / max(1, piece.count), 1 << (4 + random.below(14)))
        var tail: [UInt8] = []
        for _ in 0..<times { tail += piece }
        bytes.insert(contentsOf: tail, at: range.upperBound)
    }

    private static func manyMembers(_ random: inout SeededNumbers) -> [JSONTree.Member] {
        let count = 1 << (4 + random.below(10))
        let descending = random.once(in: 2)
        return (0..<count).map { number in
            let key = String(100_000 + (descending ? count - number : number))
            return JSONTree.Member(key: Array("\"\(key)\"".utf8), value: .scalar([0x30]))
        }
    }

    private static func json(_ random: inout SeededNumbers) -> [UInt8] {
        let size = 1 << (4 + random.below(13))
        switch random.below(6) {
        case 0:
            let depth = min(size, 400)
            return Array(repeating: UInt8(ascii: "["), count: depth) + Array(repeating: UInt8(ascii: "]"), count: depth)
        case 1: return Array(("[" + String(repeating: "{},", count: size / 2) + "0]").utf8)
        case 2: return Array(("\"" + String(repeating: #"\u00e9"#, count: size / 4) + "\"").utf8)
        case 3: return Array(("\"" + String(repeating: "é ", count: size) + "\"").utf8)
        case 4: return Array(repeating: UInt8(ascii: "9"), count: size)
        default:
            var bytes: [UInt8] = []
            JSONTree.object(manyMembers(&random)).write(to: &bytes) { _ in }
            return bytes
        }
    }
}
