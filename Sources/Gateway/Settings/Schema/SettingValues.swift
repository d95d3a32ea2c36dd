// SPDX-License-Identifier: Apache-2.0

/// Checked values by key, from which the typed sections are made.
struct SettingValues: Sendable, Equatable {
    /// What the sources set; keys that none sets are absent.
    var byKey: [String: SettingValue] = [:]

    /// The value in force: what a source set, else the default.
    subscript<Value>(setting: Setting<Value>) -> Value {
        byKey[setting.definition.key].flatMap(Value.init(settingValue:)) ?? setting.defaultValue
    }

    /// The value in force of any definition.
    subscript(definition: SettingDefinition) -> SettingValue {
        byKey[definition.key] ?? definition.defaultValue
    }
}
