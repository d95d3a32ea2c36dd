// SPDX-License-Identifier: Apache-2.0

/// An IPv4 address in the one spelling that all software reads alike: four decimal numbers without leading zeros.
///
/// `127.1`, `0x7f.0.0.1`, `2130706433` and `010.0.0.1` are addresses to some resolvers and names to others, so they are
/// none here.
struct DottedQuad: Hashable {
    let bytes: SIMD4<UInt8>

    init?(_ text: some StringProtocol) {
        var bytes = SIMD4<UInt8>()
        var place = 0
        var digits = 0
        var value = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: ".") {
                guard digits > 0, place < 3 else { return nil }
                bytes[place] = UInt8(value)
                place += 1
                digits = 0
                value = 0
            } else {
                let digit = byte &- UInt8(ascii: "0")
                guard digit < 10, digits == 0 || value > 0 else { return nil }
                value = value * 10 + Int(digit)
                digits += 1
                guard value <= 255 else { return nil }
            }
        }
        guard place == 3, digits > 0 else { return nil }
        bytes[3] = UInt8(value)
        self.bytes = bytes
    }

    /// 127.0.0.0/8.
    var isLoopback: Bool { bytes[0] == 127 }

    /// RFC 1918: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16.
    var isPrivate: Bool {
        bytes[0] == 10 || bytes[0] == 172 && bytes[1] & 0xF0 == 16 || bytes[0] == 192 && bytes[1] == 168
    }
}
