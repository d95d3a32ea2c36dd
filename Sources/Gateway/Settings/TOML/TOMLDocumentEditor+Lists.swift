// SPDX-License-Identifier: Apache-2.0

extension TOMLDocumentEditor {
    /// Adds a table to the end of a list of tables at the top of the document; the list is made when it is missing.
    ///
    /// Throws, and changes nothing, when the document has the name in another form.
    public mutating func append(_ fields: [(String, SettingValue)], to list: String) throws(TOMLEditError) {
        let path = SettingPath([.key(list)])
        let outline = TOMLOutline(text)
        var old: [SettingValue] = []
        if let value = value(of: list) {
            guard case .list(let values) = value else { throw TOMLEditError(key: list, line: outline.line(of: path)) }
            old = values
        }
        let table = SettingValue.table(Dictionary(fields.map { ($0.0, $0.1.inClear) }) { _, last in last })
        let assignments = fields.map { "\(TOMLText.key($0.0)) = \(TOMLText.literal($0.1))" }

        var insertions: [TOMLInsertion] = []
        if let entry = outline.entries.first(where: { $0.path == path }) {
            let inline = "{ " + assignments.joined(separator: ", ") + " }"
            insertions = TOMLInsertion.places(inList: entry, for: inline, outline: outline)
        } else {
            let lead = outline.bytes.isEmpty ? "" : "\n"
            let block = "\(lead)[[\(TOMLText.key(list))]]\n" + assignments.joined(separator: "\n") + "\n"
            let end = outline.bytes.count
            insertions = [TOMLInsertion(range: end..<end, text: block)]
        }
        for insertion in insertions {
            var candidate = self
            candidate.text = insertion.applied(to: outline.bytes)
            if candidate.value(of: list) == .list(old + [table]), candidate.keepsOthers(of: self, but: path) {
                self = candidate
                return
            }
        }
        throw TOMLEditError(key: list, line: outline.line(of: path))
    }
}

extension TOMLInsertion {
    /// Where one more element of a list in brackets may go, the best place first.
    fileprivate static func places(
        inList entry: TOMLOutline.Entry, for element: String, outline: TOMLOutline
    ) -> [TOMLInsertion] {
        let end = entry.value.upperBound - 1
        guard end > entry.value.lowerBound else { return [] }
        // Whether a comma is wanted depends on comments and on one that may be there: the caller tries.
        var texts = [element, ", " + element]
        if let line = outline.bytes[..<end].lastIndex(of: UInt8(ascii: "\n")), line >= entry.value.lowerBound {
            texts = ["    \(element),\n", "    , \(element)\n"]
        }
        return texts.map { TOMLInsertion(range: end..<end, text: $0) }
    }
}
