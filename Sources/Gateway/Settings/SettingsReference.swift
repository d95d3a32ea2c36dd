// SPDX-License-Identifier: Apache-2.0

/// The reference of all settings for people, made from the schema.
public enum SettingsReference {
    /// The page as Markdown.
    public static func markdown() -> String {
        (introduction + SettingsSection.allCases.flatMap(section) + environment).joined(separator: "\n") + "\n"
    }

    private static let introduction = [
        "# Configuration", "",
        "<!-- Made by `isartor config reference` from the schema in Sources/Gateway/Settings; do not edit. -->", "",
        "Settings come from four sources. Each wins over those before it:", "",
        "1. the defaults below;",
        "2. a file: the one that `--config` names, else `./isartor.toml`, else `~/.isartor/isartor.toml`;",
        "3. environment variables: `ISARTOR__` and the key in capitals, `__` for each dot of the key;",
        "4. options of the command line.", "",
        "Unknown keys and values that a setting does not take are errors, all reported at once with file and line.",
        "`isartor init` writes a commented file, `isartor config validate` checks it, and `isartor config show` prints",
        "what is in force and which source it comes from.", "",
    ]

    private static func section(_ section: SettingsSection) -> [String] {
        let definitions = SettingsSchema.definitions.filter { $0.section == section }
        guard !definitions.isEmpty else { return [] }
        var lines = ["## \(section.rawValue)", ""]
        if section == .later {
            lines += [
                "These keys are known and checked, so that a file for a later version loads, but do nothing yet. Setting",
                "one gives a warning.", "",
            ]
        }
        lines += ["| Key | Takes | Default | Meaning |", "| --- | --- | --- | --- |"]
        lines += definitions.map(row)
        for definition in definitions where !definition.example.isEmpty {
            lines += ["", "```toml"] + definition.example + ["```"]
        }
        return lines + [""]
    }

    private static func row(_ definition: SettingDefinition) -> String {
        let cells = [
            "`\(definition.key)`", definition.type.word, "`\(TOMLText.literal(definition.defaultValue))`",
            definition.description,
        ]
        return "| " + cells.map { $0.split(separator: "|").joined(separator: "\\|") }.joined(separator: " | ") + " |"
    }

    private static let environment = [
        "## Environment variables", "",
        "| Variable | Use |", "| --- | --- |",
        "| `ISARTOR__CACHE_TTL_SECS=60` | Sets a key. Numbers and booleans are read from the text; a blank secret counts"
            + " as not set. |",
        "| `ISARTOR__MODEL_ALIASES__FAST=gpt-4o-mini` | Sets one entry of a table; names are in lower case. |",
        "| `ISARTOR__GATEWAY_API_KEYS='[{\"name\":\"alice\",\"key\":\"…\"}]'` | Sets a list of tables, as JSON. Blank"
            + " clears it. |",
        "| `ISARTOR__EXTERNAL_LLM_API_KEY_FILE` | A file with the provider's key, read when no key is set. |",
        "| `ISARTOR_HOME` | The folder for state, instead of `~/.isartor`. |",
    ]
}
