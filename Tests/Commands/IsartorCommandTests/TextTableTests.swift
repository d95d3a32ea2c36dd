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

    @Test("a stream that is no terminal gets no colours")
    func plain() {
        #expect(Terminal(-1, environment: [:]).styled("x", .red) == "x")
    }
}
