// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text without the white space around it.
    var trimmed: String {
        let start = drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}

extension SettingValue {
    /// Whether it is text or a credential with nothing in it.
    var isBlank: Bool {
        switch self {
        case .text(let text): text.trimmed.isEmpty
        case .secret(let secret): secret.value.trimmed.isEmpty
        default: false
        }
    }
}
