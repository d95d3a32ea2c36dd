// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP server that plays the APIs of OpenAI, Anthropic and Gemini, keeps books about it, and misbehaves on demand.
///
/// Without directives every answer is a function of the request, so that two runs of a test see the same bytes. What a
/// request can ask for is in ``FakeUpstreamDirectives``; how it can be asked for:
///
/// 1. ``schedule(_:)`` or `POST /__fake/schedule`, for the next generation and embedding requests whatever they say;
/// 2. the header `x-fake-upstream: fault=status-429; retry-after=1`;
/// 3. a mark in the last text of the user, `[[fake fault=cut frames=40]]`, which passes through any client and gateway;
/// 4. ``stand(_:)`` or `POST /__fake/standing`, for all requests from now on, as in an outage;
/// 5. ``FakeUpstreamConfiguration/defaults``.
public final class FakeUpstream: Sendable {
    /// The port that it listens on.
    public let port: Int

    private let listener: any Channel
    private let group: MultiThreadedEventLoopGroup
    private let state: UpstreamState

    private init(port: Int, listener: any Channel, group: MultiThreadedEventLoopGroup, state: UpstreamState) {
        self.port = port
        self.listener = listener
        self.group = group
        self.state = state
    }

    /// Starts a fake upstream that accepts connections when this returns.
    ///
    /// Call ``stop()`` when done: threads and sockets stay open until then. Throws ``FakeUpstreamError``.
    public static func start(_ configuration: FakeUpstreamConfiguration) async throws -> FakeUpstream {
        let state = UpstreamState(configuration: configuration)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, configuration.threads))
        let bare = configuration.bare ? try await BareServing(configuration, group) : nil
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            // As many as wait: what a busy loop left waiting would be counted as the gateway's delay.
            .serverChannelOption(.maxMessagesPerRead, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try configure(channel, configuration, state, bare) }
            }
        do {
            let listener = try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
            let port = listener.localAddress?.port ?? configuration.port
            return FakeUpstream(port: port, listener: listener, group: group, state: state)
        } catch {
            try await group.shutdownGracefully()
            throw FakeUpstreamError.cannotListen(
                host: configuration.host, port: configuration.port, reason: "\(error)")
        }
    }

    private static func configure(
        _ channel: any Channel, _ configuration: FakeUpstreamConfiguration, _ state: UpstreamState,
        _ bare: BareServing?
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if let bare {
            // There is one for each of the group's loops.
            guard let pacer = bare.pacers[ObjectIdentifier(channel.eventLoop)] else {
                throw ChannelError.ioOnClosedChannel
            }
            try pipeline.addHandler(
                BareConnectionHandler(
                    answers: bare.answers, configuration: configuration, state: state, pacer: pacer.value))
        } else {
            try pipeline.configureHTTPServerPipeline()
            try pipeline.addHandler(ConnectionHandler(configuration: configuration, state: state))
        }
    }

    /// Closes every connection, answers that are under way included, and returns when all threads have ended.
    ///
    /// A second call does nothing.
    public func stop() async throws {
        guard state.beginStopping() else { return }
        try await listener.close()
        try await group.shutdownGracefully()
    }

    /// What was seen and billed since the start or the last reset.
    public var ledger: FakeUpstreamLedger { state.ledger }

    /// The requests since the start or the last reset, oldest first, as far as the byte limit keeps them.
    public var requests: [RecordedRequest] { state.recordings }

    /// Forgets the ledger, the requests, the schedule, standing directives, the prompt cache and the stored answers.
    public func reset() { state.reset() }

    /// Lets the next generation and embedding requests take these directives, one each, after those scheduled already.
    public func schedule(_ directives: [FakeUpstreamDirectives]) { state.schedule(directives) }

    /// Lets all requests from now on take these directives, in place of those that stood before.
    public func stand(_ directives: FakeUpstreamDirectives) { state.setStanding(directives) }

    /// Waits until the ledger satisfies `condition`, and returns it; tests need no sleep to see a client leave.
    ///
    /// The condition is asked under a lock, so it must look at nothing but the ledger that it is given.
    /// Throws `CancellationError` when the task is cancelled or the fake upstream stops first.
    public func ledger(
        when condition: @escaping @Sendable (FakeUpstreamLedger) -> Bool
    ) async throws -> FakeUpstreamLedger {
        let id = LedgerWatcher.ID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                state.add(LedgerWatcher(id: id, condition: condition, continuation: continuation))
                if Task.isCancelled { state.cancelWatcher(id) }
            }
        } onCancel: {
            state.cancelWatcher(id)
        }
        return ledger
    }
}
