// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct TOMLTextTests {
    @Test(
        "whatever is written is read back",
        arguments: [
            "", "plain", "a \"quoted\" \\ word", "tab\tline\nreturn\r", "ünïcødé 🙂", "bell\u{7} delete\u{7F}", "# ' =",
        ])
    func roundTrip(text: String) throws {
        let document = try TOMLDocument("\(TOMLText.key(text)) = \(TOMLText.string(text))\n")
        #expect(document.root == [text: .text(text)])
        #expect(document.outline.entries.map(\.path) == [SettingPath([.key(text)])])
    }

    @Test("values are written on one line, tables with sorted keys")
    func literals() {
        let value = SettingValue.list([
            .table(["b": .integer(1), "a b": .boolean(true)]), .number(0.5), .table([:]), .secret(Secret("s")),
        ])
        #expect(TOMLText.literal(value) == #"[{ "a b" = true, b = 1 }, 0.5, {}, "s"]"#)
    }
}
