// SPDX-License-Identifier: Apache-2.0

/// The file that `isartor init` writes: every setting of this version, commented out, with its default.
///
/// Prose stands behind `## `, settings behind `# `: taking each `# ` away gives a valid file that means the defaults.
public enum SettingsScaffold {
    /// The text of the file.
    public static let text = (head + sections + tables).joined(separator: "\n") + "\n"

    private static let head = [
        "## Configuration of the Isartor gateway.",
        "##",
        "## Every setting is shown with its default. To change one, take the \"# \" before it away and edit the value.",
        "## Environment variables (as \(CacheSettings.timeToLiveSeconds.definition.environmentName)=60) win over this"
            + " file; options of the command line win over both.",
        "## \"isartor config validate\" checks this file, \"isartor config show\" tells what is in force and why.",
        "",
    ]

    private static let plain = SettingsSchema.live.filter { !$0.type.isTable }

    private static let sections = SettingsSection.allCases.flatMap { section -> [String] in
        let definitions = plain.filter { $0.section == section }
        guard !definitions.isEmpty else { return [] }
        return heading(section.rawValue)
            + definitions.flatMap { definition in
                prose(definition)
                    + ["# \(definition.key) = \(TOMLText.literal(definition.defaultValue))", ""]
            }
    }

    /// Tables come last: in TOML whatever follows a `[table]` line belongs to it.
    private static let tables = SettingsSchema.live.filter(\.type.isTable).flatMap { definition in
        heading("Table: \(definition.key)") + prose(definition) + ["# [\(definition.key)]"]
    }

    private static func heading(_ title: String) -> [String] {
        ["## ---- \(title) " + String(repeating: "-", count: max(0, 90 - title.count)), ""]
    }

    private static func prose(_ definition: SettingDefinition) -> [String] {
        let words = definition.description.split(separator: " ").filter { !$0.isEmpty }
        var lines = ["##"]
        for word in words {
            if lines[lines.count - 1].count + word.count > 99 { lines.append("##") }
            lines[lines.count - 1] += " " + word
        }
        return lines + definition.example.map { "##     \($0)" }
    }
}
