// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// One connection to an upstream: a channel handler that serves one request after another.
final class UpstreamConnection: ChannelDuplexHandler, DeadlineHolder, FlushHolder {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let pool: ConnectionPool
    /// The host at its other end.
    let host: UpstreamHost
    private var context: ChannelHandlerContext?
    private var call: UpstreamCall?
    private var parser = ResponseParser()
    private var rest: ByteBuffer?
    private var keepsAlive = false
    private var failureBeforeClose: UpstreamFailure?
    private var isReadHeld = false
    private var isReadWanted = false
    private(set) var isOpen = true
    /// Whether the connection has served a request before the one it serves now.
    private(set) var isReused = false
    private(set) var idleSince = NIODeadline.now()

    var isFlushWaiting = false
    var deadlinePlace = -1
    private(set) var deadline = NIODeadline.distantFuture {
        didSet { if deadline < oldValue { pool.deadlines.hasten(self) } }
    }

    init(pool: ConnectionPool, host: UpstreamHost) {
        self.pool = pool
        self.host = host
    }

    // MARK: Asking

    /// Sends a request; the answer goes to `call`.
    func start(_ call: UpstreamCall) {
        guard let context, isOpen else { return call.fail(.closed) }
        self.call = call
        parser.reset()
        keepsAlive = false
        deadline = min(NIODeadline.now() + call.timeouts.firstByte, call.totalDeadline)
        send(call.request, context)
        pool.flushes.add(self)
    }

    func flushNow() {
        isFlushWaiting = false
        context?.flush()
    }

    /// A body up to this size is copied behind its head, which costs less than writes of its own do.
    private static let joinLimit = 16 << 10

    private func send(_ request: UpstreamRequest, _ context: ChannelHandlerContext) {
        let size = request.body.reduce(0) { $0 + $1.readableBytes }
        guard size > 0, size <= Self.joinLimit else {
            context.write(wrapOutboundOut(request.head), promise: nil)
            for piece in request.body { context.write(wrapOutboundOut(piece), promise: nil) }
            return
        }
        var whole = context.channel.allocator.buffer(capacity: request.head.readableBytes + size)
        whole.writeImmutableBuffer(request.head)
        for piece in request.body { whole.writeImmutableBuffer(piece) }
        context.write(wrapOutboundOut(whole), promise: nil)
    }

    /// Ends the connection and with it the request that it serves.
    func abandon() {
        call = nil
        context?.close(promise: nil)
    }

    /// Stops or resumes taking bytes: the reader behind cannot follow.
    func holdReading(_ hold: Bool) {
        isReadHeld = hold
        guard !hold, isReadWanted else { return }
        isReadWanted = false
        context?.read()
    }

    func closeIdle() { context?.close(promise: nil) }

    /// Waits for the next request, but not longer than until `end`.
    func park(until end: NIODeadline) { deadline = end }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        pool.deadlines.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        pool.deadlines.remove(self)
        self.context = nil
    }

    func read(context: ChannelHandlerContext) {
        if isReadHeld { isReadWanted = true } else { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var chunk = unwrapInboundIn(data)
        guard let call else {
            // Bytes that nobody asked for: an old answer's tail, perhaps. Such a connection is not trusted again.
            context.close(promise: nil)
            return
        }
        deadline = min(NIODeadline.now() + call.timeouts.idle, call.totalDeadline)
        if rest != nil {
            rest?.writeBuffer(&chunk)
        } else {
            rest = chunk
        }
        parse(context)
    }

    private func parse(_ context: ChannelHandlerContext) {
        guard var buffer = rest else { return }
        rest = nil
        var body = PieceJoiner()
        do {
            while let call, let event = try parser.next(&buffer) {
                switch event {
                case .head(let head):
                    keepsAlive = head.keepsAlive
                    call.hasAnswer = true
                    call.receiver?.upstreamHead(head)
                case .body(let bytes):
                    body.add(bytes, followedBy: buffer.readableBytes)
                case .end:
                    deliver(&body)
                    // The receiver may have had enough.
                    if self.call != nil { finish(context, leftover: buffer.readableBytes) }
                    return
                }
            }
        } catch {
            // What came before the fault is good.
            deliver(&body)
            if call != nil { fail(.malformed(error), context) }
            return
        }
        deliver(&body)
        if call != nil, buffer.readableBytes > 0 { rest = buffer }
    }

    private func deliver(_ body: inout PieceJoiner) {
        if let bytes = body.take() { call?.receiver?.upstreamBody(bytes) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        call?.receiver?.upstreamPause()
        context.fireChannelReadComplete()
    }

    private func finish(_ context: ChannelHandlerContext, leftover: Int) {
        let done = call
        call = nil
        deadline = .distantFuture
        isReadHeld = false
        isReused = true
        if isReadWanted {
            isReadWanted = false
            context.read()
        }
        if keepsAlive, leftover == 0, isOpen {
            idleSince = .now()
            pool.release(self)
        } else {
            context.close(promise: nil)
        }
        done?.finish()
    }

    private func fail(_ failure: UpstreamFailure, _ context: ChannelHandlerContext) {
        let failed = call
        call = nil
        context.close(promise: nil)
        failed?.fail(failure)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isOpen = false
        pool.closed(self)
        let cut = call
        call = nil
        if let cut {
            if failureBeforeClose == nil, case .end? = parser.finishAtClose() {
                cut.finish()
            } else if isReused, !cut.hasAnswer, rest == nil {
                // The upstream closed a kept connection as we picked it up; nothing of an answer had come.
                pool.retry(cut)
            } else {
                cut.fail(failureBeforeClose ?? .closed)
            }
        }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A body that lasts until the close is whole only if the close is a regular one.
        if call?.hasAnswer == true { failureBeforeClose = .closed }
        // The close that follows tells the call. What is no reset, before any answer on a new connection, is TLS refusing.
        if let call, !isReused, !call.hasAnswer, !(error is IOError) { failureBeforeClose = .unreachable }
        context.close(promise: nil)
    }

    // MARK: Deadline

    func deadlinePassed(_ now: NIODeadline) {
        guard let context else { return deadline = .distantFuture }
        guard let call else {
            // Nobody wanted it for so long.
            deadline = .distantFuture
            return context.close(promise: nil)
        }
        let failure: UpstreamFailure =
            now >= call.totalDeadline ? .totalTimeout : call.hasAnswer ? .idleTimeout : .firstByteTimeout
        // While the reader behind holds us back, the upstream is not to blame.
        if failure == .idleTimeout, isReadHeld {
            deadline = min(now + call.timeouts.idle, call.totalDeadline)
            return
        }
        deadline = .distantFuture
        fail(failure, context)
    }
}
