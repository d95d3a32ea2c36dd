// SPDX-License-Identifier: Apache-2.0

extension SettingsLoader {
    /// Reads the variables that belong to settings.
    mutating func readEnvironment() {
        // Sorted, so that a table as a whole comes before its parts: A__B before A__B__C.
        for (name, text) in request.environment.sorted(by: { $0.key < $1.key }) {
            if let key = EnvironmentNames.aliases[name], let definition = SettingsSchema.definition(of: key) {
                take(definition.type.value(fromText: text), for: definition) { _ in .environment(name) }
            } else if name.hasPrefix(EnvironmentNames.prefix), !EnvironmentNames.ignored.contains(name) {
                readVariable(name, text)
            } else {
                warnOfSingleUnderscore(name)
            }
        }
    }

    /// Reads the file that a variable names as the place of the provider's key, when no source gave the key itself.
    mutating func readSecretFile() {
        let definition = ProviderSettings.apiKey.definition
        let environment = request.environment
        guard let variable = EnvironmentNames.providerKeyFiles.first(where: { environment[$0]?.isEmpty == false }),
            let path = environment[variable]
        else { return }
        let source = SettingSource.secretFile(path: path, variable: variable)
        guard values.byKey[definition.key] == nil else {
            note(SettingsWarning(definition.key, source, "already set, so the file is not read"))
            return
        }
        do {
            let text = try PrivateFile.contents(of: request.absolute(path), limit: 64 << 10).trimmed
            if text.isEmpty {
                note(SettingsProblem(source, key: definition.key, .unreadable("the file is empty")))
            } else {
                take(.text(text), for: definition) { _ in source }
            }
        } catch {
            note(SettingsProblem(source, key: definition.key, .unreadable("the file cannot be read: \(error.reason)")))
        }
    }

    // MARK: One variable

    private mutating func readVariable(_ name: String, _ text: String) {
        let parts = name.dropFirst(EnvironmentNames.prefix.count).lowercased().split(
            separator: "__", omittingEmptySubsequences: false
        ).map(String.init)
        let key = parts.joined(separator: ".")
        if let definition = SettingsSchema.definition(of: key) {
            take(definition.type.value(fromText: text), for: definition) { _ in .environment(name) }
        } else if !readPart(parts, of: name, text) {
            let suggestion = SettingsSchema.suggestion(for: key).flatMap { SettingsSchema.definition(of: $0) }
            note(
                SettingsProblem(
                    .environment(name), key: key, .unknownKey, didYouMean: suggestion?.environmentName))
        }
    }

    /// Reads a variable that sets one entry of a table, as `ISARTOR__MODEL_ALIASES__FAST`; `false` when it is none.
    private mutating func readPart(_ parts: [String], of name: String, _ text: String) -> Bool {
        for count in 1..<max(1, parts.count) {
            guard let definition = SettingsSchema.definition(of: parts[..<count].joined(separator: ".")) else {
                continue
            }
            let rest = Array(parts[count...])
            guard case .table(var table) = values[definition] else { return false }
            switch definition.type {
            case .textTable:
                table[rest.joined(separator: "__")] = .text(text)
            case .textMatrix where rest.count == 2:
                table[rest[0]] = (table[rest[0]] ?? .table([:])).adding(.text(text), as: rest[1])
            case .namedTables(let fields) where rest.count == 2:
                let value = fields.first { $0.name == rest[1] }?.type.value(fromText: text) ?? .text(text)
                table[rest[0]] = (table[rest[0]] ?? .table([:])).adding(value, as: rest[1])
            default: return false
            }
            take(.table(table), for: definition) { _ in .environment(name) }
            return true
        }
        return false
    }

    private mutating func warnOfSingleUnderscore(_ name: String) {
        let prefix = "ISARTOR_"
        guard name.hasPrefix(prefix), !EnvironmentNames.providerKeyFiles.contains(name) else { return }
        let key = name.dropFirst(prefix.count).lowercased()
        guard let definition = SettingsSchema.definition(of: key) else { return }
        note(
            SettingsWarning(
                key, .environment(name), "ignored: the variable is named \(definition.environmentName)"))
    }
}

extension SettingValue {
    /// The table with one more entry; anything else unchanged.
    fileprivate func adding(_ value: SettingValue, as name: String) -> SettingValue {
        guard case .table(var table) = self else { return self }
        table[name] = value
        return .table(table)
    }
}
