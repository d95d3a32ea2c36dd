// SPDX-License-Identifier: Apache-2.0

/// A definition together with the Swift type of its values: a section reads its fields by these and cannot misspell a key.
struct Setting<Value: SettingRepresentable>: Sendable {
    /// What the schema says about it.
    let definition: SettingDefinition
    /// The value in force when no source sets it.
    let defaultValue: Value

    init(
        _ key: String, _ type: SettingType, default defaultValue: Value, section: SettingsSection,
        example: [String] = [], _ description: String
    ) {
        self.defaultValue = defaultValue
        definition = SettingDefinition(
            key, type, default: defaultValue.settingValue, section: section, example: example, description)
    }
}

extension Setting where Value: CaseIterable & RawRepresentable<String> {
    /// A setting that takes the raw values of an enumeration.
    init(
        _ key: String, default defaultValue: Value, section: SettingsSection, _ description: String
    ) {
        self.init(
            key, .choice(Value.allCases.map(\.rawValue)), default: defaultValue, section: section, description)
    }
}
