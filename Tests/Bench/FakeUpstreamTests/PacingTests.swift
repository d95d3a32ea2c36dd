// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import FakeUpstream

@Suite("Pacing, on a scripted clock")
struct PacingTests {
    /// A connection whose clock stands still until a test moves it.
    private struct Scripted {
        let channel = EmbeddedChannel()
        let state = UpstreamState(configuration: FakeUpstreamConfiguration())

        init() throws {
            try channel.pipeline.syncOperations.addHandler(
                ConnectionHandler(configuration: FakeUpstreamConfiguration(), state: state))
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        }

        func ask(_ text: String) throws {
            let body = question(.chatCompletions, text, stream: true).encoded()
            let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/v1/chat/completions")
            try channel.writeInbound(HTTPServerRequestPart.head(head))
            try channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(bytes: body)))
            try channel.writeInbound(HTTPServerRequestPart.end(nil))
        }

        /// What was sent since the last look: `head`, `end` and the texts of deltas.
        func sent() throws -> [String] {
            var seen: [String] = []
            while let part = try channel.readOutbound(as: HTTPServerResponsePart.self) {
                switch part {
                case .head: seen.append("head")
                case .end: seen.append("end")
                case .body(.byteBuffer(let bytes)):
                    let delta = RawEvent.all(in: String(buffer: bytes)).first?.json?["choices"]?.arrayValue?.first
                    if let text = delta?["delta"]?["content"]?.stringValue, !text.isEmpty { seen.append(text) }
                case .body: break
                }
            }
            return seen
        }
    }

    @Test("nothing is sent before its time")
    func pace() throws {
        let connection = try Scripted()
        try connection.ask("[[fake text=abc frames=3 first-byte-ms=100 frame-delay-ms=10]]")
        connection.channel.embeddedEventLoop.advanceTime(by: .milliseconds(99))
        #expect(try connection.sent() == [])
        connection.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(try connection.sent() == ["head", "a"])
        connection.channel.embeddedEventLoop.advanceTime(by: .milliseconds(9))
        #expect(try connection.sent() == [])
        connection.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(try connection.sent() == ["b"])
        connection.channel.embeddedEventLoop.advanceTime(by: .milliseconds(10))
        #expect(try connection.sent() == ["c", "end"])
    }

    @Test("a client that does not read holds the answer back until it does")
    func backPressure() throws {
        let connection = try Scripted()
        connection.channel.isWritable = false
        try connection.ask("[[fake text=abc frames=3]]")
        #expect(try connection.sent() == [])
        connection.channel.isWritable = true
        connection.channel.pipeline.fireChannelWritabilityChanged()
        #expect(try connection.sent() == ["head", "a", "b", "c", "end"])
    }

    @Test("a client that leaves during a stream is billed what was sent, and no timer outlives it")
    func abandoned() throws {
        let connection = try Scripted()
        try connection.ask("[[fake text=abcdefghijkl frames=3 frame-delay-ms=10]]")
        connection.channel.embeddedEventLoop.advanceTime(by: .milliseconds(10))
        #expect(try connection.sent() == ["head", "abcd", "efgh"])
        try connection.channel.close().wait()
        connection.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(connection.state.ledger.billed.output == 2)
        #expect(connection.state.ledger.clientDisconnects == 1)
        #expect(connection.state.ledger.connectionsOpen == 0)
        #expect(connection.state.recordings.last?.ending == .abandoned)
    }
}
