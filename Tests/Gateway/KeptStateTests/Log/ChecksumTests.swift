// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KeptState

@Suite("Checksums of the log")
struct ChecksumTests {
    private func checksum(_ bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
        bytes.withUnsafeBytes { Checksum.of($0, seed: seed) }
    }

    @Test("they are those that the algorithm's author published")
    func published() {
        #expect(checksum([]) == 0xEF46_DB37_51D8_E999)
        #expect(checksum(Array("a".utf8)) == 0xD24E_C4F1_A98C_6E5B)
        #expect(checksum(Array("abc".utf8)) == 0x44BC_2CF5_AD77_0999)
        #expect(checksum(Array("Nobody inspects the spammish repetition".utf8)) == 0xFBCE_A83C_8A37_8BF1)
        #expect(checksum(Array("a".utf8), seed: 20_141_025) == 0x9FE3_CE22_1F1D_D34A)
        #expect(checksum((0..<100).map { UInt8($0) }, seed: 20_141_025) == 0x5D36_914A_E11E_7A18)
    }

    @Test("any bit that changes changes them, at any length")
    func bits() {
        for count in 1..<80 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            let sum = checksum(bytes, seed: 7)
            for bit in 0..<8 * count {
                var other = bytes
                other[bit / 8] ^= 1 << (bit % 8)
                #expect(checksum(other, seed: 7) != sum)
            }
        }
    }
}
