// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// One connection: reads a request to its end, has it answered, and takes the next one.
///
/// The pipeline handler before it holds back pipelined requests until the answer has ended.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Phase {
        case idle
        case reading(head: HTTPRequestHead, body: [UInt8], isTooLarge: Bool)
        case answering(AnswerPlayer)
    }

    private let answerer: Answerer
    private let controls: ControlRoutes
    private let state: UpstreamState
    private let bodyLimit: Int
    private var phase = Phase.idle

    init(configuration: FakeUpstreamConfiguration, state: UpstreamState) {
        self.state = state
        answerer = Answerer(configuration: configuration, state: state)
        controls = ControlRoutes(state: state)
        bodyLimit = configuration.bodyBytesLimit
    }

    func channelActive(context: ChannelHandlerContext) {
        state.connectionOpened()
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .answering(let player) = phase { player.connectionClosed(byClient: !state.isStopping) }
        phase = .idle
        state.connectionClosed()
        context.fireChannelInactive()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if case .answering(let player) = phase { player.writabilityChanged() }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
                let carryOn = HTTPResponseHead(version: head.version, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(carryOn)), promise: nil)
            }
            phase = .reading(head: head, body: [], isTooLarge: false)
        case .body(let bytes):
            read(bytes)
        case .end:
            answer(context: context)
        }
    }

    private func read(_ bytes: ByteBuffer) {
        guard case .reading(let head, var body, var isTooLarge) = phase else { return }
        // Lets go of the body, so that appending to it copies nothing.
        phase = .idle
        isTooLarge = isTooLarge || body.count + bytes.readableBytes > bodyLimit
        if isTooLarge { body = [] } else { body.append(contentsOf: bytes.readableBytesView) }
        phase = .reading(head: head, body: body, isTooLarge: isTooLarge)
    }

    private func answer(context: ChannelHandlerContext) {
        guard case .reading(let head, let body, let isTooLarge) = phase else { return }
        var request = UpstreamRequest(
            method: head.method, target: head.uri, headers: head.headers, body: body, isTooLarge: isTooLarge)
        var ticket: RequestTicket?
        var plan: AnswerPlan
        if request.isControl {
            plan = controls.plan(for: request)
        } else {
            let begun = state.begin(request)
            request.number = begun.number
            plan = answerer.plan(for: request)
            state.answerPlanned(plan.fault, for: begun)
            ticket = begun
        }
        if head.method == .HEAD { plan = plan.withoutBody() }
        let player = AnswerPlayer(plan: plan, request: head, ticket: ticket, state: state, context: context) {
            self.phase = .idle
        }
        phase = .answering(player)
        player.play()
    }
}
