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
            ["-p", "gorq", "-k", "x"], ["-k", "x"], ["-p", "openai", "-u", "example.com"],
            ["-p", "openai", "-u", "https://me:pass@example.com"], ["-p", "openai", "-m", " "],
            ["-p", "openai", "--env-file", "--config-path", "x"], ["-p", "openai", "--env-file", "--add"],
            ["-p", "openai", "--add", "--priority", "0"], ["-p", "openai", "--priority", "2"],
            ["-p", "openai", "--label", "x"], ["-p", "openai", "--add", "--label", " "],
            ["-p", "openai", "--strategy", "random"], ["-p", "openai", "--cooldown-secs", "0"],
            ["-p", "ollama", "--add", "-k", "x"], ["-p", "azure", "--deployment", ""],
        ])
    func refusing(arguments: [String]) {
        #expect(throws: (any Error).self) { try SetKeyCommand.parse(arguments) }
    }

    @Test("the spellings of a strategy are taken", arguments: ["round_robin", "round-robin", "RoundRobin", "priority"])
    func strategies(word: String) throws {
        #expect(try SetKeyCommand.parse(["-p", "openai", "--strategy", word]).strategy == word)
    }

    @Test("a misspelt provider leads to the nearest")
    func suggestion() {
        do {
            _ = try SetKeyCommand.parse(["-p", "antropic"])
            Issue.record("it was taken")
        } catch {
            #expect(SetKeyCommand.message(for: error).contains("did you mean anthropic?"))
        }
    }

    @Test(
        "an alias may not be blank nor hide a setting",
        arguments: [["--alias", " ", "-m", "x"], ["--alias", "a", "-m", ""], ["--alias", "cache_mode", "-m", "x"]])
    func aliases(arguments: [String]) {
        #expect(throws: (any Error).self) { try SetAliasCommand.parse(arguments) }
    }
}
