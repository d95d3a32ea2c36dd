// SPDX-License-Identifier: Apache-2.0

/// The names that the gateway gives to requests.
enum RequestID {
    /// Whether `text` may be one: letters, digits and hyphens only, so it can stand in an address and in JSON as it is.
    static func isOne(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128
            && text.utf8.allSatisfy { byte in
                byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x2D
            }
    }
}
