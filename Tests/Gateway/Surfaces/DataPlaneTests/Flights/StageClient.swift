// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded

@testable import DataPlane
@testable import Providers

/// A client's connection to a stage.
final class StageClient {
    private let loop: LoopContext
    private let channel: EmbeddedChannel
    private var wire = ByteBuffer()
    private var parsed = StageAnswer()

    init(_ loop: LoopContext, _ eventLoop: EmbeddedEventLoop) throws {
        self.loop = loop
        channel = EmbeddedChannel(handlers: [ClientConnection(loop: loop)], loop: eventLoop)
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    }

    func send(_ body: String, to path: String, _ fields: [(String, String)]) throws {
        let lines =
            [("host", "localhost"), ("content-type", "application/json"), ("content-length", "\(body.utf8.count)")]
            + fields
        let head = lines.map { "\($0.0): \($0.1)\r\n" }.joined()
        try channel.writeInbound(ByteBuffer(string: "POST \(path) HTTP/1.1\r\n\(head)\r\n\(body)"))
    }

    /// Goes without waiting for the answer.
    func leave() { channel.close(promise: nil) }

    /// What has come so far.
    func answer() throws -> StageAnswer {
        parsed.isClosed = !channel.isActive
        let before = wire.readableBytes
        loop.flushes.flush()
        while var bytes = try channel.readOutbound(as: ByteBuffer.self) { wire.writeBuffer(&bytes) }
        if wire.readableBytes > before { parsed = try parse() }
        return parsed
    }

    private func parse() throws -> StageAnswer {
        var answer = StageAnswer(isClosed: !channel.isActive, wire: String(buffer: wire))
        var parser = ResponseParser()
        var left = wire
        while let event = try parser.next(&left) {
            switch event {
            case .head(let head):
                answer.status = head.status
                answer.fields = head.fields.map { field in
                    func text(_ range: Range<Int>) -> String {
                        head.bytes.getString(at: head.bytes.readerIndex + range.lowerBound, length: range.count) ?? ""
                    }
                    return (text(field.name).lowercased(), text(field.value))
                }
            case .body(let bytes): answer.body += String(buffer: bytes)
            case .end: answer.isComplete = true
            }
            if answer.isComplete { break }
        }
        return answer
    }
}
