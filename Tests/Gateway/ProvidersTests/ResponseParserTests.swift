// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Providers
import Testing

@Suite("Response parser")
struct ResponseParserTests {
    /// Parses `text` whole and in pieces of every small size; all must agree.
    private func parse(_ text: String, closes: Bool = false) throws -> ParsedResponse {
        let whole = try ParsedResponse.parse(text, closes: closes)
        for size in 1...9 {
            var cut = try ParsedResponse.parse(text, pieces: size, closes: closes)
            // Pieces that come after the end are not asked for.
            cut.rest = whole.rest
            #expect(cut == whole, "in pieces of \(size)")
        }
        return whole
    }

    @Test("a body of a told length ends where it should, and what follows stays")
    func length() throws {
        let found = try parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Empty:\r\nX-Space: \t a b \t\r\n\r\nhellonext")
        #expect(found.statuses == [200])
        #expect(found.framings == [.length(5)])
        #expect(found.keepsAlive == [true])
        #expect(found.fields == [["Content-Length", "5"], ["X-Empty", ""], ["X-Space", "a b"]])
        #expect(found.body == "hello")
        #expect(found.hasEnded)
        #expect(found.rest == "next")
    }

    @Test("an answer without a body ends with its head", arguments: ["content-length: 0", "Content-Length:00"])
    func empty(line: String) throws {
        let found = try parse("HTTP/1.1 200 OK\r\n\(line)\r\n\r\n")
        #expect(found.hasEnded && found.body.isEmpty && found.keepsAlive == [true])
    }

    @Test("a length that is told twice the same counts once")
    func sameLength() throws {
        #expect(try parse("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nContent-Length: 2\r\n\r\nab").body == "ab")
    }

    @Test(
        "chunks are joined, their extensions and the trailers dropped",
        arguments: [
            "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "5;a=b\r\nhello\r\n6 ; x=\"y z\"\r\n world\r\n0;last\r\n\r\n",
            "05\r\nhello\r\n006\r\n world\r\n000\r\n\r\n", "B\r\nhello world\r\n0\r\n\r\n",
            "b\r\nhello world\r\n0\r\n\r\n",
            "5\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n", "b  \r\nhello world\r\n0\r\n\r\n",
        ])
    func chunked(body: String) throws {
        for name in ["Transfer-Encoding: chunked", "transfer-encoding:CHUNKED"] {
            let found = try parse("HTTP/1.1 200 OK\r\n\(name)\r\n\r\n\(body)")
            #expect(found.framings == [.chunked])
            #expect(found.body == "hello world")
            #expect(found.hasEnded && found.keepsAlive == [true] && found.rest.isEmpty)
        }
    }

    @Test("chunk data may look like chunks")
    func chunkData() throws {
        let found = try parse("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n")
        #expect(found.body == "0\r\n\r\n\r\n")
        #expect(found.hasEnded)
    }

    @Test("interim answers are skipped")
    func interim() throws {
        let found = try parse(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 1\r\n\r\nz"
        )
        #expect(found.statuses == [201])
        #expect(found.body == "z")
    }

    @Test("some statuses have no body, whatever their lines say", arguments: [204, 304])
    func noBody(status: Int) throws {
        let found = try parse("HTTP/1.1 \(status) X\r\ncontent-length: 7\r\n\r\n")
        #expect(found.framings == [ResponseHead.Framing.none])
        #expect(found.hasEnded && found.body.isEmpty)
    }

    @Test("without a length the body lasts until the connection ends")
    func untilClose() throws {
        let text = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\nall of it"
        let open = try parse(text)
        #expect(open.framings == [.untilClose] && !open.hasEnded && open.keepsAlive == [false])
        let closed = try parse(text, closes: true)
        #expect(closed.hasEnded && closed.body == "all of it")
    }

    @Test(
        "the connection's end completes nothing else",
        arguments: [
            "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
        ])
    func cut(text: String) throws {
        #expect(try !parse(text, closes: true).hasEnded)
    }

    @Test(
        "a connection goes on only when both sides can tell where the answer ends",
        arguments: [
            ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: keep-alive\r\n", true),
            ("HTTP/1.1", "Connection: close\r\n", false), ("HTTP/1.1", "connection: CLOSE\r\n", false),
            ("HTTP/1.1", "Connection: foo, close\r\n", false),
            ("HTTP/1.1", "Connection: foo ,\tclose , bar\r\n", false),
            ("HTTP/1.1", "Connection: closed\r\n", true), ("HTTP/1.1", "Connection: keep-alive, close\r\n", false),
            ("HTTP/1.1", "Connection: keep-alive\r\nConnection: close\r\n", false), ("HTTP/1.0", "", false),
            ("HTTP/1.0", "Connection: keep-alive\r\n", true), ("HTTP/1.0", "Connection: Keep-Alive\r\n", true),
            ("HTTP/1.0", "Connection: keep-alive, close\r\n", false),
        ])
    func keepAlive(version: String, line: String, keeps: Bool) throws {
        #expect(try parse("\(version) 200 OK\r\n\(line)content-length: 0\r\n\r\n").keepsAlive == [keeps])
    }

    @Test("chunks from an old version end the connection, since nobody there should send them")
    func oldChunks() throws {
        let found = try parse(
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n")
        #expect(found.body == "a" && found.keepsAlive == [false])
    }

    @Test("a status line needs no reason")
    func noReason() throws {
        #expect(try parse("HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n").statuses == [200])
        #expect(try parse("HTTP/1.1 429 \r\ncontent-length: 0\r\n\r\n").statuses == [429])
        #expect(try parse("HTTP/1.1 500 Caf\u{e9}\tx\r\ncontent-length: 0\r\n\r\n").statuses == [500])
    }

    private func head(_ parser: inout ResponseParser, _ buffer: inout ByteBuffer) throws -> ResponseHead? {
        if case .head(let head)? = try parser.next(&buffer) { head } else { nil }
    }

    @Test("one parser reads one answer after another")
    func sequence() throws {
        var parser = ResponseParser()
        var buffer = ByteBuffer()
        for round in 0..<3 {
            parser.reset()
            #expect(parser.isBetweenResponses)
            buffer.writeString("HTTP/1.1 20\(round) OK\r\ncontent-length: 1\r\n\r\n\(round)")
            #expect(try head(&parser, &buffer)?.status == 200 + round)
            #expect(!parser.isBetweenResponses)
            if case .body(let body)? = try parser.next(&buffer) {
                #expect(String(buffer: body) == String(round))
            } else {
                Issue.record("no body")
            }
            if case .end? = try parser.next(&buffer) {} else { Issue.record("no end") }
            if try parser.next(&buffer) != nil { Issue.record("something after the end") }
            #expect(buffer.readableBytes == 0)
        }
    }

    @Test("header lines are found by name, and their values by how they begin")
    func fields() throws {
        var buffer = ByteBuffer(
            string:
                "HTTP/1.1 200 OK\r\nContent-Type: Text/Event-Stream; a=b\r\nX: 1\r\nx: 2\r\ncontent-length: 0\r\n\r\n")
        var parser = ResponseParser()
        let head = try #require(try head(&parser, &buffer))
        #expect(head.value("content-type") == "Text/Event-Stream; a=b")
        #expect(head.value("x") == "1")
        #expect(head.value("content") == nil)
        #expect(head.value("content-type", hasPrefix: "text/event-stream"))
        #expect(!head.value("content-type", hasPrefix: "text/event-streams"))
        #expect(!head.value("x", hasPrefix: "12"))
        #expect(!head.value("y", hasPrefix: ""))
    }
}
