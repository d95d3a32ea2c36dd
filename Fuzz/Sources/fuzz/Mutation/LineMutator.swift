// SPDX-License-Identifier: Apache-2.0

/// Changes whole lines of a text, whatever ends them.
struct LineMutator {
    let tokens: [[UInt8]]

    private static let ends: [[UInt8]] = ["\n", "\r", "\r\n", "\n\r", "\n\n", "\r\n\r\n", ""].map { Array($0.utf8) }

    /// Changes `bytes` in one line; lines keep their ends.
    func mutate(_ bytes: inout [UInt8], donor: [UInt8], _ random: inout SeededNumbers) {
        var lines = Self.lines(bytes)
        guard !lines.isEmpty else { return }
        let place = random.below(lines.count)
        switch random.below(8) {
        case 0: lines.remove(at: place)
        case 1: lines.insert(lines[place], at: random.below(lines.count))
        case 2: lines.swapAt(place, random.below(lines.count))
        case 3:
            let others = Self.lines(donor)
            lines.insert(random.pick(others) ?? [], at: place)
        case 4:
            let token = (random.pick(tokens) ?? []) + (random.pick(Self.ends) ?? [])
            lines.insert(token[...], at: place)
        case 5:
            let content = lines[place].prefix { $0 != 0x0A && $0 != 0x0D }
            lines[place] = content + (random.pick(Self.ends) ?? [])
        case 6:
            let end = random.pick(Self.ends) ?? []
            lines = lines.map { $0.prefix { $0 != 0x0A && $0 != 0x0D } + end }
        default:
            let others = Self.lines(donor)
            lines.replaceSubrange(place..., with: others.dropFirst(random.below(others.count)))
        }
        bytes = Array(lines.joined())
    }

    /// Changes the JSON in one `data:` line.
    func mutateData(
        _ bytes: inout [UInt8], donor: [UInt8], with mutator: JSONMutator, _ random: inout SeededNumbers
    ) -> Bool {
        var lines = Self.lines(bytes)
        let prefix = Array("data: ".utf8)
        let places = lines.indices.filter { lines[$0].starts(with: prefix) && lines[$0].count > 8 }
        guard let place = random.pick(Array(places)) else { return false }
        var data = Array(lines[place].dropFirst(prefix.count))
        var end: [UInt8] = []
        while let last = data.last, last == 0x0A || last == 0x0D {
            end.insert(last, at: 0)
            data.removeLast()
        }
        let others = Self.lines(donor).filter { $0.starts(with: prefix) }
        let other = Array((random.pick(others) ?? []).dropFirst(prefix.count))
        guard mutator.mutate(&data, donor: other, &random) else { return false }
        lines[place] = (prefix + data + end)[...]
        bytes = Array(lines.joined())
        return true
    }

    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for place in bytes.indices where bytes[place] == 0x0A {
            lines.append(bytes[start...place])
            start = place + 1
        }
        if start < bytes.count { lines.append(bytes[start...]) }
        return lines
    }
}
