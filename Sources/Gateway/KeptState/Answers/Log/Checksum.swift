// SPDX-License-Identifier: Apache-2.0

/// XXH64 as its author published it: finds what a crash tore and a disk damaged, 32 bytes a step.
///
/// By itself it keeps nobody from making up bytes that fit; each segment has a random seed for that, which nobody sees.
enum Checksum {
    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    /// The checksum of some bytes.
    static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        var place = 0
        var sum: UInt64
        if bytes.count >= 32 {
            var lane1 = seed &+ prime1 &+ prime2
            var lane2 = seed &+ prime2
            var lane3 = seed
            var lane4 = seed &- prime1
            while place &+ 32 <= bytes.count {
                lane1 = round(lane1, word(bytes, place))
                lane2 = round(lane2, word(bytes, place &+ 8))
                lane3 = round(lane3, word(bytes, place &+ 16))
                lane4 = round(lane4, word(bytes, place &+ 24))
                place &+= 32
            }
            sum = turned(lane1, 1) &+ turned(lane2, 7) &+ turned(lane3, 12) &+ turned(lane4, 18)
            sum = merged(sum, lane1)
            sum = merged(sum, lane2)
            sum = merged(sum, lane3)
            sum = merged(sum, lane4)
        } else {
            sum = seed &+ prime5
        }
        sum &+= UInt64(bytes.count)
        while place &+ 8 <= bytes.count {
            sum = turned(sum ^ round(0, word(bytes, place)), 27) &* prime1 &+ prime4
            place &+= 8
        }
        if place &+ 4 <= bytes.count {
            let half = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
            sum = turned(sum ^ UInt64(half) &* prime1, 23) &* prime2 &+ prime3
            place &+= 4
        }
        while place < bytes.count {
            sum = turned(sum ^ UInt64(bytes[place]) &* prime5, 11) &* prime1
            place &+= 1
        }
        sum = (sum ^ sum >> 33) &* prime2
        sum = (sum ^ sum >> 29) &* prime3
        return sum ^ sum >> 32
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    private static func turned(_ word: UInt64, _ bits: UInt64) -> UInt64 { word &<< bits | word &>> (64 &- bits) }

    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        turned(lane &+ word &* prime2, 31) &* prime1
    }

    private static func merged(_ sum: UInt64, _ lane: UInt64) -> UInt64 {
        (sum ^ round(0, lane)) &* prime1 &+ prime4
    }
}
