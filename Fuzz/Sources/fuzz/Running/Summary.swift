// SPDX-License-Identifier: Apache-2.0

/// A hash of what a reader made of an input: the cheap stand-in for coverage feedback.
struct Summary {
    private(set) var value: UInt64 = 0x9AE1_6A3B_2F90_404F

    mutating func add(_ number: Int) {
        value = (value ^ UInt64(bitPattern: Int64(number))) &* 0xFF51_AFD7_ED55_8CCD
        value ^= value >> 29
    }

    mutating func add(_ flag: Bool) { add(flag ? 1 : 2) }

    /// Adds a word such as an error code.
    mutating func add(_ word: String) {
        for byte in word.utf8 { add(Int(byte)) }
    }

    /// Adds a count by order of magnitude only, so that one more of the same is nothing new.
    mutating func add(magnitude count: Int) { add(64 - count.leadingZeroBitCount) }
}
