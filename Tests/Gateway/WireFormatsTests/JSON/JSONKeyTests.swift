// SPDX-License-Identifier: Apache-2.0

import Testing
import WireFormats

@Suite("JSON keys")
struct JSONKeyTests {
    private func reason(_ text: String) -> JSONProblem.Reason? {
        var tape = JSONTape()
        let bytes = Array(text.utf8)
        do { try tape.scan(bytes.span) } catch { return error.reason }
        return nil
    }

    @Test(
        "a key that is named twice is refused, however it is spelt",
        arguments: [
            #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"\u0061":1,"\u0061":2}"#, #"{"é":1,"\u00e9":2}"#,
            #"{"😀":1,"\ud83d\ude00":2}"#, #"{"/":1,"\/":2}"#, #"{"":1,"":2}"#, #"[{"x":[{"k":1,"k":1}]}]"#,
            #"{"model":"m","messages":[],"model":"m"}"#,
            #"{"a long key of many words":1,"a long key of many words":1}"#,
        ])
    func duplicate(text: String) {
        #expect(reason(text) == .duplicateKey)
    }

    @Test(
        "keys that only look alike are distinct",
        arguments: [
            #"{"a":1,"A":2}"#, #"{"a":1,"a ":2}"#, #"{"a":{"a":1}}"#, #"[{"a":1},{"a":2}]"#,
            #"{"\u00e9":1,"e\u0301":2}"#,
            #"{"\u00002":1,"1":2}"#, #"{"\\u0061":1,"a":2}"#, #"{"a\u0000":1,"a":2}"#, #"{"":1," ":2}"#,
            #"{"\u0000":1,"\u0000\u0000":2}"#,
        ])
    func distinct(text: String) {
        #expect(reason(text) == nil)
    }

    @Test("a key is found twice in objects of any size, wherever the two stand", arguments: [2, 11, 12, 13, 14, 40])
    func manyKeys(count: Int) {
        func object(_ names: [String]) -> String { "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}" }
        let names = (0..<count).map { "name number \($0)" }
        #expect(reason(object(names)) == nil)
        for first in 0..<count {
            for second in [(first + 1) % count, count - 1] where second != first {
                var doubled = names
                doubled[second] = names[first]
                #expect(reason(object(doubled)) == .duplicateKey, "\(first) and \(second) of \(count)")
            }
        }
    }

    @Test("a second spelling is found among many keys too")
    func manyKeysEscaped() {
        let others = (0..<30).map { "\"k\($0)\":0" }.joined(separator: ",")
        #expect(reason(#"{"k\u0035":1,"# + others + "}") == .duplicateKey)
        #expect(reason(#"{"k\u003a":1,"# + others + "}") == nil)
    }

    @Test("members are found by their name with escapes resolved, and only in objects")
    func lookUp() throws {
        let text = Array(#"{"other":{"model":"inner"},"mo\u0064el":"a\/b","n":12,"x":1.0}"#.utf8)
        var tape = JSONTape()
        try tape.scan(text.span)
        func member(_ name: StaticString) -> Int? { tape.member(name, of: tape.root, in: text.span) }
        let model = try #require(member("model"))
        #expect(tape.string(at: model, in: text.span) == "a/b")
        #expect(tape.raw(model, in: text.span) == Array(#""a\/b""#.utf8))
        let number = try #require(member("n"))
        #expect(tape.integer(at: number, in: text.span) == 12)
        #expect(tape.integer(at: model, in: text.span) == nil)
        #expect(tape.string(at: number, in: text.span) == nil)
        let fraction = try #require(member("x"))
        #expect(tape.integer(at: fraction, in: text.span) == nil)
        #expect(tape.member("inner", of: tape.root, in: text.span) == nil)
        #expect(tape.member("n", of: number, in: text.span) == nil)
        #expect(tape.member("mode", of: tape.root, in: text.span) == nil)
    }

    @Test(
        "a lone surrogate is no text",
        arguments: [#""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\ud800\ud800""#, #""x\udfffy""#])
    func loneSurrogates(text: String) throws {
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        try tape.scan(bytes.span)
        #expect(tape.string(at: tape.root, in: bytes.span) == nil)
    }
}
