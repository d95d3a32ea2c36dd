// SPDX-License-Identifier: Apache-2.0

/// A configuration that can be used, with where its values come from.
public struct LoadedSettings: Sendable, Equatable {
    /// The configuration.
    public let settings: Settings
    /// The file that was read, as an absolute path; `nil` when there was none.
    public let file: String?
    /// What its owner should know.
    public let warnings: [SettingsWarning]
    /// Where each value comes from that some source set, by dotted key.
    public let origins: [String: SettingSource]
    private let values: SettingValues

    init(
        settings: Settings, file: String?, warnings: [SettingsWarning], origins: [String: SettingSource],
        values: SettingValues
    ) {
        self.settings = settings
        self.file = file
        self.warnings = warnings
        self.origins = origins
        self.values = values
    }

    /// Every live setting, and those of later versions that a source set, fit to be shown.
    public var listing: [ListedSetting] {
        SettingsSchema.definitions.filter { $0.availability == .live || origins[$0.key] != nil }.map { definition in
            ListedSetting(
                definition: definition, value: definition.shown(values[definition]),
                source: origins[definition.key] ?? .defaults)
        }
    }
}

extension SettingDefinition {
    /// `value` without what must not be shown of it.
    fileprivate func shown(_ value: SettingValue) -> SettingValue {
        guard type == .url, case .text(let text) = value else { return value.masked }
        return .text(EndpointURL.withoutQuery(text))
    }
}
