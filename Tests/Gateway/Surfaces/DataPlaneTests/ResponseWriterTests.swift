// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Providers
import Testing

@testable import DataPlane

@Suite("Response writer")
struct ResponseWriterTests {
    private func text(_ status: Int, _ write: (inout ResponseWriter) -> Void = { _ in }) -> String {
        var writer = ResponseWriter(status: status, allocator: ByteBufferAllocator())
        write(&writer)
        return String(buffer: writer.bytes)
    }

    @Test(
        "status lines have a reason, known or not",
        arguments: [
            (200, "HTTP/1.1 200 OK\r\n"), (401, "HTTP/1.1 401 Unauthorized\r\n"),
            (413, "HTTP/1.1 413 Content Too Large\r\n"),
            (502, "HTTP/1.1 502 Bad Gateway\r\n"), (529, "HTTP/1.1 529 Overloaded\r\n"),
            (418, "HTTP/1.1 418 Status\r\n"),
        ])
    func statusLines(status: Int, line: String) {
        #expect(text(status) == line)
    }

    @Test("fields, lines and pairs end in CRLF, and the head in an empty line")
    func fields() {
        let written = text(200) { writer in
            writer.field("a", "text")
            writer.field("b", 12)
            writer.pair("C-D", "e")
            writer.lines("f: g\r\n")
            writer.end()
        }
        #expect(written == "HTTP/1.1 200 OK\r\na: text\r\nb: 12\r\nC-D: e\r\nf: g\r\n\r\n")
    }

    @Test("the layer's lines tell who answered")
    func layers() {
        let hit = text(200) { $0.layer(.exactCache, deflected: true, provider: "openai", requestID: "r1") }
        #expect(
            hit.hasSuffix(
                "X-Isartor-Layer: l1a\r\nX-Isartor-Deflected: true\r\nx-isartor-provider: openai\r\nX-Isartor-Request-Id: r1\r\n"
            ))
        let gate = text(401) { $0.layer(.gate, deflected: false, provider: nil, requestID: "r2") }
        #expect(gate.hasSuffix("X-Isartor-Layer: l0\r\nX-Isartor-Deflected: false\r\nX-Isartor-Request-Id: r2\r\n"))
        for layer in Layer.allCases {
            #expect(
                text(200) { $0.layer(layer, deflected: false, provider: nil, requestID: "") }.contains(
                    ": \(layer.header)\r\n"))
        }
    }

    /// The lines that reach the client of an upstream's answer with `lines`.
    private func copied(_ lines: [String]) throws -> [String] {
        var parser = ResponseParser()
        // The head may begin anywhere in its buffer.
        var buffer = ByteBuffer(string: "skipped" + "HTTP/1.1 200 OK\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n")
        buffer.moveReaderIndex(forwardBy: 7)
        guard case .head(let head)? = try parser.next(&buffer) else {
            Issue.record("no head")
            return []
        }
        return text(200) { $0.copyFields(of: head) }.split(separator: "\r\n").dropFirst().map { String($0) }
    }

    @Test("an upstream's lines come through as they were, in their order")
    func kept() throws {
        let lines = [
            "Content-Type: application/json", "x-request-id: abc", "X-RateLimit-Remaining: 5",
            "anthropic-ratelimit-x: 1",
            "Retry-After: 3", "x-twice: 1", "X-Twice: 2", "content-encoding: identity", "openai-processing-ms: 12",
        ]
        #expect(try copied(lines) == lines)
        #expect(try copied(["X-Space:   a b  "]) == ["X-Space: a b"])
    }

    @Test(
        "lines of the upstream's connection and host, and those that only the gateway may write, stay behind",
        arguments: [
            "Connection: close", "Keep-Alive: timeout=5", "Proxy-Connection: close", "TE: trailers", "Trailer: x",
            "Upgrade: h2c",
            "Alt-Svc: h3=\":443\"", "Set-Cookie: a=b", "Content-Length: 0", "Transfer-Encoding: chunked",
            "Proxy-Authenticate: Basic", "Strict-Transport-Security: max-age=1", "X-Isartor-Layer: l1a",
            "X-Isartor-Provider: other", "X-Isartor-Deflected: true", "X-Isartor-Request-Id: forged",
        ])
    func dropped(line: String) throws {
        for spelt in [line, line.lowercased()] { #expect(try copied([spelt, "x-kept: 1"]) == ["x-kept: 1"]) }
    }
}
