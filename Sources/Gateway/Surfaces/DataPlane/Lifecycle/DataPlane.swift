// SPDX-License-Identifier: Apache-2.0

import Conversation
public import NIOCore
public import NIOPosix
public import Pipeline
public import Providers
public import Telemetry

/// The gateway's listening side: one connection handler, one context an event loop, one port.
public final class DataPlane: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let loops: [NIOLoopBound<LoopContext>]
    private let channel: any Channel
    private let openConnections: ConnectionCount

    /// Where the data plane listens.
    public var address: SocketAddress? { channel.localAddress }

    /// Binds and begins to answer.
    ///
    /// - Parameter upstreams: makes what brings an event loop's requests to providers; connections unless a test wants
    ///   to stand in between.
    public static func start(
        _ configuration: DataPlaneConfiguration, control: any ControlPort, host: String, port: Int,
        group: MultiThreadedEventLoopGroup, upstreams: (@Sendable (any EventLoop) -> any UpstreamPort)? = nil
    ) async throws -> DataPlane {
        let processID = UInt32.random(in: 0 ... .max)
        let board = FlightBoard()
        var loops: [ObjectIdentifier: NIOLoopBound<LoopContext>] = [:]
        var ordered: [NIOLoopBound<LoopContext>] = []
        for (index, loop) in group.makeIterator().enumerated() {
            let bound = try await loop.submit {
                NIOLoopBound(
                    LoopContext(
                        eventLoop: loop, index: index, configuration: configuration, control: control, board: board,
                        processID: processID, upstreams: upstreams?(loop)),
                    eventLoop: loop)
            }.get()
            loops[ObjectIdentifier(loop)] = bound
            ordered.append(bound)
        }
        let contexts = loops
        let count = ConnectionCount(limit: configuration.limits.connections)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            // A busy loop comes by seldom, and four at a time, as is usual, would keep hundreds of new clients waiting.
            .serverChannelOption(.maxMessagesPerRead, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let context = contexts[ObjectIdentifier(channel.eventLoop)], count.open() else {
                        return channel.close(promise: nil)
                    }
                    channel.closeFuture.whenComplete { _ in count.close() }
                    try channel.pipeline.syncOperations.addHandler(ClientConnection(loop: context.value))
                }
            }
            .bind(host: host, port: port).get()
        return DataPlane(group: group, loops: ordered, channel: channel, openConnections: count)
    }

    private init(
        group: MultiThreadedEventLoopGroup, loops: [NIOLoopBound<LoopContext>], channel: any Channel,
        openConnections: ConnectionCount
    ) {
        self.group = group
        self.loops = loops
        self.channel = channel
        self.openConnections = openConnections
    }

    /// Asks a provider of the chain something on the gateway's own behalf; the ledger hears of it.
    ///
    /// - Parameters:
    ///   - provider: its name in the chain; no other is asked.
    ///   - model: the model, as a client would name it.
    public func ask(
        _ question: ModelQuestion, provider: String, model: String
    ) async -> Result<ModelReply, ModelFailure> {
        let loop = loops[Int.random(in: 0..<loops.count)]
        return await withCheckedContinuation { continuation in
            let reply = OwnReply(continuation)
            loop.eventLoop.execute {
                loop.value.ask(question, provider: provider, model: model) { reply.give($0) }
            }
        }
    }

    /// The counts of all event loops, summed.
    public func metrics() async -> Metrics {
        var sum = Metrics()
        for loop in loops {
            // A loop that has shut down has nothing left to count.
            if let part = try? await loop.eventLoop.submit({ loop.value.snapshot() }).get() { sum.add(part) }
        }
        return sum
    }

    /// Stops listening and lets requests end for at most `grace`; what is left then is cut.
    public func stop(grace: TimeAmount) async {
        try? await channel.close().get()
        for loop in loops { try? await loop.eventLoop.submit { loop.value.drain() }.get() }
        let deadline = NIODeadline.now() + grace
        while NIODeadline.now() < deadline, await hasConnections() {
            try? await Task.sleep(for: .milliseconds(20))
        }
        for loop in loops {
            try? await loop.eventLoop.submit {
                loop.value.closeAll()
                loop.value.stop()
            }.get()
        }
    }

    private func hasConnections() async -> Bool {
        for loop in loops {
            if let some = try? await loop.eventLoop.submit({ loop.value.hasConnections }).get(), some { return true }
        }
        return false
    }
}
