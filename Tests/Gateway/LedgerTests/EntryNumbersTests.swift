// SPDX-License-Identifier: Apache-2.0

import Ledger
import SeededNumbers
import Testing

/// Entries are written in few bytes, in one way, and nothing else is taken for one.
struct EntryNumbersTests {
    /// A hit: shape 2, marks 128, status 200, 120 µs, tool 3, provider 4, model 5, principal 6, 100 + 50 in, 10 out, $0.000145.
    private static let hit: [UInt8] = [
        0x01, 0x7F, 0x59, 0x10, 0x02, 0x80, 0x01, 0xC8, 0x01, 0x78, 0x03, 0x04, 0x05, 0x06, 0x64, 0x0A, 0x32, 0xE8,
        0xEC, 0x08,
    ]

    private static var hitNumbers: EntryNumbers {
        var numbers = EntryNumbers()
        numbers.shape = 2
        numbers.marks = 128
        numbers.status = 200
        numbers.duration = 120
        numbers.tool = 3
        numbers.provider = 4
        numbers.model = 5
        numbers.principal = 6
        numbers.counts.input = 100
        numbers.counts.output = 10
        numbers.counts.cachedRead = 50
        numbers.money = Money(nanos: 145_000)
        return numbers
    }

    private static var fields: [WritableKeyPath<EntryNumbers, Int64>] {
        [
            \.shape, \.marks, \.status, \.duration, \.tool, \.provider, \.model, \.answered, \.principal, \.session,
            \.key,
            \.counts.input, \.counts.output, \.counts.reasoning, \.counts.cachedRead, \.counts.cacheWrite5m,
            \.counts.cacheWrite1h, \.counts.audioInput, \.counts.imageInput, \.counts.audioOutput,
        ]
    }

    @Test func `an entry's bytes are these`() {
        #expect(Self.hitNumbers.packed == Self.hit)
        #expect(EntryNumbers(packed: Self.hit) == Self.hitNumbers)
        #expect(EntryNumbers().packed == [1, 0, 0, 0])
        var free = EntryNumbers()
        free.money = .zero
        #expect(free.packed == [1, 0, 0, 0x10, 0])
        #expect(EntryNumbers(packed: free.packed) == free)
    }

    @Test func `every number comes back, each alone and all together`() {
        for (place, field) in Self.fields.enumerated() {
            for number: Int64 in [1, 127, 128, 16_383, 16_384, .max, -1, .min] {
                var numbers = EntryNumbers()
                numbers[keyPath: field] = number
                #expect(EntryNumbers(packed: numbers.packed) == numbers, "field \(place), \(number)")
            }
        }
        var numbers = EntryNumbers()
        for field in Self.fields { numbers[keyPath: field] = .min }
        numbers.money = Money(nanos: -1)
        #expect(numbers.packed.count == EntryNumbers.mostBytes)
        #expect(EntryNumbers(packed: numbers.packed) == numbers)
    }

    @Test func `what is written is read again, whatever it is`() {
        var dice = SplitMix64(seed: 39)
        for _ in 0..<5000 {
            var numbers = EntryNumbers()
            for field in Self.fields where dice.chance(50) {
                numbers[keyPath: field] = Int64(bitPattern: dice.next() >> UInt64(dice.below(64)))
            }
            if dice.chance(50) { numbers.money = Money(nanos: Int64(dice.below(1_000_000))) }
            let bytes = numbers.packed
            #expect(EntryNumbers(packed: bytes) == numbers)
            // Neither less nor more is an entry.
            #expect(EntryNumbers(packed: Array(bytes.dropLast())) == nil)
            #expect(EntryNumbers(packed: bytes + [0]) == nil)
        }
    }

    @Test(
        arguments: [
            [], [1], [1, 0, 0], [0, 0, 0, 0], [2, 0, 0, 0], [1, 0, 0, 0x20], [1, 0, 0, 0x80],
            // A zero that is there, a number with an end of nothing, one that does not end, one of more than 64 bits.
            [1, 1, 0, 0, 0], [1, 1, 0, 0, 0x81, 0], [1, 1, 0, 0, 0x81],
            [1, 1, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2],
            [1, 1, 0, 0, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1],
        ] as [[UInt8]])
    func `what was not written so is not read`(_ bytes: [UInt8]) {
        #expect(EntryNumbers(packed: bytes) == nil)
    }

    @Test func `whatever can be read is written the same`() {
        var dice = SplitMix64(seed: 40)
        var read = 0
        for _ in 0..<50_000 {
            var bytes = Self.hit
            for _ in 0...dice.below(3) {
                switch dice.below(3) {
                case 0: bytes[dice.below(bytes.count)] = UInt8(dice.below(256))
                case 1: bytes.insert(UInt8(dice.below(256)), at: dice.below(bytes.count + 1))
                default: bytes.remove(at: dice.below(bytes.count))
                }
            }
            guard let numbers = EntryNumbers(packed: bytes) else { continue }
            read += 1
            #expect(numbers.packed == bytes)
        }
        #expect(read > 1000)
    }
}
