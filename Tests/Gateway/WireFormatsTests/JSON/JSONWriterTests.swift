// SPDX-License-Identifier: Apache-2.0

import Testing
import WireFormats

@Suite("JSON writer")
struct JSONWriterTests {
    @Test("commas stand between members and elements, and nowhere else")
    func structure() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("a", integer: -1)
        writer.key("b")
        writer.beginArray()
        writer.beginObject()
        writer.endObject()
        writer.beginArray()
        writer.endArray()
        writer.boolean(true)
        writer.null()
        writer.raw(Array("1.50".utf8))
        writer.endArray()
        writer.nullMember("c")
        writer.member("d", string: "x")
        writer.member("e", raw: Array("[ ]".utf8))
        writer.endObject()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"a":-1,"b":[{},[],true,null,1.50],"c":null,"d":"x","e":[ ]}"#)
    }

    @Test("quotes, backslashes and control characters are escaped, all else stays as it is")
    func escapes() {
        var bytes: [UInt8] = []
        JSONWriter.append("\"\\/\n\r\t\u{8}\u{c}\u{0}\u{1f}\u{7f}é😀\u{2028}", to: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #""\"\\/\n\r\t\u0008\u000c\u0000\u001f"# + "\u{7f}é😀\u{2028}\"")
    }

    @Test("numbers are written in full", arguments: [0, 7, -7, 10, -10, 1_234_567_890, Int.max, Int.min])
    func numbers(value: Int) {
        var writer = JSONWriter()
        writer.integer(value)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == String(value))
    }

    @Test("a byte is escaped wherever it stands among others that are not", arguments: 0..<40)
    func places(length: Int) {
        for place in 0..<length {
            for (special, escaped) in [("\"", "\\\""), ("\\", "\\\\"), ("\u{0}", "\\u0000"), ("\u{1f}", "\\u001f")] {
                for filler in ["x", "é", "!", "#", "\u{7f}"] {
                    let before = String(repeating: filler, count: place)
                    let after = String(repeating: filler, count: length - place - 1)
                    var bytes: [UInt8] = []
                    JSONWriter.append(before + special + after, to: &bytes)
                    #expect(String(decoding: bytes, as: UTF8.self) == "\"\(before)\(escaped)\(after)\"")
                }
            }
        }
    }
}
