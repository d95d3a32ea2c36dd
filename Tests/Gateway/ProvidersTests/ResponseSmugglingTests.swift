// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Providers
import SeededNumbers
import Testing

@Suite("Response parser, what could be read in two ways")
struct ResponseSmugglingTests {
    private func problem(_ text: String, pieces size: Int = .max) -> ResponseProblem? {
        do { _ = try ParsedResponse.parse(text, pieces: size, closes: true) } catch { return error as? ResponseProblem }
        return nil
    }

    /// Expects that `text` is refused for `reason`, in whatever pieces it comes.
    private func expectRefused(_ text: String, _ reason: ResponseProblem) {
        for size in [Int.max, 1, 2, 3, 5] {
            #expect(problem(text, pieces: size) == reason, "\(text.debugDescription) in pieces of \(size)")
        }
    }

    private let ok = "HTTP/1.1 200 OK\r\n"

    @Test(
        "status lines that are none are refused",
        arguments: [
            "HTTP/2 200 OK\r\n", "HTTP/1.1200 OK\r\n", "HTTP/1.1 20 OK\r\n", "HTTP/1.1 2x0 OK\r\n",
            "HTTP/1.1 2000 OK\r\n",
            "HTTP/1.1  200 OK\r\n", "HTTP/1.1 099 OK\r\n", "HTTP/1.1 -20 OK\r\n", "HTTP/1.1 +20 OK\r\n",
            "HTTP/1.x 200 OK\r\n",
            " HTTP/1.1 200 OK\r\n", "\r\nHTTP/1.1 200 OK\r\n", "ICY 200 OK\r\n", "<html></html>\r\n",
            "HTTP/1.1 200 OK\nX: 1\r\n", "HTTP/1.1 200 O\u{0}K\r\n", "HTTP/1.1 200 OK\rX: 1\r\n",
            "HTTP/1.1 200\u{b}OK\r\n",
            "HTTP/1.1\t200 OK\r\n",
        ])
    func statusLine(line: String) {
        expectRefused(line + "content-length: 0\r\n\r\n", .malformedStatusLine)
    }

    @Test(
        "header lines that readers disagree about are refused",
        arguments: [
            "X : 1\r\n", " X: 1\r\n", "A: 1\r\n folded\r\n", "A: 1\r\n\tfolded\r\n", "no colon\r\n", ": no name\r\n",
            "X: a\nY: b\r\n", "X: a\u{0}b\r\n", "X: a\rb\r\n", "X\u{0}: 1\r\n", "X\t: 1\r\n", "Caf\u{e9}: 1\r\n",
            "X\r\n",
            "content-length : 5\r\n", "X: 1\r\ncontent-length\u{7f}: 5\r\n",
        ])
    func headerLine(line: String) {
        expectRefused(ok + line + "content-length: 0\r\n\r\n", .malformedHeader)
    }

    @Test(
        "lengths that are none, or two, are refused",
        arguments: [
            "content-length: 5\r\ncontent-length: 6\r\n", "content-length: 5, 5\r\n", "content-length: +5\r\n",
            "content-length: -5\r\n", "content-length: 0x5\r\n", "content-length: 5 5\r\n", "content-length:\r\n",
            "content-length: 5a\r\n", "content-length: 5.0\r\n", "content-length: 9999999999999999999999\r\n",
            "content-length: ٥\r\n", "transfer-encoding: chunked\r\ncontent-length: 5\r\n",
            "content-length: 0\r\ntransfer-encoding: chunked\r\n",
        ])
    func lengths(lines: String) {
        expectRefused(ok + lines + "\r\nhello", .conflictingLength)
    }

    @Test(
        "encodings other than one `chunked` are refused",
        arguments: [
            "transfer-encoding: gzip\r\n", "transfer-encoding: gzip, chunked\r\n",
            "transfer-encoding: chunked, chunked\r\n",
            "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n", "transfer-encoding: identity\r\n",
            "transfer-encoding:\r\n", "transfer-encoding: chunked;x\r\n", "transfer-encoding: xchunked\r\n",
            "transfer-encoding: chunked,\r\n", "transfer-encoding: \"chunked\"\r\n",
        ])
    func encodings(lines: String) {
        expectRefused(ok + lines + "\r\n0\r\n\r\n", .unknownTransferEncoding)
    }

