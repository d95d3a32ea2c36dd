// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension SettingType {
    /// The value that `text` of an environment variable or option stands for; the text itself when it is none,
    /// so that the check that follows reports it.
    ///
    /// Lists and tables are JSON; blank clears them.
    func value(fromText text: String) -> SettingValue {
        let trimmed = text.trimmed
        switch self {
        case .text, .secret, .choice, .address, .url: return .text(text)
        case .integer: return Int(trimmed).map(SettingValue.integer) ?? .text(text)
        case .number: return Double(trimmed).map(SettingValue.number) ?? .text(text)
        case .boolean:
            switch trimmed.lowercased() {
            case "true", "1", "yes", "on": return .boolean(true)
            case "false", "0", "no", "off": return .boolean(false)
            default: return .text(text)
            }
        case .tables: return trimmed.isEmpty ? .list([]) : Self.json(trimmed) ?? .text(text)
        case .namedTables, .textTable, .textMatrix:
            return trimmed.isEmpty ? .table([:]) : Self.json(trimmed) ?? .text(text)
        }
    }

    private static func json(_ text: String) -> SettingValue? {
        try? JSONDecoder().decode(SettingValue.self, from: Data(text.utf8))
    }
}
