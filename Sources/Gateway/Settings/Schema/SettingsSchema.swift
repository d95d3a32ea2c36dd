// SPDX-License-Identifier: Apache-2.0

/// Every setting that a configuration may hold: the one table from which all else is derived.
public enum SettingsSchema {
    /// All settings, in the order in which they are listed.
    public static let definitions: [SettingDefinition] =
        ServerSettings.definitions + AuthenticationSettings.definitions + CacheSettings.definitions
        + SemanticSettings.definitions + EmbeddingSettings.definitions + ProviderSettings.definitions
        + ResilienceSettings.definitions
        + UsageSettings.definitions + QuotaSettings.definitions + LoggingSettings.definitions
        + LaterSettings.definitions

    /// The settings that do something in this version.
    public static let live = definitions.filter { $0.availability == .live }

    /// The settings that are only known by name in this version.
    public static let later = definitions.filter { $0.availability == .later }

    /// The setting of a dotted key.
    public static func definition(of key: String) -> SettingDefinition? {
        byKey[key]
    }

    /// The known key that `key` was probably meant to be; `nil` when none is near.
    public static func suggestion(for key: String) -> String? {
        if let exact = definitions.first(where: { $0.key == key.split(separator: ".").joined(separator: "_") }) {
            return exact.key
        }
        return SpellingSuggestion.nearest(to: key, among: definitions.map(\.key))
    }

    private static let byKey = Dictionary(definitions.map { ($0.key, $0) }) { first, _ in first }

    /// Whether `key` is a table that holds settings without being one, as `layer2`.
    static func isGroup(_ key: String) -> Bool {
        definitions.contains { $0.key.hasPrefix(key + ".") }
    }
}