    @Test(
        "chunks that are not framed exactly are refused",
        arguments: [
            "x\r\n", "\r\n", "-5\r\nhello\r\n", "+5\r\nhello\r\n", "0x5\r\nhello\r\n", " 5\r\nhello\r\n",
            "5\nhello\r\n",
            "5\r\nhello!\r\n", "5\r\nhello\n", "5\r\nhelloXX", "5\r\nhello\r\r", "5 6\r\nhello\r\n", "5,\r\nhello\r\n",
            "fffffffffffff\r\n", "10000000000000000\r\n", "7fffffffffffffff\r\n", "5;a\nb\r\nhello\r\n",
            "5;a\rb\r\nhello\r\n",
            "5;\u{0}\r\nhello\r\n", "5\u{0}\r\nhello\r\n", "５\r\nhello\r\n", "0\r\nX: 1\n\r\n", "0\n\r\n", "\n",
        ])
    func chunks(body: String) {
        expectRefused(ok + "transfer-encoding: chunked\r\n\r\n" + body + "0\r\n\r\n", .malformedChunk)
    }

    @Test("heads, lines of chunks and trailers are bounded")
    func sizes() {
        let long = String(repeating: "x", count: 70_000)
        #expect(problem(ok + "x: \(long)\r\n\r\n") == .headTooLarge)
        #expect(problem(ok + "x: \(long)") == .headTooLarge)
        #expect(problem(ok + "x: \(long)", pieces: 1000) == .headTooLarge)
        let many = String(repeating: "a: b\r\n", count: 257)
        #expect(problem(ok + many + "\r\n") == .headTooLarge)
        #expect(problem(ok + String(repeating: "a: b\r\n", count: 256) + "\r\n") == nil)
        let chunked = ok + "transfer-encoding: chunked\r\n\r\n"
        #expect(problem(chunked + "5;" + String(repeating: "x", count: 2000), pieces: 100) == .malformedChunk)
        #expect(
            problem(chunked + "0\r\n" + String(repeating: "a: b\r\n", count: 20_000), pieces: 1000) == .headTooLarge)
        #expect(problem(chunked + "0\r\na: \(long)", pieces: 1000) != nil)
    }

    @Test("heads with line feeds alone never become an answer")
    func lineFeeds() throws {
        let text = "HTTP/1.1 200 OK\ncontent-length: 2\n\nhi"
        for size in [Int.max, 1] {
            let found = try? ParsedResponse.parse(text, pieces: size, closes: true)
            #expect(found?.statuses.isEmpty ?? true)
        }
        #expect(problem(text + "\r\n\r\n") != nil)
    }

    @Test("random bytes are read or refused, the same in any pieces", arguments: 0..<6 as Range<UInt64>)
    func randomBytes(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let words = [
            "HTTP/1.1 ", "HTTP/1.0 ", "200", "204", "100", " OK", "\r\n", "\r\n", "\r\n\r\n", "\n", "\r", ":", " ",
            "\t", "0", "5",
            "a", "content-length: 3", "content-length: ", "transfer-encoding: chunked", "connection: close", "\u{0}",
            "é",
            "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "3\r\nabc\r\n", "0\r\n\r\n", ";x",
        ]
        for _ in 0..<400 {
            var bytes: [UInt8] = []
            for _ in 0..<random.below(14) {
                if random.chance(8) {
                    bytes.append(UInt8(random.below(256)))
                } else {
                    bytes += Array(random.one(of: words).utf8)
                }
            }
            let whole = Result { try ParsedResponse.parse(bytes, closes: true) }
            for size in [1, 3] {
                let cut = Result { try ParsedResponse.parse(bytes, pieces: size, closes: true) }
                switch (whole, cut) {
                case (.success(var left), .success(var right)):
                    left.rest = ""
                    right.rest = ""
                    #expect(left == right, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
                case (.failure, .failure): break
                default: Issue.record("\(size): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
                }
            }
        }
    }
}
