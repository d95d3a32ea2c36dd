// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import TestKit
import Testing

@Suite("Requests that could be read in two ways", .serialized, .timeLimit(.minutes(2)))
struct SmugglingTests {
    /// A request, less its first line, that two programs could see end at different places.
    struct Doubtful: CustomTestStringConvertible {
        var testDescription: String
        var text: String

        init(_ name: String, _ text: String) { (testDescription, self.text) = (name, text) }
    }

    private static let inner = "GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n"

    private static let doubtful: [Doubtful] = [
        Doubtful("length and chunks", "content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n\(inner)"),
        Doubtful("chunks and length", "transfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n\(inner)"),
        Doubtful("two lengths", "content-length: 4\r\ncontent-length: 2\r\n\r\n{}  \(inner)"),
        Doubtful("two lengths in one line", "content-length: 4, 2\r\n\r\n{}  \(inner)"),
        Doubtful("a length with a sign", "content-length: +2\r\n\r\n{}\(inner)"),
        Doubtful("a negative length", "content-length: -2\r\n\r\n{}\(inner)"),
        Doubtful("a length in hexadecimal", "content-length: 0x2\r\n\r\n{}\(inner)"),
        Doubtful("a length beyond all numbers", "content-length: 99999999999999999999999\r\n\r\n{}\(inner)"),
        Doubtful("a length that wraps around", "content-length: 18446744073709551618\r\n\r\n{}\(inner)"),
        Doubtful("an unknown coding", "transfer-encoding: xchunked\r\n\r\n0\r\n\r\n\(inner)"),
        Doubtful("chunks that are not last", "transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n\(inner)"),
        Doubtful("a coding with a space before the colon", "transfer-encoding : chunked\r\n\r\n0\r\n\r\n\(inner)"),
        Doubtful("a coding with an odd space", "transfer-encoding:\u{b}chunked\r\n\r\n0\r\n\r\n\(inner)"),
        Doubtful("a folded coding", "transfer-encoding:\r\n chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n\(inner)"),
        Doubtful("a line end alone", "content-length: 2\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n\(inner)"),
        Doubtful("a bad chunk size", "transfer-encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n\(inner)"),
        Doubtful("a chunk longer than told", "transfer-encoding: chunked\r\n\r\n2\r\n{}{}\r\n0\r\n\r\n\(inner)"),
        Doubtful(
            "a chunk size that wraps around", "transfer-encoding: chunked\r\n\r\n10000000000000002\r\n{}\r\n0\r\n\r\n"),
        Doubtful("a name with a space", "content length: 2\r\n\r\n{}\(inner)"),
        Doubtful("a null byte", "x-a: b\u{0}c\r\ncontent-length: 2\r\n\r\n{}\(inner)"),
    ]

    @Test(
        "a request of two readings is refused and the connection closed, with nothing behind it read",
        arguments: doubtful)
    func refused(_ request: Doubtful) async throws {
        try await TestGateway.run { gateway async throws in
            let text = try await Wire.all(
                "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\n" + request.text, to: gateway.client.port,
                timeoutSeconds: 5)
            #expect(text.hasPrefix("HTTP/1.1 400 "))
            #expect(text.contains("connection: close\r\n"))
            #expect(text.contains("malformed_http"))
            // Only one answer, and none of what was hidden inside.
            #expect(text.ranges(of: "HTTP/1.1 ").count == 1)
            #expect(!text.contains("isartor_requests_total"))
            #expect(gateway.upstream.ledger.connectionsOpened == 0)
            #expect(try await gateway.comesToRest())
        }
    }

    private static let malformed = [
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}", "hello\r\n\r\n", "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / HTTP/1.1\r\n: empty\r\n\r\n",
        "G\u{e9}T / HTTP/1.1\r\nhost: localhost\r\n\r\n", "GET /a b HTTP/1.1\r\nhost: localhost\r\n\r\n",
    ]

    @Test("what is no HTTP/1.1 gets 400 and the connection's end", arguments: malformed)
    func notHTTP(_ text: String) async throws {
        try await TestGateway.run { gateway async throws in
            let answer = try await Wire.all(text, to: gateway.client.port, timeoutSeconds: 5)
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
            #expect(answer.contains("X-Isartor-Deflected: false\r\n"))
            #expect(try await gateway.comesToRest())
        }
    }

    @Test("a refusal is delivered even if what follows it in the same packet is no HTTP")
    func refusalBeforeGarbage() async throws {
        try await TestGateway.run { gateway async throws in
            let text = "PUT /v1/messages HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"
            let answer = try await Wire.all(text, to: gateway.client.port, timeoutSeconds: 5)
            #expect(answer.hasPrefix("HTTP/1.1 405 "))
        }
    }

    @Test("no header of a client can write a line into the request that goes upstream")
    func injection() async throws {
        try await TestGateway.run { gateway async throws in
            let headers = "x-a: one\r\n\tx-injected: two\r\n"
            let text = try await Wire.all(
                Wire.request(.chat, headers: headers + "connection: close\r\n"), to: gateway.client.port)
            #expect(!text.isEmpty)
            for request in gateway.upstream.requests { #expect(request.header("x-injected") == nil) }
            let query = "POST /v1/chat/completions?a=1%0d%0ax-injected:%20two HTTP/1.1\r\nhost: localhost\r\n"
            let body = Door.chat.body("Another one")
            _ = try await Wire.send(
                query + "content-length: \(body.utf8.count)\r\n\r\n\(body)", to: gateway.client.port)
            for request in gateway.upstream.requests { #expect(request.header("x-injected") == nil) }
        }
    }
}
