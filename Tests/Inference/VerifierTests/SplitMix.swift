// SPDX-License-Identifier: Apache-2.0

/// Numbers that are the same in every run.
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 to 1.
    mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

    /// Two different members.
    mutating func two<Element>(_ list: [Element]) -> (Element, Element) {
        let first = below(list.count)
        let step = 1 + below(list.count - 1)
        return (list[first], list[(first + step) % list.count])
    }
}
