// SPDX-License-Identifier: Apache-2.0

import Settings

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A loaded configuration in the forms in which `config show` prints it.
struct ConfigListing: Encodable, Sendable {
    /// A setting and its source.
    struct Entry: Encodable, Sendable {
        let key: String
        let value: SettingValue
        let source: String
        let isInThisVersion: Bool

        private enum CodingKeys: String, CodingKey {
            case key, value, source
            case isInThisVersion = "in_this_version"
        }
    }

    /// The file that was read, as shown.
    let file: String?
    /// Every setting worth a line.
    let settings: [Entry]
    /// What the owner should know.
    let warnings: [String]

    init(_ loaded: LoadedSettings, file: String?) {
        self.file = file
        warnings = loaded.warnings.map(\.description)
        settings = loaded.listing.map { listed in
            Entry(
                key: listed.definition.key, value: listed.value, source: listed.source.description,
                isInThisVersion: listed.definition.availability == .live)
        }
        texts = loaded.listing.map(\.text)
    }

    private let texts: [String]

    private enum CodingKeys: String, CodingKey {
        case file, settings, warnings
    }

    /// One JSON object: `file`, `settings` with key, value and source each, and `warnings`.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// A row for each setting.
    var table: TextTable {
        var table = TextTable(head: ["KEY", "VALUE", "FROM"])
        for (entry, text) in zip(settings, texts) {
            let note = entry.isInThisVersion ? "" : " (not in this version)"
            table.add([entry.key, text, entry.source + note])
        }
        return table
    }
}
