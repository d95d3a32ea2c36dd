// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct TOMLDocumentEditorTests {
    private func edited(
        _ text: String, _ key: String, in table: String? = nil, to value: SettingValue = .text("new")
    ) throws -> String {
        var editor = try TOMLDocumentEditor(text)
        try editor.set(key, in: table, to: value)
        return editor.text
    }

    @Test("a value is replaced in its place and all else stays")
    func replacing() throws {
        let text = "# head\n  model  =  \"old\"   # why\n\n[t]\nmodel = 'other'\n"
        #expect(try edited(text, "model") == "# head\n  model  =  \"new\"   # why\n\n[t]\nmodel = 'other'\n")
        #expect(try edited(text, "model", in: "t") == "# head\n  model  =  \"old\"   # why\n\n[t]\nmodel = \"new\"\n")
    }

    @Test("a value of several lines is replaced as a whole")
    func longValues() throws {
        #expect(try edited("a = \"\"\"\nx\n\"\"\"\nb = 1\n", "a") == "a = \"new\"\nb = 1\n")
        #expect(try edited("a = [\n  1, # one\n]\nb = 1\n", "a", to: .boolean(true)) == "a = true\nb = 1\n")
    }

    @Test("a new key goes below the line that shows it commented out")
    func commented() throws {
        let text = "## About a\n# a = \"\"\n\n## About b\n# b = 1\n\n# [t]\n"
        #expect(try edited(text, "a") == "## About a\n# a = \"\"\na = \"new\"\n\n## About b\n# b = 1\n\n# [t]\n")
        #expect(
            try edited(text, "b", to: .integer(2)) == "## About a\n# a = \"\"\n\n## About b\n# b = 1\nb = 2\n\n# [t]\n")
    }

    @Test("without one it goes behind the last key above the first table")
    func appended() throws {
        #expect(try edited("", "a") == "a = \"new\"\n")
        #expect(try edited("x = 1", "a") == "x = 1\na = \"new\"\n")
        #expect(try edited("x = 1 # one\n\n[t]\ny = 2\n", "a") == "x = 1 # one\na = \"new\"\n\n[t]\ny = 2\n")
        #expect(try edited("# head\n[t]\ny = 2\n", "a") == "# head\na = \"new\"\n\n[t]\ny = 2\n")
    }

    @Test("a comment that only looks like the right place does no harm")
    func deceptive() throws {
        let text = "list = [\n  # a = 1\n  2,\n]\n[t]\n# a = 3\n"
        #expect(try edited(text, "a") == "list = [\n  # a = 1\n  2,\n]\na = \"new\"\n[t]\n# a = 3\n")
    }

    @Test("a key of a table is found in every way that TOML has to write tables")
    func tables() throws {
        #expect(try edited("t = { a = 1, b = 2 } # c\n", "a", in: "t") == "t = { a = \"new\", b = 2 } # c\n")
        #expect(try edited("t = { b = 2 }\n", "a", in: "t") == "t = { b = 2, a = \"new\" }\n")
        #expect(try edited("t = {}\n", "a", in: "t") == "t = { a = \"new\" }\n")
        #expect(try edited("t.a = 1\n", "a", in: "t") == "t.a = \"new\"\n")
        #expect(try edited("t.b = 1\nz = 1\n", "a", in: "t") == "t.b = 1\nt.a = \"new\"\nz = 1\n")
        #expect(try edited("[t]\nb = 1\n\n[u]\nc = 1\n", "a", in: "t") == "[t]\nb = 1\na = \"new\"\n\n[u]\nc = 1\n")
        #expect(try edited("[t]\n[u]\n", "a", in: "t") == "[t]\na = \"new\"\n[u]\n")
    }

    @Test("a missing table is made, below its commented header when that is the end of the file's tables")
    func newTables() throws {
        #expect(try edited("x = 1\n", "a", in: "t") == "x = 1\n\n[t]\na = \"new\"\n")
        #expect(try edited("x = 1\n# [t]\n# b = 1\n", "a", in: "t") == "x = 1\n# [t]\n[t]\na = \"new\"\n# b = 1\n")
        // Here the commented header has a live key behind it, which must not change its table.
        #expect(try edited("# [t]\nx = 1\n", "a", in: "t") == "# [t]\nx = 1\n\n[t]\na = \"new\"\n")
        #expect(try edited("", "a", in: "t") == "[t]\na = \"new\"\n")
    }

    @Test("keys that need quotes get them, and are found again")
    func quotedKeys() throws {
        let once = try edited("", "gpt-4.1 \"x\"", in: "t")
        #expect(once == "[t]\n\"gpt-4.1 \\\"x\\\"\" = \"new\"\n")
        #expect(try edited(once, "gpt-4.1 \"x\"", in: "t", to: .text("y")) == "[t]\n\"gpt-4.1 \\\"x\\\"\" = \"y\"\n")
    }

    @Test("a document keeps its Windows line ends and its last line without one")
    func lineEnds() throws {
        #expect(try edited("x = 1\r\n[t]\r\n", "a") == "x = 1\r\na = \"new\"\r\n[t]\r\n")
        #expect(try edited("x = 1\r\n[t]", "a", in: "t") == "x = 1\r\n[t]\r\na = \"new\"\r\n")
    }

    @Test("a name that the document uses otherwise is refused, and nothing changes")
    func refused() throws {
        for (text, key, table) in [("t = 5\n", "a", "t"), ("[[t]]\nb = 1\n", "a", "t"), ("[a]\nb = 1\n", "a", nil)] {
            var editor = try TOMLDocumentEditor(text)
            #expect(throws: TOMLEditError.self) { try editor.set(key, in: table, to: .text("new")) }
            #expect(editor.text == text)
        }
    }

    @Test("a document that is no TOML is not opened")
    func invalid() {
        #expect(throws: TOMLSyntaxError.self) { try TOMLDocumentEditor("a = \n") }
    }

    @Test("values are read")
    func reading() throws {
        let editor = try TOMLDocumentEditor("a = 1\n[t]\nb = 'x'\n")
        #expect(editor.value(of: "a") == .integer(1))
        #expect(editor.value(of: "b", in: "t") == .text("x"))
        #expect(editor.value(of: "b") == nil)
        #expect(editor.value(of: "b", in: "a") == nil)
    }
}
