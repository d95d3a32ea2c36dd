// SPDX-License-Identifier: Apache-2.0

/// Everything there is to know about one setting; parsing, checks, scaffold, `config show` and reference come from it.
public struct SettingDefinition: Sendable, Equatable {
    /// The dotted key in the file, as `cache_ttl_secs` or `layer2.sidecar_url`.
    public let key: String
    /// The heading under which it is listed.
    public let section: SettingsSection
    /// What it takes.
    public let type: SettingType
    /// The value in force when no source sets it.
    public let defaultValue: SettingValue
    /// What it does, in one or two sentences of plain Markdown.
    public let description: String
    /// Lines of TOML that show a use; empty when the default shows it well enough.
    public let example: [String]
    /// Whether it does something in this version.
    public let availability: SettingAvailability

    init(
        _ key: String, _ type: SettingType, default defaultValue: SettingValue, section: SettingsSection,
        example: [String] = [], availability: SettingAvailability = .live, _ description: String
    ) {
        self.key = key
        self.section = section
        self.type = type
        self.defaultValue = defaultValue
        self.description = description
        self.example = example
        self.availability = availability
    }

    /// Whether values must never be shown.
    public var isSecret: Bool { type == .secret }

    /// The environment variable that sets it, as `ISARTOR__CACHE_TTL_SECS`.
    public var environmentName: String {
        EnvironmentNames.prefix + key.split(separator: ".").map { $0.uppercased() }.joined(separator: "__")
    }

    /// Whether `text`, as a variable or an option gives it, is a value that the setting takes.
    public func accepts(_ text: String) -> Bool {
        var faults: [ValueFault] = []
        return type.checked(type.value(fromText: text), at: path, faults: &faults) != nil
    }

    /// Where it stands in a document.
    var path: SettingPath { SettingPath(dotted: key) }
}
