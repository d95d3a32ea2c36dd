// SPDX-License-Identifier: Apache-2.0

public import NIOCore
public import NIOSSL

/// A single request to somewhere, for probes and demonstrations: no pool to keep, the whole answer at once.
public enum OneShot {
    /// What came back.
    public struct Answer: Sendable {
        public let head: ResponseHead
        public let body: ByteBuffer
        /// From the request until the answer's last byte.
        public let duration: TimeAmount
        /// From the request until the answer's first byte.
        public let firstByte: TimeAmount
    }

    /// Answers beyond this size count as malformed.
    private static let limit = 16 << 20

    /// Sends `request` and waits for the whole answer.
    public static func send(
        _ request: UpstreamRequest, to target: UpstreamTarget, timeouts: UpstreamTimeouts, tls: NIOSSLContext?,
        on eventLoop: any EventLoop
    ) async throws(UpstreamFailure) -> Answer {
        let promise = eventLoop.makePromise(of: Result<Answer, UpstreamFailure>.self)
        eventLoop.execute {
            let deadlines = DeadlineList(eventLoop: eventLoop)
            let pool = ConnectionPool(
                eventLoop: eventLoop, limits: .init(connections: 1), tls: tls, deadlines: deadlines)
            let gatherer = Gatherer(pool: pool, deadlines: deadlines) { promise.succeed($0) }
            gatherer.call = pool.ask(target, request, timeouts: timeouts, receiver: gatherer)
        }
        let result: Result<Answer, UpstreamFailure>
        do { result = try await promise.futureResult.get() } catch { throw .closed }
        return try result.get()
    }

    /// Gathers the answer.
    private final class Gatherer: UpstreamReceiver {
        private let pool: ConnectionPool
        private let deadlines: DeadlineList
        private let tell: (Result<Answer, UpstreamFailure>) -> Void
        private let started = NIODeadline.now()
        private var firstByte = NIODeadline.now()
        private var head: ResponseHead?
        private var body = ByteBuffer()
        var call: (any ProviderCall)?

        init(pool: ConnectionPool, deadlines: DeadlineList, tell: @escaping (Result<Answer, UpstreamFailure>) -> Void) {
            self.pool = pool
            self.deadlines = deadlines
            self.tell = tell
        }

        func upstreamHead(_ head: ResponseHead) {
            firstByte = .now()
            self.head = head
        }

        func upstreamBody(_ bytes: ByteBuffer) {
            body.writeImmutableBuffer(bytes)
            guard body.readableBytes > OneShot.limit else { return }
            call?.cancel()
            finish(.failure(.malformed(.headTooLarge)))
        }

        func upstreamPause() {}

        func upstreamEnded() {
            guard let head else { return finish(.failure(.closed)) }
            let now = NIODeadline.now()
            finish(.success(Answer(head: head, body: body, duration: now - started, firstByte: firstByte - started)))
        }

        func upstreamFailed(_ failure: UpstreamFailure) { finish(.failure(failure)) }

        private func finish(_ result: Result<Answer, UpstreamFailure>) {
            call = nil
            deadlines.stop()
            pool.closeIdle()
            tell(result)
        }
    }
}
