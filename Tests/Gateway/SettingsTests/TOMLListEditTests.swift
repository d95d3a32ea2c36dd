// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct TOMLListEditTests {
    private let fields: [(String, SettingValue)] = [("key", .secret(Secret("k\"2"))), ("priority", .integer(1))]

    private func appended(_ text: String) throws -> String {
        var editor = try TOMLDocumentEditor(text)
        try editor.append(fields, to: "provider_keys")
        return editor.text
    }

    @Test("a list that is missing is made at the end, whatever stands there")
    func missing() throws {
        #expect(try appended("") == "[[provider_keys]]\nkey = \"k\\\"2\"\npriority = 1\n")
        #expect(
            try appended("a = 1\n[model_aliases]\nx = \"y\"")
                == "a = 1\n[model_aliases]\nx = \"y\"\n\n[[provider_keys]]\nkey = \"k\\\"2\"\npriority = 1\n")
    }

    @Test(
        "an element joins those that are there, however they are written",
        arguments: [
            "provider_keys = []\n", "provider_keys = [{ key = \"a\" }]\n", "provider_keys = [{ key = \"a\" },]\n",
            "provider_keys = [\n    { key = \"a\" }, # first\n]\n",
            "provider_keys = [\n    { key = \"a\" } # no comma\n]\n",
            "[[provider_keys]]\nkey = \"a\"\n\n[model_aliases]\nx = \"y\"\n", "provider_keys = [ # none\n]\n",
            "provider_keys = [\r\n  { key = \"]\" }\r\n]\r\nother = 1\r\n",
        ])
    func joining(text: String) throws {
        let before = try TOMLDocumentEditor(text).value(of: "provider_keys")
        let after = try TOMLDocumentEditor(try appended(text)).value(of: "provider_keys")
        guard case .list(let old) = before, case .list(let new) = after else {
            Issue.record("no list")
            return
        }
        #expect(Array(new.dropLast()) == old)
        #expect(new.last == .table(["key": .text("k\"2"), "priority": .integer(1)]))
    }

    @Test("a name that is no list is left alone")
    func other() throws {
        #expect(throws: TOMLEditError.self) { try appended("provider_keys = \"x\"\n") }
        #expect(throws: TOMLEditError.self) { try appended("[provider_keys]\nkey = \"x\"\n") }
    }
}
