// SPDX-License-Identifier: Apache-2.0

extension [UInt8] {
    /// Appends fixed text as it stands, without a detour through a string.
    mutating func append(text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }
}
