// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("JSON")
struct JSONTests {
    private func read(_ text: String) throws -> JSONValue { try JSONReader.read(Array(text.utf8)) }

    @Test(
        "a document is written as it was read",
        arguments: [
            #"{"b":1,"a":[true,false,null],"c":{"d":-0.50e+7}}"#, #""é\n\t\"\\ \u0001""#, "[]", "{}",
            "12345678901234567890",
        ])
    func roundTrip(text: String) throws {
        #expect(try read(text).encodedText() == text)
    }

    @Test("escapes are decoded, surrogate pairs too")
    func escapes() throws {
        #expect(try read(#""\u00e9\ud83d\ude00\/\b\f""#) == .string("é😀/\u{8}\u{c}"))
    }

    @Test("of a member named twice the last one counts")
    func duplicateKeys() throws {
        #expect(try read(#"{"a":1,"a":2}"#)["a"] == 2)
    }

    @Test(
        "what is not JSON is refused with the reason and the place",
        arguments: [
            ("", JSONSyntaxError.Problem.unexpectedEnd, 0), ("{", .unexpectedEnd, 1), ("{\"a\" 1}", .unexpectedByte, 5),
            ("[1,]", .unexpectedByte, 3), ("01", .trailingBytes, 1), ("1.", .unexpectedEnd, 2), ("-x", .badNumber, 1),
            ("tru", .unexpectedEnd, 3), ("trux", .unexpectedByte, 3), (#""\x""#, .badEscape, 3),
            (#""\ud83d""#, .loneSurrogate, 7), ("\"a\nb\"", .unexpectedByte, 3), ("{} {}", .trailingBytes, 3),
            ("\"open", .unexpectedEnd, 5),
        ])
    func refused(text: String, problem: JSONSyntaxError.Problem, offset: Int) {
        #expect(throws: JSONSyntaxError(problem: problem, offset: offset)) { try read(text) }
    }

    @Test("a string that is not UTF-8 is refused")
    func badUTF8() {
        #expect(throws: JSONSyntaxError(problem: .badUTF8, offset: 4)) {
            try JSONReader.read([0x22, 0xC3, 0x28, 0x22])
        }
    }

    @Test("nesting is read up to the limit and refused beyond it")
    func nesting() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try read(nested(JSONReader.deepestNesting))
        #expect(throws: JSONSyntaxError.self) { try read(nested(JSONReader.deepestNesting + 1)) }
        #expect(throws: JSONSyntaxError.self) { try read(String(repeating: "[", count: 1_000_000)) }
    }

    @Test(
        "base64 pads as RFC 4648 shows", arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foobar", "Zm9vYmFy")])
    func base64(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
    }
}
