// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Testing

@testable import FakeUpstream

/// A TCP connection that says exactly what a test writes, and tells a close from a reset.
struct RawConnection {
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var unread: [UInt8] = []

    /// Connects, lets `body` talk, and closes the connection.
    static func open<Result>(
        _ port: Int, _ body: (inout RawConnection) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = RawConnection(outbound: outbound, inbound: inbound.makeAsyncIterator())
            return try await body(&connection)
        }
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    /// Reads one answer, as far as it comes.
    mutating func answer(noBody: Bool = false) async throws -> RawAnswer {
        while true {
            var (answer, length) = RawAnswer.read(unread, noBody: noBody)
            if let length {
                unread.removeFirst(length)
                return answer
            }
            do {
                guard let bytes = try await inbound.next() else { return answer }
                unread += bytes.readableBytesView
            } catch let error as IOError {
                #expect(error.errnoCode == ECONNRESET)
                answer.ending = .reset
                return answer
            }
        }
    }

    /// Reads until `count` bytes are there, or the connection ends.
    mutating func bytes(atLeast count: Int) async throws -> Int {
        while unread.count < count, let bytes = try await inbound.next() { unread += bytes.readableBytesView }
        return unread.count
    }
}
