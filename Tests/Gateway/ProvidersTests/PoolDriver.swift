// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

@testable import Providers

/// A connection pool on an event loop of its own, driven by a test.
struct PoolDriver: Sendable {
    /// What came of a request.
    struct Outcome: Sendable {
        var status: Int?
        var body = ""
        /// In how many pieces the body came.
        var pieces = 0
        var failure: UpstreamFailure?
        var hasEnded = false
    }

    /// A request that was asked.
    struct Asked: Sendable {
        let call: NIOLoopBound<any ProviderCall>
        let recorder: NIOLoopBound<Recorder>
        let outcome: EventLoopFuture<Outcome>
    }

    /// Takes an answer and remembers it.
    final class Recorder: UpstreamReceiver {
        private(set) var outcome = Outcome()
        private let done: EventLoopPromise<Outcome>
        private let holdsAtHead: Bool
        private(set) var bodyBytes = 0
        var call: (any ProviderCall)?
        var future: EventLoopFuture<Outcome> { done.futureResult }

        init(done: EventLoopPromise<Outcome>, holdsAtHead: Bool) {
            self.done = done
            self.holdsAtHead = holdsAtHead
        }

        func upstreamHead(_ head: ResponseHead) {
            outcome.status = head.status
            if holdsAtHead { call?.holdReading(true) }
        }

        func upstreamBody(_ bytes: ByteBuffer) {
            bodyBytes += bytes.readableBytes
            outcome.pieces += 1
            if bodyBytes < 10_000 { outcome.body += String(buffer: bytes) }
        }

        func upstreamPause() {}

        func upstreamEnded() {
            outcome.hasEnded = true
            done.succeed(outcome)
        }

        func upstreamFailed(_ failure: UpstreamFailure) {
            outcome.failure = failure
            done.succeed(outcome)
        }

        /// Nothing will come any more: whoever waits gets what there is.
        func left() { done.succeed(outcome) }
    }

    let eventLoop: any EventLoop
    let port: Int
    private let pool: NIOLoopBound<ConnectionPool>
    private let deadlines: NIOLoopBound<DeadlineList>

    /// Runs `body` with an upstream that follows `script` and a pool that asks it.
    static func run(
        connections: Int = 8, waiting: Int = 8, idle: TimeAmount = .seconds(60),
        script: @escaping @Sendable (ScriptedUpstream.Request) -> [ScriptedUpstream.Step],
        _ body: @Sendable (PoolDriver, ScriptedUpstream) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let upstream = try await ScriptedUpstream.start(on: group, script: script)
        let eventLoop = group.next()
        let driver = try await eventLoop.submit {
            let deadlines = DeadlineList(eventLoop: eventLoop, interval: .milliseconds(10))
            let limits = ConnectionPool.Limits(connections: connections, waiting: waiting, idle: idle)
            let pool = ConnectionPool(eventLoop: eventLoop, limits: limits, tls: nil, deadlines: deadlines)
            return PoolDriver(
                eventLoop: eventLoop, port: upstream.port, pool: NIOLoopBound(pool, eventLoop: eventLoop),
                deadlines: NIOLoopBound(deadlines, eventLoop: eventLoop))
        }.get()
        let result = await Self.result { try await body(driver, upstream) }
        try await upstream.stop()
        try await eventLoop.submit {
            driver.pool.value.closeIdle()
            driver.deadlines.value.stop()
        }.get()
        try await group.shutdownGracefully()
        try result.get()
    }

    private static func result(_ body: () async throws -> Void) async -> Result<Void, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }

    static let patient = UpstreamTimeouts(
        connect: .seconds(20), firstByte: .seconds(20), idle: .seconds(20), total: .seconds(20))

    func ask(
        _ path: String, timeouts: UpstreamTimeouts = patient, port: Int? = nil, holdsAtHead: Bool = false
    ) async throws -> Asked {
        try await eventLoop.submit {
            let recorder = Recorder(done: eventLoop.makePromise(), holdsAtHead: holdsAtHead)
            return start(path, timeouts, port ?? self.port, recorder)
        }.get()
    }

    private func start(_ path: String, _ timeouts: UpstreamTimeouts, _ port: Int, _ recorder: Recorder) -> Asked {
        let target = UpstreamTarget(isEncrypted: false, host: "127.0.0.1", port: port)
        let request = UpstreamRequest(
            head: ByteBuffer(string: "POST \(path) HTTP/1.1\r\nhost: x\r\n"), body: [ByteBuffer(string: "\r\n")])
        let call = pool.value.ask(target, request, timeouts: timeouts, receiver: recorder)
        recorder.call = call
        return Asked(
            call: NIOLoopBound(call, eventLoop: eventLoop), recorder: NIOLoopBound(recorder, eventLoop: eventLoop),
            outcome: recorder.future)
    }

    /// Asks and waits for what comes of it.
    func answer(_ path: String, timeouts: UpstreamTimeouts = patient) async throws -> Outcome {
        try await ask(path, timeouts: timeouts).outcome.get()
    }

    func cancel(_ asked: Asked) async throws {
        try await eventLoop.submit {
            asked.call.value.cancel()
            asked.recorder.value.left()
        }.get()
    }

    func hold(_ asked: Asked, _ hold: Bool) async throws {
        try await eventLoop.submit { asked.call.value.holdReading(hold) }.get()
    }

    func bodyBytes(_ asked: Asked) async throws -> Int {
        try await eventLoop.submit { asked.recorder.value.bodyBytes }.get()
    }

    func openConnections() async throws -> Int { try await eventLoop.submit { pool.value.openConnections }.get() }

    func closeIdle() async throws { try await eventLoop.submit { pool.value.closeIdle() }.get() }
}
