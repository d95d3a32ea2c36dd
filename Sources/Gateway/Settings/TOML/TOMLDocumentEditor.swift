// SPDX-License-Identifier: Apache-2.0

/// Sets values in a TOML document and leaves everything else, comments and spacing included, as it is.
public struct TOMLDocumentEditor: Sendable {
    /// The document as it now stands.
    public internal(set) var text: String

    /// Opens a document; throws when it is not TOML.
    public init(_ text: String) throws(TOMLSyntaxError) {
        _ = try TOMLDocument(text)
        self.text = text
    }

    /// The value of a key at the top of the document, or in `table`.
    public func value(of key: String, in table: String? = nil) -> SettingValue? {
        guard let root = try? TOMLDocument(text).root else { return nil }
        guard let table else { return root[key] }
        guard case .table(let values) = root[table] else { return nil }
        return values[key]
    }

    /// Sets a key at the top of the document, or in `table`, which is made when it is missing.
    ///
    /// A value that is there is replaced in its place. A new key goes below a line that shows it commented out, else
    /// behind the keys that are there. Throws, and changes nothing, when the document has the name in another form.
    public mutating func set(_ key: String, in table: String? = nil, to value: SettingValue) throws(TOMLEditError) {
        let outline = TOMLOutline(text)
        let steps = ((table.map { [$0] } ?? []) + [key]).map { SettingPath.Step.key($0) }
        let path = SettingPath(steps)
        let assignment = "\(TOMLText.key(key)) = \(TOMLText.literal(value))"

        var insertions: [TOMLInsertion] = []
        if let entry = outline.entries.first(where: { $0.path == path }) {
            insertions = [TOMLInsertion(range: entry.value, text: TOMLText.literal(value))]
        } else if let table {
            insertions = TOMLInsertion.places(inTable: table, for: assignment, outline: outline)
        } else {
            insertions = TOMLInsertion.placesAtTop(key: key, for: assignment, outline: outline)
        }
        // What a place looks like can deceive (a comment inside a list, say): the first that gives the wanted document is it.
        for insertion in insertions {
            var candidate = self
            candidate.text = insertion.applied(to: outline.bytes)
            if candidate.value(of: key, in: table) == value.inClear, candidate.keepsOthers(of: self, but: path) {
                self = candidate
                return
            }
        }
        throw TOMLEditError(key: path.description, line: outline.line(of: path))
    }

    /// Whether every value but the one at `path` is as it was in `before`.
    func keepsOthers(of before: TOMLDocumentEditor, but path: SettingPath) -> Bool {
        guard let old = try? TOMLDocument(before.text).root, let new = try? TOMLDocument(text).root else {
            return false
        }
        return Self.removing(path.steps[...], from: old) == Self.removing(path.steps[...], from: new)
    }

    /// `table` without the value at the end of `steps`, and without the table that held it if that is empty then.
    private static func removing(
        _ steps: ArraySlice<SettingPath.Step>, from table: [String: SettingValue]
    ) -> [String: SettingValue] {
        guard case .key(let name) = steps.first else { return table }
        var rest = table
        if steps.count == 1 {
            rest[name] = nil
        } else if case .table(let inner) = table[name] {
            let remaining = removing(steps.dropFirst(), from: inner)
            rest[name] = remaining.isEmpty ? nil : .table(remaining)
        }
        return rest
    }
}

extension SettingValue {
    /// The value as a document gives it back: credentials are plain text there.
    var inClear: SettingValue {
        guard case .secret(let secret) = self else { return self }
        return .text(secret.value)
    }
}
