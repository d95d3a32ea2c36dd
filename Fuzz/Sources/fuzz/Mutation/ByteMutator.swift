// SPDX-License-Identifier: Apache-2.0

/// Changes that know nothing of any grammar but its tokens.
struct ByteMutator {
    let tokens: [[UInt8]]

    /// Bytes at which readers tend to change their mind.
    private static let telling: [UInt8] = [
        0x00, 0x09, 0x0A, 0x0D, 0x1F, 0x20, 0x22, 0x2C, 0x2D, 0x2E, 0x30, 0x39, 0x3A, 0x3B, 0x40, 0x5B, 0x5C, 0x5D,
        0x65, 0x7B, 0x7D, 0x7F, 0x80, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xFF,
    ]

    /// Changes `bytes` in one place; `donor` is another input to take from.
    func mutate(_ bytes: inout [UInt8], donor: [UInt8], _ random: inout SeededNumbers) {
        guard !bytes.isEmpty else {
            bytes = donor.isEmpty ? [random.byte()] : donor
            return
        }
        let place = random.below(bytes.count)
        switch random.below(12) {
        case 0: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1: bytes[place] = random.byte()
        case 2: bytes[place] = random.pick(Self.telling) ?? 0
        case 3: bytes.insert(random.pick(Self.telling) ?? 0, at: place)
        case 4: bytes.removeSubrange(random.range(in: bytes.count))
        case 5: bytes.insert(contentsOf: bytes[random.range(in: bytes.count)], at: place)
        case 6: bytes.removeLast(bytes.count - place)
        case 7: bytes.replaceSubrange(place..., with: donor.dropFirst(random.below(donor.count)))
        case 8:
            let piece = donor.isEmpty ? [] : donor[random.range(in: donor.count)]
            bytes.insert(contentsOf: piece, at: place)
        case 9: bytes.swapAt(place, random.below(bytes.count))
        case 10:
            let range = random.range(in: bytes.count)
            bytes.replaceSubrange(range, with: random.pick(tokens) ?? [])
        default: bytes.insert(contentsOf: random.pick(tokens) ?? [], at: place)
        }
    }
}
