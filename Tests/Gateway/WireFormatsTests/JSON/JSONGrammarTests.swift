// SPDX-License-Identifier: Apache-2.0

import Testing
import WireFormats

@Suite("JSON grammar")
struct JSONGrammarTests {
    private func scan(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONProblem) {
        var tape = JSONTape()
        try tape.scan(bytes.span, limits: limits)
    }

    private func problem(_ text: String, limits: JSONLimits = JSONLimits()) -> JSONProblem? {
        do { try scan(Array(text.utf8), limits: limits) } catch { return error }
        return nil
    }

    @Test(
        "valid texts are accepted, with white space wherever it may stand",
        arguments: [
            "0", "-0", "10", "-1.0", "0.5e1", "1E+09", "1e-9", "true", "false", "null", "\"\"", "[]", "{}", " [ ] ",
            "\t{\r\n}\n", #"{"":0}"#, #"[[],{},[{}]]"#, #"{"a" : [ 1 , 2 ] , "b":null }"#, #""\"\\\/\b\f\n\r\t""#,
            #""\u0000\uD83D\uDE00\uABCD""#, #""\ud800""#, "\"\u{7f}\u{2028}\"", #"{"a":{"a":{"a":1}}}"#,
        ])
    func accepts(text: String) {
        #expect(problem(text) == nil)
    }

