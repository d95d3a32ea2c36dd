// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import DataPlane
@testable import Providers

@Suite("Requests that come as bytes")
struct PlainRequestTests {
    /// What a connection writes when these pieces come one after the other.
    private func answers(to pieces: [String]) throws -> String {
        let stage = try Stage([StageMember(name: "tower")]) { _, _ in [] }
        let channel = EmbeddedChannel(handler: ClientConnection(loop: stage.loop), loop: stage.eventLoop)
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        for piece in pieces where channel.isActive {
            // The connection may be closed by what it is given.
            _ = try? channel.writeInbound(ByteBuffer(string: piece))
        }
        var wire = ByteBuffer()
        stage.loop.flushes.flush()
        while var bytes = try channel.readOutbound(as: ByteBuffer.self) { wire.writeBuffer(&bytes) }
        _ = try? channel.finish(acceptAlreadyClosed: true)
        return String(buffer: wire)
    }

    private static func asked(_ path: String, _ body: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static let hello = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    private static let chunked =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n\r\n"

    private func statuses(_ wire: String) -> [String] {
        wire.components(of: "HTTP/1.1 ").dropFirst().map { String($0.prefix(3)) }
    }

    @Test("requests that are sent ahead are answered in order, plain and not plain")
    func pipelined() throws {
        let bad = Self.asked("/v1/chat/completions", "{")
        let wire = try answers(to: [Self.hello + bad + Self.hello + Self.chunked + Self.hello + bad])
        #expect(statuses(wire) == ["200", "400", "200", "400", "200", "400"])
    }

    @Test("a request may come in pieces, cut anywhere")
    func pieces() throws {
        let text = Self.hello + Self.asked("/v1/chat/completions", "{ ") + Self.hello
        for place in stride(from: 1, to: text.utf8.count, by: 3) {
            let wire = try answers(to: [String(text.prefix(place)), String(text.dropFirst(place))])
            #expect(statuses(wire) == ["200", "400", "200"], "cut at \(place)")
        }
    }

    @Test("an answer that takes its time holds the next requests, and half a request holds no reading")
    func slowAnswer() throws {
        let stage = try Stage([StageMember(name: "tower")]) { _, _ in [.wait(50)] + Good.answer }
        let channel = EmbeddedChannel(handler: ClientConnection(loop: stage.loop), loop: stage.eventLoop)
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        let text = Self.asked("/v1/chat/completions", Stage.chat()) + Self.hello
        try channel.writeInbound(ByteBuffer(string: text + String(Self.hello.prefix(20))))
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
        while stage.now < 5000 { stage.advance(5) }
        try channel.writeInbound(ByteBuffer(string: String(Self.hello.dropFirst(20))))
        var wire = ByteBuffer()
        stage.loop.flushes.flush()
        while var bytes = try channel.readOutbound(as: ByteBuffer.self) { wire.writeBuffer(&bytes) }
        #expect(statuses(String(buffer: wire)) == ["200", "200", "200"])
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    @Test("a head that trickles in is answered, too")
    func trickle() throws {
        let wire = try answers(to: (Self.hello + Self.hello).map { String($0) })
        #expect(statuses(wire) == ["200", "200"])
    }

    @Test("what is no request at all is refused and the connection closed")
    func garbage() throws {
        let wire = try answers(to: [Self.hello, "\u{0}\u{1} nonsense\r\n\r\n", Self.hello])
        #expect(statuses(wire) == ["200", "400"])
        #expect(wire.contains("connection: close"))
    }

    @Test("two ways to frame one body are refused")
    func smuggling() throws {
        let wire = try answers(to: [
            "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "0\r\n\r\n" + Self.hello
        ])
        #expect(statuses(wire) == ["400"])
    }
}

extension String {
    /// The text between places of `word`.
    fileprivate func components(of word: String) -> [Substring] {
        var (pieces, rest): ([Substring], Substring) = ([], self[...])
        while let place = rest.firstRange(of: word) {
            pieces.append(rest[..<place.lowerBound])
            rest = rest[place.upperBound...]
        }
        return pieces + [rest]
    }
}
