// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct SecretFileTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    @Test(
        "the provider's key is read from the file that a variable names, and trimmed",
        arguments: ["ISARTOR__EXTERNAL_LLM_API_KEY_FILE", "ISARTOR_EXTERNAL_LLM_API_KEY_FILE"])
    func reading(variable: String) throws {
        try workspace.write(" sk-from-file\n", to: "work/secret")
        for path in ["secret", workspace.directory + "/secret"] {
            let loaded = try workspace.load(environment: [variable: path])
            #expect(loaded.settings.provider.apiKey?.value == "sk-from-file")
            #expect(loaded.origins["external_llm_api_key"] == .secretFile(path: path, variable: variable))
        }
    }

    @Test("a missing file and an empty one are errors that name the file and not its content")
    func failing() throws {
        let variable = "ISARTOR__EXTERNAL_LLM_API_KEY_FILE"
        #expect(
            try workspace.problems(environment: [variable: "gone"]) == [
                "\(variable) (gone): external_llm_api_key: the file cannot be read: No such file or directory"
            ])
        try workspace.write(" \n", to: "work/secret")
        #expect(
            try workspace.problems(environment: [variable: "secret"]) == [
                "\(variable) (secret): external_llm_api_key: the file is empty"
            ])
        try workspace.write("sk-canary\nsecond line", to: "work/secret")
        let problems = try workspace.problems(environment: [variable: "secret"])
        #expect(problems.count == 1)
        #expect(!problems.joined().contains("canary"))
    }

    @Test("a key that is set elsewhere wins, and a warning says so")
    func precedence() throws {
        let loaded = try workspace.load(
            "external_llm_api_key = \"sk-direct\"", environment: ["ISARTOR__EXTERNAL_LLM_API_KEY_FILE": "gone"])
        #expect(loaded.settings.provider.apiKey?.value == "sk-direct")
        #expect(loaded.warnings.map(\.message) == ["already set, so the file is not read"])
    }

    @Test("a command-line key does not stop a broken file from being reported")
    func flag() throws {
        let problems = try workspace.problems(
            environment: ["ISARTOR__EXTERNAL_LLM_API_KEY_FILE": "gone"], flags: ["external_llm_api_key": "sk-flag"])
        #expect(problems.count == 1)
    }
}