    @Test(
        "what is not JSON is refused with the reason and the place",
        arguments: [
            ("", JSONProblem.Reason.truncated, 0), ("  ", .truncated, 2), ("{", .truncated, 1), ("[1", .truncated, 2),
            ("\"open", .truncated, 5), ("\"\\", .truncated, 2), ("\"\\u00", .truncated, 5), ("-", .truncated, 1),
            ("1.", .truncated, 2), ("1e", .truncated, 2), ("1e+", .truncated, 3), ("tru", .truncated, 3),
            ("{\"a\"", .truncated, 4), ("{\"a\":", .truncated, 5), ("{\"a\":1,", .truncated, 7),
            ("trux", .unexpectedByte, 3), ("nul ", .unexpectedByte, 3), ("True", .unexpectedByte, 0),
            ("+1", .unexpectedByte, 0), (".5", .unexpectedByte, 0), ("NaN", .unexpectedByte, 0),
            ("[1,]", .unexpectedByte, 3), ("[,1]", .unexpectedByte, 1), ("[1 2]", .unexpectedByte, 3),
            ("{,}", .unexpectedByte, 1), ("{\"a\":1,}", .unexpectedByte, 7), ("{\"a\" 1}", .unexpectedByte, 5),
            ("{\"a\"}", .unexpectedByte, 4), ("{a:1}", .unexpectedByte, 1), ("{1:1}", .unexpectedByte, 1),
            ("{\"a\":}", .unexpectedByte, 5), ("[1}", .unexpectedByte, 2), ("{\"a\":1]", .unexpectedByte, 6),
            ("]", .unexpectedByte, 0), ("}", .unexpectedByte, 0), ("[}", .unexpectedByte, 1),
            ("{]", .unexpectedByte, 1),
            ("[01]", .unexpectedByte, 2), ("'a'", .unexpectedByte, 0), ("[1]/*x*/", .trailingBytes, 3),
            ("{} {}", .trailingBytes, 3), ("01", .trailingBytes, 1), ("1 2", .trailingBytes, 2),
            ("-x", .invalidNumber, 1), ("1.x", .invalidNumber, 2), ("1ex", .invalidNumber, 2),
            ("-.5", .invalidNumber, 1),
            ("[1.]", .invalidNumber, 3), ("[1e+]", .invalidNumber, 4), (#""a\x""#, .invalidEscape, 2),
            (#""\u12G4""#, .invalidEscape, 1), (#""\u+123""#, .invalidEscape, 1), (#""\U0041""#, .invalidEscape, 1),
            ("\"a\nb\"", .controlCharacterInString, 2), ("\"\u{0}\"", .controlCharacterInString, 1),
            ("{\"a\tb\":1}", .controlCharacterInString, 3), ("\u{feff}{}", .unexpectedByte, 0),
            ("[1\u{b}]", .unexpectedByte, 2), ("[1\u{a0}]", .unexpectedByte, 2),
        ])
    func refuses(text: String, reason: JSONProblem.Reason, offset: Int) {
        #expect(problem(text) == JSONProblem(reason, at: offset))
    }

    @Test("a control character is found wherever it lies in a long string", arguments: 0..<20)
    func controlCharacters(place: Int) {
        var bytes = Array(repeating: UInt8(ascii: "x"), count: 20)
        bytes[place] = 0x1F
        let text = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
        #expect(throws: JSONProblem(.controlCharacterInString, at: place + 1)) { try scan(text) }
    }

    @Test("containers nest to the limit and no deeper", arguments: ["[", "{\"a\":"])
    func depth(open: String) {
        let close = open == "[" ? "]" : "}"
        func nested(_ levels: Int) -> String {
            String(repeating: open, count: levels) + (open == "[" ? "" : "0") + String(repeating: close, count: levels)
        }
        #expect(problem(nested(256)) == nil)
        #expect(problem(nested(257)) == JSONProblem(.tooDeep, at: 256 * open.utf8.count))
        #expect(problem(nested(3), limits: JSONLimits(depth: 3)) == nil)
        #expect(problem(nested(4), limits: JSONLimits(depth: 3))?.reason == .tooDeep)
        // Side by side is not deep.
        #expect(problem("[[],[],[],[[]]]", limits: JSONLimits(depth: 3)) == nil)
    }

    @Test(
        "a text holds as many values as the limit says and no more",
        arguments: [("[1,2,3]", 4), ("{\"a\":1,\"b\":[]}", 5), ("7", 1), ("[[[]]]", 3)])
    func values(text: String, count: Int) {
        #expect(problem(text, limits: JSONLimits(values: count)) == nil)
        guard count > 1 else { return }
        #expect(problem(text, limits: JSONLimits(values: count - 1))?.reason == .tooManyValues)
    }

    @Test("a quote, a backslash and a control character are found wherever in a string they stand")
    func anyPlace() throws {
        var tape = JSONTape()
        for length in 0..<80 {
            for at in 0..<length {
                var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: length)
                bytes[at] = 0x1F
                #expect(
                    problem(#"[""# + String(decoding: bytes, as: UTF8.self) + #""]"#)
                        == JSONProblem(.controlCharacterInString, at: at + 2))
                bytes[at] = UInt8(ascii: "\"")
                #expect(problem(#"[""# + String(decoding: bytes, as: UTF8.self))?.offset == at + 3)
                bytes.replaceSubrange(at...at, with: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
                let text = Array(#"[""#.utf8) + bytes + Array(#""]"#.utf8)
                try tape.scan(text.span)
                #expect(tape.nodes[1].isEscaped)
                #expect(tape.string(at: 1, in: text.span)?.utf8.count == length)
                bytes.replaceSubrange(at...(at + 1), with: [0xC3, 0x28])
                let broken = Array(#"[""#.utf8) + bytes + Array(#""]"#.utf8)
                do {
                    try tape.scan(broken.span)
                    Issue.record("bytes that are no UTF-8 were taken")
                } catch { #expect(error.reason == .invalidUTF8) }
            }
        }
    }

    @Test("room for values grows with the text, in whatever state the scan is")
    func manyValues() throws {
        var tape = JSONTape()
        for count in [1, 20, 21, 22, 23, 60, 1000, 20_000] {
            let text = Array(("[" + String(repeating: #"{"a":[1]},"#, count: count) + "0]").utf8)
            try tape.scan(text.span)
            #expect(tape.nodes.count == 4 * count + 2)
            #expect(Int(tape.nodes[0].next) == tape.nodes.count)
            #expect(tape.integer(at: 4 * count, in: text.span) == 1)
            #expect(tape.nodes[4 * count - 3].kind == .object)
            tape.shrink(to: count % 2 == 0 ? 0 : 1 << 20)
        }
    }

    @Test(
        "a number is whole if it has neither fraction nor exponent and fits",
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-12", -12), ("9223372036854775807", Int.max),
            ("-9223372036854775808", Int.min), ("9223372036854775808", nil), ("-9223372036854775809", nil),
            ("99999999999999999999", nil), ("1.0", nil), ("1e2", nil), ("-1.5", nil),
        ])
    func wholeNumbers(text: String, value: Int?) throws {
        var tape = JSONTape()
        let bytes = Array(text.utf8)
        try tape.scan(bytes.span)
        #expect(tape.integer(at: 0, in: bytes.span) == value)
    }

    @Test("problems carry a stable word, and words for people that quote nothing of the text")
    func words() {
        let table: [(JSONProblem.Reason, String)] = [
            (.truncated, "invalid_json"), (.unexpectedByte, "invalid_json"), (.invalidNumber, "invalid_json"),
            (.invalidEscape, "invalid_json"), (.controlCharacterInString, "invalid_json"),
            (.trailingBytes, "invalid_json"), (.invalidUTF8, "invalid_utf8"), (.tooDeep, "json_too_deep"),
            (.tooManyValues, "json_too_many_values"), (.duplicateKey, "duplicate_key"),
        ]
        for (reason, code) in table {
            let problem = JSONProblem(reason, at: 4711)
            #expect(problem.code == code)
            #expect(problem.explanation.contains("4711") || reason == .tooManyValues)
        }
    }
}
