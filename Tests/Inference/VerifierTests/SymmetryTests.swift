// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Verifier

@Suite("Symmetry and determinism")
struct SymmetryTests {
    @Test("f(a, b) is f(b, a), to the last bit, on made-up pairs")
    func symmetry() {
        var prompts = MadeUpPrompts(seed: 8)
        for _ in 0..<700 {
            let (first, second) = prompts.pair()
            let (one, other) = (Reading.verifier.prepare(first), Reading.verifier.prepare(second))
            let forth = Reading.verifier.features(one, other)
            let back = Reading.verifier.features(other, one)
            #expect(forth.values == back.values, "\(first) | \(second)")
            #expect(forth.vetoes == back.vetoes, "\(first) | \(second)")
            let areFinite = forth.values.allSatisfy { $0.isFinite }
            #expect(areFinite)
        }
    }

    @Test("preparing twice gives the same")
    func determinism() {
        var prompts = MadeUpPrompts(seed: 5)
        for _ in 0..<300 {
            let (text, _) = prompts.pair()
            #expect(Reading.verifier.prepare(text) == Reading.verifier.prepare(text))
        }
    }

    @Test("equal texts are the same unless they point outside themselves")
    func reflexive() {
        var prompts = MadeUpPrompts(seed: 3)
        for _ in 0..<500 {
            let (text, _) = prompts.pair()
            let prepared = Reading.verifier.prepare(text)
            let verdict = Reading.verifier.compare(prepared, prepared)
            #expect(verdict.isSame == !prepared.isDeictic, "\(text): \(verdict.vetoes)")
            #expect(verdict.probability == 1)
        }
    }

    @Test("there is a name for every value, and no name twice")
    func names() {
        let text = Reading.verifier.prepare("How do I sort a list?")
        #expect(Reading.verifier.features(text, text).values.count == PairFeatures.names.count)
        #expect(Set(PairFeatures.names).count == PairFeatures.names.count)
    }
}

/// Prompts put together at random from words that guards care about.
struct MadeUpPrompts {
    private var numbers: SplitMix

    init(seed: UInt64) {
        numbers = SplitMix(seed: seed)
    }

    private mutating func next() -> UInt64 { numbers.next() }

    private static let words = """
        how do i what is the why does when can you please not never without a an in to from of and or restart delete remove install
        disable enable file folder database MySQL PostgreSQL nginx Docker k8s python3 Python 3.11 2 GB two gigabytes 1,000 5pm 17:00
        /etc/hosts --force getUser user_id "quoted text" `code` first last all only before after than with for if unless table JSON
        Spanish German teh organisation organizing colour Paris London happy sad big small one doesn't won't it's file's e.g. A/B C++
        naïve 漢字 🙂 monday January <div> #12 50% $5 -x http://example.com/a?b=c don’t “smart” as best way
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    /// A prompt, and the same with a few words changed, moved or dropped.
    mutating func pair() -> (String, String) {
        let count = Int(next() % 14) + 1
        let first = (0..<count).map { _ in Self.words[Int(next() % UInt64(Self.words.count))] }
        var second = first
        for _ in 0..<(next() % 4) {
            let place = Int(next() % UInt64(second.count))
            switch next() % 4 {
            case 0: second[place] = Self.words[Int(next() % UInt64(Self.words.count))]
            case 1: second.swapAt(place, Int(next() % UInt64(second.count)))
            case 2 where second.count > 1: second.remove(at: place)
            default: second.insert(Self.words[Int(next() % UInt64(Self.words.count))], at: place)
            }
        }
        return (first.joined(separator: " "), second.joined(separator: " "))
    }
}
