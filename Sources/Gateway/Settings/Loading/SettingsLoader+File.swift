// SPDX-License-Identifier: Apache-2.0

extension SettingsLoader {
    /// Reads the file in force, if there is one.
    mutating func readFile() {
        guard let path = request.fileInForce else { return }
        use(file: path)
        let shownPath = request.displayed(path)
        let text: String
        do {
            text = try PrivateFile.contents(of: path)
        } catch {
            note(
                SettingsProblem(
                    .file(path: shownPath, line: nil), key: "", .unreadable("cannot be read: \(error.reason)"),
                    remedy: "name another file with --config, or write one with \"isartor init\""))
            return
        }
        do {
            let document = try TOMLDocument(text)
            let before = problems.count
            read(document.root, at: SettingPath()) { place in
                .file(path: shownPath, line: document.outline.line(of: place))
            }
            sortProblems(from: before)
        } catch {
            let place = SettingSource.file(path: shownPath, line: error.line)
            note(SettingsProblem(place, key: "", .unreadable(error.description)))
        }
    }

    private mutating func read(
        _ table: [String: SettingValue], at path: SettingPath, source: (SettingPath) -> SettingSource
    ) {
        for (name, value) in table.sorted(by: { $0.key < $1.key }) {
            let place = path.key(name)
            let key = place.description
            if let definition = SettingsSchema.definition(of: key) {
                take(value, for: definition, from: source)
            } else if case .table(let inner) = value, !inner.isEmpty {
                // Also of an unknown table each key is reported: `cache.ttl_secs` lies near `cache_ttl_secs`.
                read(inner, at: place, source: source)
            } else if case .table = value, SettingsSchema.isGroup(key) {
                continue
            } else if SettingsSchema.isGroup(key) {
                note(
                    ValueFault(path: place, fault: .unexpected(expected: "a table", found: value.shown)),
                    from: source(place))
            } else {
                noteUnknown(place, from: source(place))
            }
        }
    }

    private mutating func noteUnknown(_ place: SettingPath, from source: SettingSource) {
        if place.steps.count > 1, let name = place.lastKey, SettingsSchema.definition(of: name) != nil {
            let remedy = "\(name) is no part of a table: move it above the first [table] of the file"
            note(ValueFault(path: place, fault: .unknownKey, remedy: remedy), from: source)
        } else {
            let suggestion = SettingsSchema.suggestion(for: place.description)
            note(ValueFault(path: place, fault: .unknownKey, didYouMean: suggestion), from: source)
        }
    }
}
