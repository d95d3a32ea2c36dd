// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import isartor

@Suite struct TextTableTests {
    @Test("columns line up, by characters and not by bytes")
    func columns() {
        var table = TextTable(head: ["A", "LONG", "C"])
        table.add(["größer", "x", "1"])
        table.add(["", "yy", ""])
        table.add(["short"])
        #expect(table.lines == ["A       LONG  C", "größer  x     1", "        yy", "short"])
    }

    @Test("numbers stand to the right, and a stream that is no terminal gets the plain lines")
    func numbers() {
        var table = TextTable(head: ["A", "N", "C"], numbers: [1])
        table.add(["x", "1", "y"], styles: [0: .red, 2: .dim])
        table.add(["x", "100", ""])
        #expect(table.lines == ["A    N  C", "x    1  y", "x  100"])
        #expect(table.lines(on: Terminal(-1, environment: [:])) == table.lines)
    }

    @Test("a stream that is no terminal gets no colours")
    func plain() {
        #expect(Terminal(-1, environment: [:]).styled("x", .red) == "x")
    }
}
