// SPDX-License-Identifier: Apache-2.0

/// A configuration document fit to be shown: each credential in it is masked, those in comments too.
public struct MaskedDocument: Sendable, CustomStringConvertible {
    /// The document with masked credentials.
    public let description: String

    /// Masks the credentials of `text`, which is a configuration file.
    public init(_ text: String) {
        description = Self.masked(text)
    }

    private static func masked(_ text: String) -> String {
        let outline = TOMLOutline(text)
        var replacements = outline.comments.compactMap { comment -> (Range<Int>, String)? in
            // A comment that once was a statement is masked like one; the rest of it reads the same.
            let content = outline.text(comment)
            let marks = content.prefix { $0 == "#" }
            let shown = marks + masked(String(content.dropFirst(marks.count)))
            return shown == content ? nil : (comment, String(shown))
        }
        for entry in outline.entries {
            guard let name = entry.path.lastKey, SettingsSchema.secretNames.contains(name) else { continue }
            let value = outline.text(entry.value)
            guard !value.hasPrefix("["), !value.hasPrefix("{") else { continue }
            let content = value.drop { $0 == "\"" || $0 == "'" }.prefix { $0 != "\"" && $0 != "'" }
            guard !content.isEmpty else { continue }
            replacements.append((entry.value, TOMLText.string(Secret(String(content)).masked)))
        }
        var bytes = outline.bytes
        for (range, replacement) in replacements.sorted(by: { $0.0.lowerBound > $1.0.lowerBound }) {
            bytes.replaceSubrange(range, with: Array(replacement.utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension SettingsSchema {
    /// The last names of all keys and fields that hold credentials.
    static let secretNames: Set<String> = {
        func names(of type: SettingType, named name: String) -> [String] {
            switch type {
            case .secret: [name]
            case .tables(let fields), .namedTables(let fields):
                fields.flatMap { names(of: $0.type, named: $0.name) }
            default: []
            }
        }
        return Set(definitions.flatMap { names(of: $0.type, named: $0.path.lastKey ?? $0.key) })
    }()
}
