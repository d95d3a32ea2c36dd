// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ModelFiles
import Testing

@testable import isartor

@Suite("The models commands")
struct ModelsCommandTests {
    @Test("know the encoder, and no other model")
    func choice() throws {
        let command = try ModelsPullCommand.parse(["encoder", "--from", "somewhere"])
        #expect(command.from == "somewhere")
        #expect(try command.choice.folder().model == .encoder)
        #expect(throws: (any Error).self) { try ModelsPullCommand.parse(["decoder"]) }
        #expect(throws: (any Error).self) { try ModelsVerifyCommand.parse([]) }
    }

    @Test("show how far a transfer is")
    func bar() {
        #expect(
            ProgressBar.line("a", count: 0, of: 1000, rate: nil)
                == "a  [........................]   0 %  0.0 MB of 0.0 MB")
        #expect(
            ProgressBar.line("vocab.txt", count: 45_434_188, of: 90_868_376, rate: 12_340_000)
                == "vocab.txt  [############............]  50 %  45.4 MB of 90.9 MB  12.3 MB/s")
        #expect(
            ProgressBar.line("a", count: 5, of: 5, rate: nil) == "a  [########################] 100 %  0.0 MB of 0.0 MB"
        )
        #expect(ProgressBar.line("a", count: 9, of: 0, rate: nil).contains("100 %"))
    }

    @Test("have a word for each state")
    func words() {
        #expect(ModelsListCommand.word(.missing(["a"]), isPacked: false).0 == "missing")
        #expect(ModelsListCommand.word(.damaged(["a"]), isPacked: true).0 == "damaged, packed")
        #expect(ModelsListCommand.word(.present, isPacked: false).0 == "present")
        #expect(ModelsListCommand.word(.verified, isPacked: true).0 == "verified, packed")
    }
}
