// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOEmbedded
import NIOHTTP1
import SeededNumbers
import Testing

@testable import DataPlane

@Suite("Heads of plain requests")
struct RequestHeadReaderTests {
    private static let plain =
        "POST /v1/chat/completions?a=b HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: watch/1.0 (tower)\r\n"
        + "X-API-Key:  key-of-the-gate\r\nAccept: */*\r\nX-Empty:\r\nConnection: Keep-Alive\r\nContent-Length: 12\r\n\r\n"

    /// How many times fifteen hundred heads are tried.
    private static let seeds = ProcessInfo.processInfo.environment["HEAD_SEEDS"].flatMap { Int($0) } ?? 8

    private func read(_ text: String) -> RequestHeadReader.Outcome {
        RequestHeadReader.read(ByteBuffer(string: text))
    }

    private func isUnusual(_ text: String) -> Bool {
        if case .unusual = read(text) { true } else { false }
    }

    @Test("a plain head is read to its last byte, and what follows is left")
    func reads() throws {
        guard case .head(let head, let size, let length) = read(Self.plain + "{\"a\": true}\n") else {
            Issue.record("no head")
            return
        }
        #expect(size == Self.plain.utf8.count && length == 12)
        #expect(head.method == .POST && head.uri == "/v1/chat/completions?a=b" && head.isModern && head.isKeepAlive)
        #expect(head.fields.host == "localhost:8080" && head.fields.userAgent == "watch/1.0 (tower)")
        #expect(head.fields.apiKey == "key-of-the-gate" && head.fields.contentLength == 12)
        #expect(
            head.lines.pairs.map { "\($0.name)=\($0.value)" } == [
                "Host=localhost:8080", "User-Agent=watch/1.0 (tower)", "X-API-Key=key-of-the-gate", "Accept=*/*",
                "X-Empty=", "Connection=Keep-Alive", "Content-Length=12",
            ])
    }

    @Test("a head that has not all come is incomplete, wherever it is cut")
    func prefixes() {
        let bytes = Array(Self.plain.utf8)
        for length in bytes.indices {
            guard case .incomplete = RequestHeadReader.read(ByteBuffer(bytes: bytes[..<length])) else {
                Issue.record("cut at \(length)")
                return
            }
        }
    }

    @Test(
        "whatever is in the least unusual is the decoder's",
        arguments: [
            "PUT / HTTP/1.1\r\n\r\n", "POST / HTTP/1.0\r\n\r\n", "POST  / HTTP/1.1\r\n\r\n", "post / HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.1\n\n", "\r\nPOST / HTTP/1.1\r\n\r\n", "POST /a#b HTTP/1.1\r\n\r\n",
            "POST http://a/ HTTP/1.1\r\n\r\n", "POST /é HTTP/1.1\r\n\r\n", "POST /a\tb HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.1\r\nA : b\r\n\r\n", "POST / HTTP/1.1\r\n A: b\r\n\r\n",
            "POST / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", "POST / HTTP/1.1\r\nA: b\n\r\n",
            "POST / HTTP/1.1\r\nA: b\rc: d\r\n\r\n", "POST / HTTP/1.1\r\nA: é\r\n\r\n",
            "POST / HTTP/1.1\r\nA: b\u{0}\r\n\r\n", "POST / HTTP/1.1\r\nA: b\u{7F}\r\n\r\n",
            "POST / HTTP/1.1\r\nA: b \r\n\r\n", "POST / HTTP/1.1\r\nA: b\t\r\n\r\n", "POST / HTTP/1.1\r\n: b\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length:\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 1234567890123456\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: identity\r\n\r\n",
            "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n",
            "POST / HTTP/1.1\r\nConnection: close\r\n\r\n", "POST / HTTP/1.1\r\nConnection: x-api-key\r\n\r\n",
            "POST / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: 1\r\n\r\n",
        ])
    func unusual(_ head: String) {
        #expect(isUnusual(head))
    }

    @Test("a head beyond the reader's bounds is the decoder's")
    func bounds() {
        #expect(isUnusual("POST / HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 101) + "\r\n"))
        #expect(isUnusual("POST / HTTP/1.1\r\nA: " + String(repeating: "b", count: 20_000) + "\r\n\r\n"))
        #expect(isUnusual("POST / HTTP/1.1\r\nA: " + String(repeating: "b", count: 20_000)))
    }

    @Test("what is read here the decoder reads in the same way", arguments: 0..<seeds)
    func agrees(_ seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        var accepted = 0
        for _ in 0..<1500 {
            let bytes = Self.mutated(Array(Self.generated(&random).utf8), &random)
            guard case .head(let head, let size, let length) = RequestHeadReader.read(ByteBuffer(bytes: bytes)) else {
                continue
            }
            accepted += 1
            let body = Array(repeating: UInt8(ascii: "x"), count: min(length, 300))
            let decoded = try Self.decoded(Array(bytes[..<size]) + body)
            let text = String(decoding: bytes[..<size], as: UTF8.self)
            #expect(decoded.head.method == head.method && decoded.head.uri == head.uri, "\(text)")
            #expect(decoded.head.version == .http1_1 && decoded.head.isKeepAlive, "\(text)")
            #expect(
                decoded.head.headers.map { "\($0.name):\($0.value)" }
                    == head.lines.pairs.map { "\($0.name):\($0.value)" },
                "\(text)")
            #expect(decoded.body == body.count && decoded.isWhole == (body.count == length), "\(text)")
        }
        #expect(accepted > 150)
    }

    // MARK: Made-up heads

    private static func generated(_ random: inout SplitMix64) -> String {
        var text = random.one(of: ["POST", "POST", "POST", "GET"])
        text += " " + random.one(of: ["/", "/v1/messages", "/v1/chat/completions?key=a%20b", "/v1beta/models/a:b"])
        text += " HTTP/1.1\r\n"
        for _ in 0..<random.below(8) {
            text +=
                random.one(of: [
                    "Host: localhost", "X-Api-Key: secret", "accept:*/*", "User-Agent: a b/1 (c; d)", "x-a:",
                    "x-b:   v",
                    "Connection: keep-alive", "Content-Type: application/json", "content-encoding: identity",
                    "authorization: Bearer abc.def", "X-Stainless-Timeout: 600", "cache-control: no-cache",
                    "x_y~z: \"q\"",
                ]) + "\r\n"
        }
        if random.chance(70) { text += "Content-Length: \(random.below(200))\r\n" }
        return text + "\r\n"
    }

    private static func mutated(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<random.one(of: [0, 1, 1, 2, 3]) {
            let place = random.below(bytes.count)
            let byte = random.one(of: Array("\r\n\t :,;#?%\"\\{|}aZ09-_\u{0}\u{B}\u{7F}\u{80}\u{FF}".utf8))
            switch random.below(3) {
            case 0: bytes[place] = byte
            case 1: bytes.insert(byte, at: place)
            default: bytes.remove(at: place)
            }
        }
        return bytes
    }

    private static func decoded(_ bytes: [UInt8]) throws -> (head: HTTPRequestHead, body: Int, isWhole: Bool) {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPRequestDecoder()))
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        try channel.writeInbound(ByteBuffer(bytes: bytes))
        var head: HTTPRequestHead?
        var (body, isWhole) = (0, false)
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let found): head = found
            case .body(let piece): body += piece.readableBytes
            case .end: isWhole = true
            }
        }
        return (try #require(head), body, isWhole)
    }
}
