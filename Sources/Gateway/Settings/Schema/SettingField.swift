// SPDX-License-Identifier: Apache-2.0

/// A field of the tables that a setting is made of, as `name` of `[[gateway_api_keys]]`.
public struct SettingField: Sendable, Equatable {
    /// The key inside the table.
    public let name: String
    /// What the field takes.
    public let type: SettingType
    /// Whether each table must have it, and not blank.
    public let isRequired: Bool

    /// A field that tables may have or, when `isRequired`, must have.
    init(_ name: String, _ type: SettingType, isRequired: Bool = false) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
    }
}
