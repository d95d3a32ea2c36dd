// SPDX-License-Identifier: Apache-2.0

/// A setting as `config show` prints it.
public struct ListedSetting: Sendable, Equatable {
    /// What the schema says about it.
    public let definition: SettingDefinition
    /// The value in force, secrets masked.
    public let value: SettingValue
    /// Where the value comes from.
    public let source: SettingSource

    /// The value on one line, as it would stand in a file.
    public var text: String { TOMLText.literal(value) }
}
