// SPDX-License-Identifier: Apache-2.0

/// Makes new inputs from old ones, as a target's grammar suggests.
struct Mutator {
    /// The size that ordinary inputs stay under, in bytes.
    private static let limit = 6 << 10
    /// One in so many inputs is made large.
    private static let bloatedOnce = 8192

    private let grammar: Grammar
    private let words: [[UInt8]]
    private let bytes: ByteMutator
    private let json: JSONMutator
    private let lines: LineMutator

    init(grammar: Grammar, tokens: [String]) {
        self.grammar = grammar
        let plain = tokens.map { Array($0.utf8) }
        words = tokens.map { Array("\"\($0)\"".utf8) }
        bytes = ByteMutator(tokens: grammar == .json || grammar == .events ? plain + words : plain)
        json = JSONMutator(words: words)
        lines = LineMutator(tokens: plain)
    }

    /// A new input from `parent`; `donor` is another input to take from.
    func child(of parent: [UInt8], donor: [UInt8], _ random: inout SeededNumbers) -> [UInt8] {
        var child = parent
        if random.once(in: Self.bloatedOnce) {
            Bloat.apply(&child, grammar: grammar, words: words, &random)
            return Array(child.prefix(Bloat.limit))
        }
        repeat { mutate(&child, donor: donor, &random) } while random.once(in: 2)
        return child.count > Self.limit ? Array(child.prefix(Self.limit)) : child
    }

    private func mutate(_ child: inout [UInt8], donor: [UInt8], _ random: inout SeededNumbers) {
        switch grammar {
        case .json:
            if !random.once(in: 4), json.mutate(&child, donor: donor, &random) { return }
        case .events:
            switch random.below(4) {
            case 0: break
            case 1: return lines.mutate(&child, donor: donor, &random)
            default: if lines.mutateData(&child, donor: donor, with: json, &random) { return }
            }
        case .http:
            if random.once(in: 2) { return lines.mutate(&child, donor: donor, &random) }
        case .text: break
        }
        bytes.mutate(&child, donor: donor, &random)
    }
}
