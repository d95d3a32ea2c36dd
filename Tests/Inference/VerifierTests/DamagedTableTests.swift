// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Verifier

/// The embedded tables, cut, changed and of another version: always a typed refusal.
@Suite("Damaged tables")
struct DamagedTableTests {
    static let trees = Array(Verifier.trees)
    static let words = Array(Verifier.words)

    @Test("are taken as they were built")
    func whole() throws {
        #expect(Damage.ofTrees(Self.trees) == nil)
        #expect(Damage.ofWords(Self.words) == nil)
        #expect(try Verifier().model != nil)
    }

    @Test("are refused when they are cut anywhere, or longer than they were")
    func cut() {
        for length in [0, 1, 7, 8, 47, 48, 79, 80, 81, Self.trees.count / 2, Self.trees.count - 1] {
            #expect(Damage.isDamage(Damage.ofTrees(Array(Self.trees.prefix(length)))), "\(length)")
            #expect(Damage.isDamage(Damage.ofWords(Array(Self.words.prefix(length)))), "\(length)")
        }
        #expect(Damage.isDamage(Damage.ofWords(Array(Self.words.dropLast()))))
        #expect(Damage.isDamage(Damage.ofTrees(Self.trees + [1])))
        #expect(Damage.isDamage(Damage.ofWords(Self.words + [1])))
    }

    @Test("are refused when one bit of them is another, wherever it is")
    func flipped() {
        var numbers = SplitMix(seed: 4)
        for _ in 0..<60 {
            var bytes = Self.trees
            bytes[8 + numbers.below(bytes.count - 8)] ^= 1 << UInt8(numbers.below(8))
            #expect(Damage.isDamage(Damage.ofTrees(bytes)))
        }
        for _ in 0..<8 {
            var bytes = Self.words
            bytes[8 + numbers.below(bytes.count - 8)] ^= 1 << UInt8(numbers.below(8))
            #expect(Damage.isDamage(Damage.ofWords(bytes)))
        }
        for place in 0..<7 {
            var bytes = Self.trees
            bytes[place] ^= 0x20
            #expect(Damage.isDamage(Damage.ofTrees(bytes)))
        }
    }

    @Test("of a newer version are refused as such, and trees of other features, too")
    func versions() {
        for version in [UInt8(ascii: "0"), UInt8(ascii: "2"), UInt8(ascii: "9")] {
            var (trees, words) = (Self.trees, Self.words)
            trees[7] = version
            words[7] = version
            #expect(Damage.ofTrees(trees) == .otherFormat("ISTREES"))
            #expect(Damage.ofTrees(Damage.sealed(trees, at: 72)) == .otherFormat("ISTREES"))
            #expect(Damage.ofWords(Damage.sealed(words, at: 40)) == .otherFormat("ISWORDS"))
        }
        #expect(Damage.ofTrees(Self.trees, features: PairFeatures.names.reversed()) == .otherFeatures)
    }

    @Test("a small table of words is read, and whatever one of its bytes is, it is refused or asked without harm")
    func wrongValues() throws {
        let small = Self.smallWords()
        try small.withUnsafeBytes { raw in
            let table = try WordTable(raw)
            let (cat, dog) = (try #require(table.word("cat")), try #require(table.word("dog")))
            #expect(table.word("cow") == nil)
            #expect(table.relation(cat, dog) == [.kin, .antonym])
            #expect(Lexicon(words: table).lemma("dogz") == dog)
        }
        for place in small.indices where !(40..<48).contains(place) {
            for value in [UInt8(0), 1, 0x7F, 0xFF] {
                var bytes = small
                bytes[place] = value
                bytes = Damage.sealed(bytes, at: 40)
                bytes.withUnsafeBytes { raw in
                    guard let table = try? WordTable(raw) else { return }
                    for one in 0..<2 {
                        for other in 0..<2 { _ = table.relation(one, other) }
                        _ = table.count(one)
                    }
                    for word in ["cat", "dog", "dogz", ""] { _ = table.word(word) }
                    _ = table.phrases
                }
            }
        }
    }

    /// Two words, cat and dog, that are kin and opposites; "dogz" is an irregular form of dog.
    private static func smallWords() -> [UInt8] {
        var bytes = Array("ISWORDS1".utf8)
        func word(_ value: UInt32) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }
        for value in [UInt32(2), 1, 48, 80, 92, 116, 126, 0, 0, 0] { word(value) }
        // Place of the text, place of the ids, lengths: text, synsets, parents, opposites, sets, parts; flags.
        for (text, id) in [(UInt32(0), UInt32(0)), (3, 3)] {
            word(text)
            word(id)
            bytes += [3, 1, 1, 1, 0, 0, 1, 0]
        }
        word(6)
        word(1)
        bytes += [4, 0, 0, 0]
        for id in [UInt32(10), 20, 1, 11, 20, 0] { word(id) }
        bytes += Array("catdogdogz".utf8)
        return Damage.sealed(bytes, at: 40)
    }
}
