// SPDX-License-Identifier: Apache-2.0

import Settings
import Testing

@testable import isartor

@Suite struct EditedFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func request(config: String? = nil, environment: [String: String] = [:]) -> LoadRequest {
        LoadRequest(
            configPath: config, workingDirectory: folder.path, home: folder.path + "/home", environment: environment)
    }

    @Test("without a file it starts from the scaffold")
    func scaffold() throws {
        let file = try EditedFile(request())
        #expect(file.editor.text == SettingsScaffold.text)
        #expect(file.shownPath == "isartor.toml")
        try file.save(file.editor.text, isDryRun: false)
        #expect(try folder.text(of: "isartor.toml") == SettingsScaffold.text)
    }

    @Test("a dry run writes nothing")
    func dryRun() throws {
        let file = try EditedFile(request())
        try file.save("", isDryRun: true)
        #expect(!PrivateFile.exists(folder.path + "/isartor.toml"))
    }

    @Test("the file that is named is the one that is edited")
    func named() throws {
        try folder.write("cache_ttl_secs = 1\n", to: "isartor.toml")
        try folder.write("cache_ttl_secs = 2\n", to: "other.toml")
        let file = try EditedFile(request(config: "other.toml"))
        #expect(file.editor.value(of: "cache_ttl_secs") == .integer(2))
    }

    @Test("a file that is no TOML is not edited")
    func invalid() throws {
        try folder.write("a = 1\nb =\n", to: "isartor.toml")
        do {
            _ = try EditedFile(request())
            Issue.record("it was opened")
        } catch let error as CommandFailure {
            #expect(error.reason.hasPrefix("isartor.toml:2: not valid TOML"))
        }
    }
}
