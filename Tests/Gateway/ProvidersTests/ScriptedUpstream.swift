// SPDX-License-Identifier: Apache-2.0

import Locking
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// An upstream on a loopback port that does to each request what the test's script says.
final class ScriptedUpstream: Sendable {
    /// One thing that the upstream does.
    enum Step: Sendable {
        case send(String)
        case sendBytes(count: Int)
        /// Ends the connection regularly.
        case close
    }

    /// A request as it came: over which connection, as which of its requests, and for what path.
    struct Request: Sendable, Hashable {
        var connection: Int
        var number: Int
        var path: String
    }

    private struct State {
        var requests: [Request] = []
        var heads: [String] = []
        var channels: [any Channel] = []
    }

    private let listener: any Channel
    private let state: Shared

    /// What the connections share, behind a lock.
    private final class Shared: Sendable {
        let value = Locked(State())
    }

    private init(listener: any Channel, state: Shared) {
        self.listener = listener
        self.state = state
    }

    static func start(
        on group: any EventLoopGroup, script: @escaping @Sendable (Request) -> [Step]
    ) async throws -> ScriptedUpstream {
        let shared = Shared()
        let listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                let number = shared.value.withLock { state in
                    state.channels.append(channel)
                    return state.channels.count - 1
                }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(number, shared, script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ScriptedUpstream(listener: listener, state: shared)
    }

    var port: Int { listener.localAddress?.port ?? 0 }
    var requests: [Request] { state.value.withLock(\.requests) }
    /// The heads of the requests, as they came.
    var heads: [String] { state.value.withLock(\.heads) }
    var connections: Int { state.value.withLock { $0.channels.count } }

    func channel(_ number: Int) -> any Channel { state.value.withLock { $0.channels[number] } }

    /// Waits until `count` requests have come.
    func received(_ count: Int) async throws {
        while requests.count < count { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// Sends bytes that belong to a request that was left waiting, or to none.
    func send(_ text: String, to connection: Int) async throws {
        let channel = channel(connection)
        try await channel.writeAndFlush(ByteBuffer(string: text))
    }

    /// Ends a connection with a reset instead of a regular close.
    func reset(_ connection: Int) async throws {
        let channel = channel(connection)
        let options = channel as? any SocketOptionProvider
        try await options?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await channel.close()
    }

    func stop() async throws {
        for channel in state.value.withLock(\.channels) { try? await channel.close() }
        try? await listener.close()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let connection: Int
        private let shared: Shared
        private let script: @Sendable (Request) -> [Step]
        private var text = ""
        private var number = 0

        init(_ connection: Int, _ shared: Shared, _ script: @escaping @Sendable (Request) -> [Step]) {
            self.connection = connection
            self.shared = shared
            self.script = script
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            while let end = text.range(ofHead: "\r\n\r\n") {
                let path = text.split(separator: " ").dropFirst().first.map { String($0) } ?? ""
                let head = String(text[..<end])
                text = String(text[end...])
                let request = Request(connection: connection, number: number, path: path)
                number += 1
                shared.value.withLock { state in
                    state.requests.append(request)
                    state.heads.append(head)
                }
                for step in script(request) { take(step, context) }
            }
        }

        private func take(_ step: Step, _ context: ChannelHandlerContext) {
            switch step {
            case .send(let text): context.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
            case .sendBytes(let count):
                context.writeAndFlush(NIOAny(ByteBuffer(repeating: 0x78, count: count)), promise: nil)
            case .close: context.close(promise: nil)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}

extension String {
    /// Where the text behind the first `mark` begins.
    fileprivate func range(ofHead mark: String) -> String.Index? {
        let bytes = Array(utf8)
        let wanted = Array(mark.utf8)
        guard bytes.count >= wanted.count else { return nil }
        for start in 0...(bytes.count - wanted.count) where Array(bytes[start..<start + wanted.count]) == wanted {
            return utf8.index(utf8.startIndex, offsetBy: start + wanted.count)
        }
        return nil
    }
}
