// SPDX-License-Identifier: Apache-2.0

/// Whether a JSON object that comes in pieces has come to its end.
///
/// It looks at brackets and quotes only: enough to tell that nothing more is to be expected of a tool call's
/// arguments. Text that is no object never ends.
struct JSONProgress: Sendable {
    private var depth = 0
    private var hasBegun = false
    private var isInString = false
    private var isEscaped = false

    /// Whether all that was opened is closed again.
    var isComplete: Bool { hasBegun && depth == 0 && !isInString }

    mutating func take(_ text: String) {
        for byte in text.utf8 {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                hasBegun = true
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""): isInString = true
            default: break
            }
        }
    }
}
