// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import isartor

@Suite struct SetKeyCommandTests {
    @Test("a provider's name is taken in any case")
    func names() throws {
        #expect(try SetKeyCommand.parse(["-p", "OpenAI", "-k", "x"]).provider == "OpenAI")
    }

    @Test(
        "what cannot work is a usage error",
        arguments: [
            ["-p", "gorq", "-k", "x"], ["-k", "x"], ["-p", "cohere", "-k", "x"], ["-p", "openai", "-u", "example.com"],
            ["-p", "openai", "-u", "https://me:pass@example.com"], ["-p", "openai", "-m", " "],
            ["-p", "openai", "--env-file", "--config-path", "x"],
        ])
    func refusing(arguments: [String]) {
        #expect(throws: (any Error).self) { try SetKeyCommand.parse(arguments) }
    }

    @Test(
        "an alias may not be blank nor hide a setting",
        arguments: [["--alias", " ", "-m", "x"], ["--alias", "a", "-m", ""], ["--alias", "cache_mode", "-m", "x"]])
    func aliases(arguments: [String]) {
        #expect(throws: (any Error).self) { try SetAliasCommand.parse(arguments) }
    }
}
