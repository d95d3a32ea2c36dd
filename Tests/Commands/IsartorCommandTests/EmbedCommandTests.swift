// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import isartor

@Suite("The commands that show vectors")
struct EmbedCommandTests {
    @Test("take texts and a precision")
    func parsing() throws {
        let embed = try EmbedCommand.parse(["one", "two", "--precision", "bf16", "--json"])
        #expect(embed.text == ["one", "two"])
        #expect(embed.access.precision == "bf16")
        #expect(embed.json)
        #expect(throws: (any Error).self) { try EmbedCommand.parse(["one", "--precision", "int4"]) }
        #expect(throws: (any Error).self) { try SimilarCommand.parse(["one"]) }
    }

    @Test("write numbers with the digits that were asked for")
    func numbers() {
        #expect(EmbedCommand.decimal(0.12345, digits: 3) == "0.123")
        #expect(EmbedCommand.decimal(-0.0004, digits: 3) == "0.000")
        #expect(EmbedCommand.decimal(-1.5, digits: 2) == "-1.50")
        #expect(EmbedCommand.decimal(12, digits: 1) == "12.0")
        #expect(EmbedCommand.summary([0.5, -0.25, 0, 1, 2]) == "0.5000 -0.2500 0.0000 1.0000 … (5 numbers)")
    }

    @Test("keep a text on one line of the table")
    func shortening() {
        #expect(EmbedCommand.shortened("a\nb\tc", to: 10) == "a b c")
        #expect(EmbedCommand.shortened("abcdefghij", to: 5) == "abcd…")
    }

    @Test("show the cosine of each pair")
    func cosines() {
        let table = SimilarCommand.table(["east", "north", "north-east"], [[1, 0], [0, 1], [0.6, 0.8]])
        #expect(
            table.lines == [
                "   TEXT            1      2      3", "1  east        1.000  0.000  0.600",
                "2  north       0.000  1.000  0.800", "3  north-east  0.600  0.800  1.000",
            ])
    }
}
