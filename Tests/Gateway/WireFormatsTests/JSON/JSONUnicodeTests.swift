// SPDX-License-Identifier: Apache-2.0

import Testing
import WireFormats

@Suite("JSON in UTF-8")
struct JSONUnicodeTests {
    /// A string of `content`, with `padding` plain bytes before it so that it meets every place of the eight-byte walk.
    private func problem(_ content: [UInt8], padding: Int) -> JSONProblem? {
        let quote: [UInt8] = [0x22]
        let bytes = quote + Array(repeating: 0x61, count: padding) + content + quote
        var tape = JSONTape()
        do { try tape.scan(bytes.span) } catch { return error }
        return nil
    }

    @Test(
        "well-formed sequences pass at any place",
        arguments: [
            [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xE1, 0x80, 0x80], [0xEC, 0xBF, 0xBF], [0xED, 0x9F, 0xBF],
            [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF3, 0xBF, 0xBF, 0xBF],
            [0xF4, 0x8F, 0xBF, 0xBF], [0x7F],
        ] as [[UInt8]])
    func wellFormed(bytes: [UInt8]) {
        for padding in 0..<17 { #expect(problem(bytes, padding: padding) == nil, "behind \(padding) bytes") }
    }

    @Test(
        "overlong, cut, surrogate and too large sequences are refused where they begin",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xE0, 0xA0], [0xE1, 0x80], [0xE1, 0x80, 0x41], [0xE1, 0x41, 0x80], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80], [0xF1, 0x80, 0x80, 0x41],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ] as [[UInt8]])
    func malformed(bytes: [UInt8]) {
        for padding in 0..<17 {
            #expect(problem(bytes, padding: padding) == JSONProblem(.invalidUTF8, at: padding + 1))
            // A good sequence before it hides nothing.
            #expect(problem([0xC3, 0xA9] + bytes, padding: padding) == JSONProblem(.invalidUTF8, at: padding + 3))
        }
    }

    @Test("bytes above ASCII are refused outside of strings", arguments: [0x80, 0xA0, 0xC3, 0xEF, 0xFF] as [UInt8])
    func outsideStrings(byte: UInt8) {
        let bytes: [UInt8] = [0x5B, byte, 0x5D]
        var tape = JSONTape()
        #expect(throws: JSONProblem(.unexpectedByte, at: 1)) { try tape.scan(bytes.span) }
    }

    @Test("a key is held to the same rules as a value")
    func keys() {
        let bytes: [UInt8] = Array("{\"".utf8) + [0xC3] + Array("\":1}".utf8)
        var tape = JSONTape()
        #expect(throws: JSONProblem(.invalidUTF8, at: 2)) { try tape.scan(bytes.span) }
    }
}
