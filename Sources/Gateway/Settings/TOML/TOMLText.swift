// SPDX-License-Identifier: Apache-2.0

/// Writes values and keys as TOML.
enum TOMLText {
    /// `key` bare where TOML allows it, else quoted.
    static func key(_ key: String) -> String {
        let isBare = !key.isEmpty && key.utf8.allSatisfy(isBareKeyByte)
        return isBare ? key : string(key)
    }

    /// A basic string with everything escaped that TOML wants escaped; fits on one line.
    static func string(_ text: some StringProtocol) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case let control where control.value < 0x20 || control.value == 0x7F:
                let digits = String(control.value, radix: 16, uppercase: true)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// `value` on one line, tables inline with sorted keys; secrets are written in clear.
    static func literal(_ value: SettingValue) -> String {
        switch value {
        case .text(let text): string(text)
        case .secret(let secret): string(secret.value)
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .boolean(let flag): String(flag)
        case .date: string("")
        case .list(let values): "[" + values.map(literal).joined(separator: ", ") + "]"
        case .table(let values):
            values.isEmpty
                ? "{}"
                : "{ "
                    + values.sorted { $0.key < $1.key }.map { "\(key($0.key)) = \(literal($0.value))" }
                    .joined(separator: ", ") + " }"
        }
    }

    /// Whether `byte` may stand in a key without quotes.
    static func isBareKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
