// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Two turns side by side.
extension PromptSketch {
    /// How many parts both begin with.
    func commonParts(with other: PromptSketch) -> Int {
        zip(parts, other.parts).prefix { $0.0.isEqual(to: $0.1) }.count
    }

    /// Whether all parts say the same, wherever they lie in their bodies.
    func saysTheSame(as other: PromptSketch) -> Bool {
        parts.count == other.parts.count && commonParts(with: other) == parts.count
    }

    /// Whether turns that differ from a part on are of one conversation: they have a message in common beyond the
    /// first, or behind the difference. Others only share tools and instructions.
    func isSameConversation(as other: PromptSketch, from place: Int) -> Bool {
        let known = Set(other.parts.lazy.filter { $0.kind == .message }.map(\.hash))
        return parts.enumerated().contains { number, part in
            part.kind == .message && (part.index > 0 || number >= place) && known.contains(part.hash)
        }
    }

    /// Where the first difference lies, given the first part that differs.
    ///
    /// Its author is the client until somebody knows better.
    func difference(from other: PromptSketch, at place: Int) -> PrefixBreak {
        let part = parts[place]
        var block = 0
        if place < other.parts.count, other.parts[place].kind == part.kind {
            let mine = blocks(of: part)
            let theirs = other.blocks(of: other.parts[place])
            block = zip(mine, theirs).prefix { $0.0 == $0.1 }.count
            // What is the other's beginning differs where it ends.
            block = min(block, max(0, mine.count - 1))
        }
        let from = block * Self.blockSize
        let to = max(from + 1, min(from + Self.blockSize, Int(part.length)))
        return PrefixBreak(
            author: .client, part: part.kind, index: Int(part.index), role: part.role,
            bytes: part.bodyOffset(from)..<part.bodyOffset(to - 1) + 1, bodyBytes: bodyBytes)
    }

    private func blocks(of part: Part) -> ArraySlice<UInt64> {
        let count = (Int(part.length) + Self.blockSize - 1) / Self.blockSize
        return blocks[Int(part.firstBlock)..<Int(part.firstBlock) + count]
    }
}

extension PromptSketch.Part {
    func isEqual(to other: Self) -> Bool { hash == other.hash && length == other.length && kind == other.kind }

    /// Where in the body a byte of the part lies, the markers before it included.
    func bodyOffset(_ offset: Int) -> Int {
        var place = Int(start) + offset
        for gap in gaps where Int(gap.lowerBound) <= place { place += gap.count }
        return place
    }
}
