// SPDX-License-Identifier: Apache-2.0

/// Puts the sources of a configuration together, the weakest first, and notes everything that is wrong on the way.
struct SettingsLoader {
    let request: LoadRequest
    /// The file that was read, absolute.
    private(set) var file: String?
    /// What the sources set.
    private(set) var values = SettingValues()
    /// Which source each value is from.
    private(set) var origins: [String: SettingSource] = [:]
    /// Everything that is wrong.
    private(set) var problems: [SettingsProblem] = []
    /// Everything to know.
    private(set) var warnings: [SettingsWarning] = []
    /// The settings that have a problem, so that no rule judges them by their default.
    private(set) var faultyKeys: Set<String> = []

    init(_ request: LoadRequest) {
        self.request = request
    }

    /// Reads every source and applies the rules.
    mutating func load() throws(InvalidSettings) -> LoadedSettings {
        readFile()
        readEnvironment()
        readSecretFile()
        readFlags()
        chooseModel()

        let settings = Settings(values)
        let rules = SettingsRules(settings: settings, origins: origins, faultyKeys: faultyKeys)
        problems += rules.problems()
        warnings += rules.warnings()
        guard problems.isEmpty else { throw InvalidSettings(problems, warnings: warnings) }
        return LoadedSettings(settings: settings, file: file, warnings: warnings, origins: origins, values: values)
    }

    // MARK: Taking values

    /// Takes a value from a source; a later source replaces what an earlier one set.
    mutating func take(
        _ value: SettingValue, for definition: SettingDefinition, from source: (SettingPath) -> SettingSource
    ) {
        // Compose files and shells pass variables on that nobody filled in: a blank credential means none was given.
        if definition.isSecret, value.isBlank { return }
        var faults: [ValueFault] = []
        let checked = definition.type.checked(value, at: definition.path, faults: &faults)
        for fault in faults { note(fault, from: source(fault.path)) }
        guard let checked, faults.isEmpty else {
            faultyKeys.insert(definition.key)
            return
        }
        values.byKey[definition.key] = checked
        origins[definition.key] = source(definition.path)
        if definition.availability == .later, !warnings.contains(where: { $0.key == definition.key }) {
            let message = SettingsWarning.notInThisVersion
            warnings.append(SettingsWarning(definition.key, source(definition.path), message))
        }
    }

    /// Notes what is wrong with a value.
    mutating func note(_ fault: ValueFault, from source: SettingSource) {
        note(
            SettingsProblem(
                source, key: fault.path.description, fault.fault, didYouMean: fault.didYouMean, remedy: fault.remedy))
    }

    /// Notes a problem.
    mutating func note(_ problem: SettingsProblem) {
        problems.append(problem)
    }

    /// Notes something to know.
    mutating func note(_ warning: SettingsWarning) {
        warnings.append(warning)
    }

    /// Puts the problems from `start` on into the order of their lines.
    mutating func sortProblems(from start: Int) {
        problems[start...].sort { ($0.source.line ?? 0, $0.key) < ($1.source.line ?? 0, $1.key) }
    }

    /// Notes which file the values are from.
    mutating func use(file path: String) {
        file = path
    }

    /// Without a model of the user's choice, requests that name none get the provider's usual one.
    private mutating func chooseModel() {
        let definition = ProviderSettings.model.definition
        guard values.byKey[definition.key] == nil, origins[ProviderSettings.name.definition.key] != nil else { return }
        if let model = values[ProviderSettings.name].defaultModel { values.byKey[definition.key] = .text(model) }
    }

    private mutating func readFlags() {
        for (key, text) in request.flags.sorted(by: { $0.key < $1.key }) {
            guard let definition = SettingsSchema.definition(of: key) else {
                let suggestion = SettingsSchema.suggestion(for: key)
                note(SettingsProblem(.flag(key), key: key, .unknownKey, didYouMean: suggestion))
                continue
            }
            take(definition.type.value(fromText: text), for: definition) { _ in .flag(key) }
        }
    }
}
