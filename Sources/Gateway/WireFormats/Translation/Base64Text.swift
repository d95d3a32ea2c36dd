// SPDX-License-Identifier: Apache-2.0

/// Text that a client sent as base64.
enum Base64Text {
    /// The text; nil if the data is not base64 or not UTF-8.
    static func decode(_ data: String) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.utf8.count / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        var hasEnded = false
        for byte in data.utf8 {
            if byte == UInt8(ascii: "=") {
                hasEnded = true
                continue
            }
            if byte == 0x0A || byte == 0x0D { continue }
            guard !hasEnded, let value = value(byte) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 1
            if count == 4 {
                for shift: UInt32 in [16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
                (bits, count) = (0, 0)
            }
        }
        switch count {
        case 0: break
        case 2: bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
        case 3:
            bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
        default: return nil
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
