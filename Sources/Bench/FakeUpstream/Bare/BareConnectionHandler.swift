// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// One connection of the load-test server: raw bytes in, prebuilt responses out.
///
/// Without delays an answer is one write, and the answers to pipelined requests share a flush.
final class BareConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Something that has to be sent in its turn.
    private enum Errand {
        case wait(milliseconds: Int)
        case send(ByteBuffer)
        case close
    }

    private let answers: BareAnswers
    private let state: UpstreamState
    private let pacer: BarePacer
    private let firstByteWait: Int
    private let frameDelay: Int

    private var framer = BareRequestFramer()
    private var unread = ByteBuffer()
    private var errands = CircularBuffer<Errand>()
    private var isWaiting = false
    /// When the last wait ended by plan. Waits follow one another from there, so that being late does not add up: what
    /// is overdue goes out together.
    private var plannedEnd: NIODeadline?
    /// Answers since the ledger was last told.
    private var chats = 0
    private var messages = 0

    init(
        answers: BareAnswers, configuration: FakeUpstreamConfiguration, state: UpstreamState, pacer: BarePacer
    ) {
        self.answers = answers
        self.pacer = pacer
        self.state = state
        firstByteWait = configuration.defaults.firstByteMilliseconds ?? 0
        frameDelay = configuration.defaults.frameDelayMilliseconds ?? 0
    }

    func channelActive(context: ChannelHandlerContext) {
        state.connectionOpened()
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        pacer.cancel(ObjectIdentifier(self))
        tellLedger()
        state.connectionClosed(owingAnswer: !errands.isEmpty && !state.isStopping)
        errands.removeAll()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var incoming = unwrapInboundIn(data)
        // A request that came in one piece is read where it lies.
        if unread.readableBytes == 0 { swap(&unread, &incoming) } else { unread.writeBuffer(&incoming) }
        reading: while true {
            switch framer.next(in: &unread) {
            case .needsMore: break reading
            case .request(let request): answer(request, context: context)
            case .malformed:
                context.close(promise: nil)
                break reading
            }
        }
        if unread.readableBytes == 0 { unread = ByteBuffer() }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        tellLedger()
        context.flush()
    }

    private func answer(_ request: BareRequest, context: ChannelHandlerContext) {
        if request.route == .control {
            tellLedger()
            errands.append(.send(control(request)))
        } else {
            if request.route == .messages { messages += 1 } else { chats += 1 }
            schedule(answers.answer(to: request))
        }
        if request.closes { errands.append(.close) }
        if !isWaiting { run(context: context) }
    }

    private func schedule(_ answer: BareAnswers.Answer) {
        if firstByteWait > 0 { errands.append(.wait(milliseconds: firstByteWait)) }
        guard frameDelay > 0, answer.parts.count > 1 else { return errands.append(.send(answer.whole)) }
        for (index, part) in answer.parts.enumerated() {
            if index > 0 { errands.append(.wait(milliseconds: frameDelay)) }
            errands.append(.send(part))
        }
    }

    private func run(context: ChannelHandlerContext) {
        while let errand = errands.popFirst() {
            switch errand {
            case .send(let bytes): context.write(wrapOutboundOut(bytes), promise: nil)
            case .close:
                context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
                    context.close(promise: nil)
                }
            case .wait(let milliseconds):
                let now = NIODeadline.now()
                let end = (plannedEnd ?? now) + .milliseconds(Int64(milliseconds))
                plannedEnd = end
                guard end > now else { continue }
                context.flush()
                isWaiting = true
                pacer.wait(ObjectIdentifier(self), until: end) {
                    self.isWaiting = false
                    self.run(context: context)
                    context.flush()
                }
                return
            }
        }
        plannedEnd = nil
    }

    private func control(_ request: BareRequest) -> ByteBuffer {
        let asked = UpstreamRequest(
            method: .init(rawValue: request.method), target: request.target, headers: [:], body: request.body)
        let plan = ControlRoutes(state: state).plan(for: asked)
        return BareAnswers.control(status: plan.status, body: plan.bodyBytes)
    }

    private func tellLedger() {
        guard chats + messages > 0 else { return }
        state.answeredBare(chats: chats, messages: messages)
        (chats, messages) = (0, 0)
    }
}
