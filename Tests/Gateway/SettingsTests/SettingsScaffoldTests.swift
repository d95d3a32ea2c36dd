// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct SettingsScaffoldTests {
    /// The scaffold with the mark of each commented line taken away.
    private var uncommented: String {
        SettingsScaffold.text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("# ") ? String($0.dropFirst(2)) : String($0) }
            .joined(separator: "\n")
    }

    @Test("as it is, it sets nothing")
    func commented() throws {
        let loaded = try Workspace().load(SettingsScaffold.text)
        #expect(loaded.origins.isEmpty)
        #expect(loaded.settings == Settings())
    }

    @Test("with every line uncommented it is valid and means the defaults")
    func defaults() throws {
        let loaded = try Workspace().load(uncommented)
        #expect(loaded.settings == Settings())
        #expect(loaded.warnings.isEmpty)
    }

    @Test("it shows every setting of this version, with its description, and none of a later one")
    func completeness() throws {
        let root = try TOMLDocument(uncommented).root
        // A dotted key is a table's, written so that it may stand anywhere before the tables.
        #expect(Set(root.keys) == Set(SettingsSchema.live.map { String($0.key.prefix { $0 != "." }) }))
        let prose = SettingsScaffold.text.split(separator: "\n").map { $0.drop { $0 == "#" } }.joined()
        for definition in SettingsSchema.live {
            #expect(prose.contains(definition.description), "\(definition.key)")
            let line = definition.type.isTable ? "# [\(definition.key)]" : "# \(definition.key) = "
            #expect(SettingsScaffold.text.contains("\n" + line), "\(definition.key)")
        }
    }

    @Test("its lines fit a screen")
    func width() {
        for line in SettingsScaffold.text.split(separator: "\n") { #expect(line.count <= 120) }
    }

    @Test("a key that is set in it stands below its description")
    func editing() throws {
        var editor = try TOMLDocumentEditor(SettingsScaffold.text)
        try editor.set("llm_provider", to: .text("anthropic"))
        try editor.set("fast", in: "model_aliases", to: .text("claude"))
        #expect(editor.text.contains("# llm_provider = \"openai\"\nllm_provider = \"anthropic\"\n"))
        #expect(editor.text.contains("# [model_aliases]\n[model_aliases]\nfast = \"claude\"\n"))
    }

    @Test("the examples in it are valid")
    func examples() throws {
        for definition in SettingsSchema.live where !definition.example.isEmpty {
            let loaded = try Workspace().load(definition.example.joined(separator: "\n"))
            #expect(loaded.origins[definition.key] != nil)
        }
    }
}
