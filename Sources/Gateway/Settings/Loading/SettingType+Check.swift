// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a value or a part of it, before it is known which source it came from.
struct ValueFault: Equatable {
    let path: SettingPath
    let fault: SettingsProblem.Fault
    var didYouMean: String?
    var remedy: String?
}

extension SettingType {
    /// Checks `value` and gives it in the form that the schema holds: words in lower case, credentials wrapped.
    ///
    /// Adds everything that is wrong to `faults`; `nil` when the value cannot be used. Parts that hold credentials are
    /// never quoted.
    func checked(_ value: SettingValue, at path: SettingPath, faults: inout [ValueFault]) -> SettingValue? {
        switch (self, value) {
        case (.text, .text), (.boolean, .boolean): return value
        case (.secret, .text(let text)): return checkedSecret(text, at: path, faults: &faults)
        case (.secret, .secret): return value
        case (.integer(let range, _), .integer(let number)) where range.contains(number): return value
        case (.number(let range), .number(let number)) where range.contains(number): return value
        case (.number(let range), .integer(let number)) where range.contains(Double(number)):
            return .number(Double(number))
        case (.choice(let words), .text(let text)):
            let word = text.trimmed.lowercased()
            if words.contains(word) { return .text(word) }
            let nearest = SpellingSuggestion.nearest(to: word, among: words)
            reject(value, at: path, faults: &faults, didYouMean: nearest.map { TOMLText.string($0) })
        case (.address, .text(let text)):
            if let address = ListenAddress(text.trimmed) { return .text(address.description) }
            reject(value, at: path, faults: &faults)
        case (.url, .text(let text)):
            if text.trimmed.isEmpty || EndpointURL.isAcceptable(text.trimmed) { return .text(text.trimmed) }
            // The part before an @ may be a password, and a query may hold a key.
            let isSafe = !text.contains("@") && !text.contains("?")
            let fault = SettingsProblem.Fault.unexpected(expected: expectation, found: isSafe ? value.shown : nil)
            faults.append(ValueFault(path: path, fault: fault))
        case (.tables(let fields), .list(let values)):
            return checkedTables(values, fields, at: path, faults: &faults)
        case (.namedTables(let fields), .table(let values)):
            return checkedEach(values, at: path, faults: &faults) { value, path, faults in
                Self.checkedFields(value, fields, at: path, faults: &faults)
            }
        case (.textTable, .table(let values)):
            return checkedEach(values, at: path, faults: &faults, using: Self.checkedText)
        case (.textMatrix, .table(let values)):
            return checkedEach(values, at: path, faults: &faults) { value, path, faults in
                SettingType.textTable.checked(value, at: path, faults: &faults)
            }
        default: reject(value, at: path, faults: &faults)
        }
        return nil
    }

    /// Whether a value is a credential or has one in it.
    var holdsSecret: Bool {
        switch self {
        case .secret: true
        case .tables(let fields), .namedTables(let fields): fields.contains { $0.type.holdsSecret }
        default: false
        }
    }

    // MARK: Parts

    private func reject(
        _ value: SettingValue, at path: SettingPath, faults: inout [ValueFault], didYouMean: String? = nil
    ) {
        let found = holdsSecret ? nil : value.shown
        faults.append(
            ValueFault(path: path, fault: .unexpected(expected: expectation, found: found), didYouMean: didYouMean))
    }

    private func checkedSecret(_ text: String, at path: SettingPath, faults: inout [ValueFault]) -> SettingValue? {
        let text = text.trimmed
        // A line break in a key would end the header that carries it.
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            faults.append(
                ValueFault(path: path, fault: .unacceptable("the key holds a line break or control character")))
            return nil
        }
        return .secret(Secret(text))
    }

    private func checkedTables(
        _ values: [SettingValue], _ fields: [SettingField], at path: SettingPath, faults: inout [ValueFault]
    ) -> SettingValue? {
        var checked: [SettingValue] = []
        for (index, value) in values.enumerated() {
            guard case .table = value else {
                reject(value, at: path.index(index), faults: &faults)
                continue
            }
            if let table = Self.checkedFields(value, fields, at: path.index(index), faults: &faults) {
                checked.append(table)
            }
        }
        return checked.count == values.count ? .list(checked) : nil
    }

    private static func checkedFields(
        _ value: SettingValue, _ fields: [SettingField], at path: SettingPath, faults: inout [ValueFault]
    ) -> SettingValue? {
        guard case .table(let values) = value else {
            SettingType.namedTables(fields).reject(value, at: path, faults: &faults)
            return nil
        }
        let before = faults.count
        let names = fields.map(\.name)
        for unknown in values.keys.sorted() where !names.contains(unknown) {
            let nearest = SpellingSuggestion.nearest(to: unknown, among: names)
            faults.append(ValueFault(path: path.key(unknown), fault: .unknownKey, didYouMean: nearest))
        }
        var checked: [String: SettingValue] = [:]
        for field in fields {
            if let value = values[field.name] {
                checked[field.name] = field.type.checked(value, at: path.key(field.name), faults: &faults)
            }
            let isBlank = checked[field.name].map(\.isBlank) ?? (values[field.name] == nil)
            if field.isRequired, isBlank {
                faults.append(ValueFault(path: path, fault: .unacceptable("\(field.name) is missing or blank")))
            }
        }
        return faults.count == before ? .table(checked) : nil
    }

    private func checkedEach(
        _ values: [String: SettingValue], at path: SettingPath, faults: inout [ValueFault],
        using check: (SettingValue, SettingPath, inout [ValueFault]) -> SettingValue?
    ) -> SettingValue? {
        let before = faults.count
        var checked: [String: SettingValue] = [:]
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            if name.trimmed.isEmpty {
                faults.append(ValueFault(path: path, fault: .unacceptable("a name in it is blank")))
            } else if SettingsSchema.definition(of: name) != nil {
                // The usual slip in TOML; read as it stands, a key set here would be taken for a mere name.
                faults.append(
                    ValueFault(
                        path: path.key(name), fault: .unacceptable("\(name) is a setting of its own"),
                        remedy: "move it above the first [table] of the file"))
            } else {
                checked[name] = check(value, path.key(name), &faults)
            }
        }
        return faults.count == before ? .table(checked) : nil
    }

    private static func checkedText(
        _ value: SettingValue, at path: SettingPath, faults: inout [ValueFault]
    ) -> SettingValue? {
        guard case .text = value, !value.isBlank else {
            SettingType.text.reject(value, at: path, faults: &faults)
            return nil
        }
        return value
    }
}
