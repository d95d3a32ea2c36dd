// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Plays a plan on a connection: one step after the other, pausing for waits and for a client that reads slowly.
///
/// It lives on the connection's event loop. The books are settled before the last bytes are flushed: a client that has
/// read its answer finds it in the ledger.
final class AnswerPlayer {
    private let plan: AnswerPlan
    private let ticket: RequestTicket?
    private let state: UpstreamState
    private let context: ChannelHandlerContext
    private let version: HTTPVersion
    /// Whether the client speaks HTTP/1.0, which knows neither chunks nor connections that stay open unasked.
    private let isOld: Bool
    private let keepsAlive: Bool
    /// Tells the connection that the next request may come.
    private let ended: () -> Void

    private var nextStep = 0
    private var timer: Scheduled<Void>?
    private var isPlaying = false
    private var isSettled = false
    private var hasBegun = false
    private var generatedBytes = 0

    init(
        plan: AnswerPlan, request: HTTPRequestHead, ticket: RequestTicket?, state: UpstreamState,
        context: ChannelHandlerContext, ended: @escaping () -> Void
    ) {
        self.plan = plan
        self.ticket = ticket
        self.state = state
        self.context = context
        self.ended = ended
        version = request.version
        isOld = request.version.major == 1 && request.version.minor == 0
        // A body of unknown length ends with the connection.
        let isFramed = !isOld || plan.headers.contains { $0.name == "content-length" }
        keepsAlive = request.isKeepAlive && isFramed
    }

    /// Takes steps until one has to wait.
    func play() {
        // Writing can change the writability, which calls back here.
        guard !isPlaying else { return }
        isPlaying = true
        defer { isPlaying = false }
        while timer == nil, !isSettled, nextStep < plan.steps.count {
            guard context.channel.isWritable else {
                context.flush()
                // When flushing made room at once, nobody calls us again.
                guard context.channel.isWritable else { return }
                continue
            }
            let step = plan.steps[nextStep]
            nextStep += 1
            take(step)
        }
    }

    /// Goes on when the client has read what was held back.
    func writabilityChanged() { play() }

    /// Settles what was sent so far; the rest will never be.
    func connectionClosed(byClient: Bool) {
        timer?.cancel()
        settle(byClient ? .abandoned : .broken)
    }

    private func take(_ step: AnswerStep) {
        switch step {
        case .wait(let milliseconds): wait(milliseconds)
        case .head: sendHead()
        case .body(let bytes, let generated): sendBody(bytes, generated: generated)
        case .end: end()
        case .close: breakOff { $0.close(promise: nil) }
        case .reset: breakOff(Self.reset)
        }
    }

    private func wait(_ milliseconds: Int) {
        context.flush()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(milliseconds))) {
            self.timer = nil
            self.play()
        }
    }

    private func sendHead() {
        var headers = HTTPHeaders(plan.headers.map { ($0.name, $0.value) })
        if !keepsAlive {
            headers.add(name: "connection", value: "close")
        } else if isOld {
            headers.add(name: "connection", value: "keep-alive")
        }
        hasBegun = true
        if let ticket { state.answerBegan(status: plan.status, prompt: plan.prompt, for: ticket) }
        let head = HTTPResponseHead(
            version: version, status: HTTPResponseStatus(statusCode: plan.status), headers: headers)
        context.write(NIOAny(HTTPServerResponsePart.head(head)), promise: nil)
    }

    private func sendBody(_ bytes: [UInt8], generated: Int) {
        generatedBytes += generated
        if let ticket { state.answered(bytes, for: ticket) }
        let buffer = context.channel.allocator.buffer(bytes: bytes)
        context.write(NIOAny(HTTPServerResponsePart.body(.byteBuffer(buffer))), promise: nil)
    }

    private func end() {
        settle(.completed)
        ended()
        let promise = keepsAlive ? nil : context.eventLoop.makePromise(of: Void.self)
        promise?.futureResult.assumeIsolated().whenComplete { [context] _ in context.close(promise: nil) }
        context.writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil)), promise: promise)
    }

    /// Leaves the answer unfinished, once what was written is on its way.
    private func breakOff(_ close: @escaping (ChannelHandlerContext) -> Void) {
        settle(.broken)
        guard plan.steps.contains(.head) else { return close(context) }
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { [context] _ in close(context) }
        let nothing = context.channel.allocator.buffer(capacity: 0)
        context.writeAndFlush(NIOAny(HTTPServerResponsePart.body(.byteBuffer(nothing))), promise: sent)
    }

    /// Closes without the usual farewell: the kernel sends RST when a lingering time of zero is set.
    private static func reset(_ context: ChannelHandlerContext) {
        guard let socket = context.channel as? any SocketOptionProvider else { return context.close(promise: nil) }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }

    private func settle(_ ending: RecordedRequest.Ending) {
        guard !isSettled else { return }
        isSettled = true
        guard let ticket else { return }
        let isTold = ending == .completed && plan.tellsCounts
        state.answerEnded(
            ending, outputTokens: TokenCount.tokens(bytes: generatedBytes),
            untold: hasBegun && !isTold ? plan.prompt : nil, for: ticket)
    }
}
