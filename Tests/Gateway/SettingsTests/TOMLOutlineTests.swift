// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct TOMLOutlineTests {
    private func lines(_ text: String) -> [String: Int] {
        Dictionary(TOMLOutline(text).entries.map { ($0.path.description, $0.line) }) { first, _ in first }
    }

    @Test("keys are found in the root, in tables and behind dots and quotes")
    func keys() {
        let found = lines(
            """
            # first = 0
            first = 1
            a . "b.c" . 'd"e' = 2

              [ table . "sub" ]  # table
            "q\\u0041\\n" = 3
            """)
        #expect(found == ["first": 2, #"a."b.c"."d\"e""#: 3, #"table.sub."qA\n""#: 6])
    }

    @Test("nothing in strings and comments is taken for a key")
    func strings() {
        let found = lines(
            #"""
            one = "a # b = \" [x]"
            two = """
            fake = 1
            [fake]
            \"""fake = 2
            ends with two quotes"""""
            three = '''
            fake = 3 \'''
            four = 'C:\' # fake = 4
            five = 2026-11-19 10:00:00
            """#)
        #expect(found == ["one": 1, "two": 2, "three": 7, "four": 9, "five": 10])
    }

    @Test("lists and inline tables over several lines keep the line of each part")
    func nested() {
        let outline = TOMLOutline(
            """
            list = [ 1, # , ]
              [ "]", '}' ],
              { name = "x", deep = { y = [
                2 ] } },
            ]
            after = true
            """)
        let path = SettingPath([.key("list")])
        #expect(outline.line(of: path) == 1)
        #expect(outline.line(of: path.index(0)) == 1)
        #expect(outline.line(of: path.index(1).index(1)) == 2)
        #expect(outline.line(of: path.index(2).key("name")) == 3)
        #expect(outline.line(of: path.index(2).key("deep").key("y").index(0)) == 4)
        #expect(outline.line(of: SettingPath([.key("after")])) == 6)
    }

    @Test("elements of lists of tables are counted, and tables below them belong to the newest")
    func listsOfTables() {
        let outline = TOMLOutline(
            """
            [[rules]]
            name = "a"
            [[rules]]
            name = "b"
            [rules.match]
            task = "c"
            [[rules.keys]]
            key = "d"
            [other]
            x = 1
            """)
        let paths = outline.entries.map(\.path.description)
        #expect(paths == ["rules[0].name", "rules[1].name", "rules[1].match.task", "rules[1].keys[0].key", "other.x"])
        #expect(outline.line(of: SettingPath([.key("rules")])) == 1)
        #expect(outline.line(of: SettingPath([.key("rules"), .index(1)])) == 3)
    }

    @Test(
        "every value that the parser sees has its line",
        arguments: [
            SettingsScaffold.text.split(separator: "\n").map { $0.hasPrefix("# ") ? $0.dropFirst(2) : $0 }.joined(
                separator: "\n"),
            "a.b.c = 1\na.b.d = [[1, 2], [{ x.y = 3, 'z' = [4] }]]\n[a.e]\nf = \"\"\"\n\\\"\"\"\"\"\"\ng = 1",
            "[[l]]\nx = 1\n[[l.m]]\ny = 2\n[[l.m]]\ny = 3\n[l.n]\nz = 1e3\n[[l]]\nx = 0xFF\n[[l.m]]\ny = inf",
            "\"\" = 1\n'a b' . '' = 2\n3 = 3.0\n[\"quoted table\".'x.y']\nk = { a = {}, b = [], c = \"}]#\" } # }",
        ])
    func completeness(text: String) throws {
        let document = try TOMLDocument(text)
        func check(_ value: SettingValue, at path: SettingPath) {
            if !path.steps.isEmpty { #expect(document.outline.lines[path] != nil, "\(path)") }
            switch value {
            case .table(let values): for (key, value) in values { check(value, at: path.key(key)) }
            case .list(let values): for (index, value) in values.enumerated() { check(value, at: path.index(index)) }
            default: break
            }
        }
        #expect(!document.root.isEmpty)
        check(.table(document.root), at: SettingPath())
    }

    @Test("a place without a line of its own takes that of what holds it")
    func ancestors() {
        let outline = TOMLOutline("x = 1\n\n[table]\n")
        #expect(outline.line(of: SettingPath([.key("table"), .key("missing"), .index(3)])) == 3)
        #expect(outline.line(of: SettingPath([.key("nowhere")])) == nil)
    }

    @Test("the bytes of a value are exactly the value")
    func values() {
        let outline = TOMLOutline("a = \"x\"  # c\nb = 12 \t\r\nc = [1, 2]# d\ne = { f = true }\ng = \"ü\"")
        #expect(
            outline.entries.map { outline.text($0.value) } == [
                "\"x\"", "12", "[1, 2]", "{ f = true }", "true", "\"ü\"",
            ])
        let long = TOMLOutline(#"a = """x"""""  # c"#)
        #expect(long.entries.map { long.text($0.value) } == [#""""x""""""#])
        #expect(outline.comments.map { outline.text($0) } == ["# c", "# d"])
    }

    @Test(
        "a document that is no TOML does not stop it",
        arguments: [
            "", "=", "[", "[[", "[[]]", "]", "a", "a =", "a = [", "a = {", "a = {,}", "a = \"", "a = '''", "\"", "'",
            "\\",
            "a = [[[[", "a.b.", ". = 1", "a = \"\\", "= = =", "{}", "\u{FEFF}", "a = [1,,,2]\n]]]]", "[a", "[a]]]b = 1",
        ])
    func nonsense(text: String) {
        #expect(TOMLOutline(text).entries.count <= text.utf8.count)
        #expect(TOMLOutline(text + "\n[t]\nend = 1").bytes.count >= text.utf8.count)
    }
}
