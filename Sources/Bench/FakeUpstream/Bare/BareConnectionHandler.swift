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
        case wait(TimeAmount)
        case send(ByteBuffer)
        /// The parts of an answer from one on, each so long after the one before.
        case play(BareAnswers.Answer, from: Int)
        case close
    }

    private let answers: BareAnswers
    private let state: UpstreamState
    private let pacer: BarePacer
    private let firstByteWait: TimeAmount
    private let frameDelay: TimeAmount

    private var framer = BareRequestFramer()
    private var unread = ByteBuffer()
    private var errands = CircularBuffer<Errand>()
    private var isWaiting = false
    /// When the last wait ended by plan. Waits follow one another from there, so that being late does not add up: what
    /// is overdue goes out together, in one write.
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
        firstByteWait = .milliseconds(Int64(configuration.defaults.firstByteMilliseconds ?? 0))
        frameDelay = .milliseconds(Int64(configuration.defaults.frameDelayMilliseconds ?? 0))
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
        if firstByteWait > .zero { errands.append(.wait(firstByteWait)) }
        errands.append(frameDelay > .zero ? .play(answer, from: 0) : .send(answer.whole))
    }

    private func run(context: ChannelHandlerContext) {
        while let errand = errands.popFirst() {
            switch errand {
            case .send(let bytes): context.write(wrapOutboundOut(bytes), promise: nil)
            case .close:
                context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
                    context.close(promise: nil)
                }
            case .wait(let time):
                if wait(time, context: context) { return }
            case .play(let answer, let first):
                let next = overdue(answer, from: first)
                context.write(wrapOutboundOut(answer.parts(first..<next)), promise: nil)
                guard next < answer.count else { continue }
                errands.prepend(.play(answer, from: next))
                if wait(frameDelay, context: context) { return }
            }
        }
        plannedEnd = nil
    }

    /// The first part, from a part that is due on, that is not.
    private func overdue(_ answer: BareAnswers.Answer, from first: Int) -> Int {
        guard first > 0, let due = plannedEnd else { return first + 1 }
        let more = Int((NIODeadline.now() - due).nanoseconds / frameDelay.nanoseconds)
        let last = min(first + max(0, more), answer.count - 1)
        plannedEnd = due + frameDelay * (last - first)
        return last + 1
    }

    /// Goes on so long after the last wait's planned end; false when that is over.
    private func wait(_ time: TimeAmount, context: ChannelHandlerContext) -> Bool {
        let now = NIODeadline.now()
        let end = (plannedEnd ?? now) + time
        plannedEnd = end
        guard end > now else { return false }
        context.flush()
        isWaiting = true
        pacer.wait(ObjectIdentifier(self), until: end) {
            self.isWaiting = false
            self.run(context: context)
            context.flush()
        }
        return true
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
