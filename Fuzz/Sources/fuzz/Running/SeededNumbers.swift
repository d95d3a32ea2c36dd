// SPDX-License-Identifier: Apache-2.0

/// Random numbers that are the same again for the same seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// Numbers that depend on nothing but `bytes`, for choices which a replay must make again.
    init(from bytes: [UInt8]) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        state = hash
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number in `0..<limit`; zero if there is none.
    mutating func below(_ limit: Int) -> Int {
        limit <= 1 ? 0 : Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(limit)).high)
    }

    /// True once in `times` on average.
    mutating func once(in times: Int) -> Bool { below(times) == 0 }

    /// A random byte.
    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next() >> 24) }

    /// One of `choices`, or nil if there are none.
    mutating func pick<Choice>(_ choices: [Choice]) -> Choice? {
        choices.isEmpty ? nil : choices[below(choices.count)]
    }

    /// A range inside `0..<count`, short ones more often than long ones.
    mutating func range(in count: Int) -> Range<Int> {
        let start = below(count)
        let longest = once(in: 4) ? count - start : min(count - start, 12)
        return start..<start + min(count - start, 1 + below(longest))
    }
}
