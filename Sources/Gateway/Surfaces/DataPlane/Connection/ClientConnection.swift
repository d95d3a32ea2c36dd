// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import NIOHTTP1
import Providers
import Telemetry
import WireFormats

/// One client connection: takes requests in order, one at a time, and writes their answers as bytes.
///
/// Reads plain requests out of the socket's bytes itself. With the first request that is not plain the HTTP library's
/// decoder takes its place in front, and this connection's requests come as parts from then on. Requests that are sent
/// ahead (pipelining) wait in `inbox` or `ahead`, and the socket is not read on meanwhile.
final class ClientConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum State {
        /// No request.
        case waiting
        /// A request's body comes in.
        case receiving
        /// A request is being answered.
        case answering
        /// A request was refused before its body had come; what still comes is thrown away.
        case discarding(budget: Int, thenClose: Bool)
        case closed
    }

    let loop: LoopContext
    private(set) var context: ChannelHandlerContext?
    var state = State.waiting
    var incoming: Incoming?
    var exchange: Exchange?
    var credentialDigests = CredentialDigests()
    var deadlinePlace = -1
    var deadline: NIODeadline {
        didSet { if deadline < oldValue { loop.deadlines.hasten(self) } }
    }
    /// Bytes of plain requests that have not been looked at.
    var inbox = ByteBuffer()
    /// Bytes of the body at hand that have not come out of `inbox`.
    var bodyLeft = 0
    /// How often a head was looked at that did not end.
    var looks = 0
    /// Whether the decoder has taken over.
    var hasDecoder = false
    private var ahead = CircularBuffer<HTTPServerRequestPart>()
    /// The answer to what came behind `ahead` and was no request.
    private var refusalAhead: GatewayError?
    var isTakingAhead = false
    private var isReadWanted = false
    private(set) var isReading = false
    private var needsFlush = false
    private var keepsAlive = true
    var deliveredParts = false
    /// An answer is complete, but too much of it has not gone out yet to take the next request.
    private var waitsForRoom = false
    var isFlushWaiting = false
    /// Bytes that were written since the connection began.
    private var written = 0
    /// The bytes that had gone out when a deadline for the others was set.
    private var sentBefore = 0
    private var toolName = ""
    private var tool = ClientTool.unknown

    /// How much of a refused body is thrown away before the connection is cut.
    static let discardBudget = 64 << 20
    /// How long that may take.
    static let discardTime = TimeAmount.seconds(15)

    init(loop: LoopContext) {
        self.loop = loop
        deadline = .now() + loop.configuration.clientTimeouts.head
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        isWritable = context.channel.isWritable
        allocator = context.channel.allocator
        loop.opened(self)
        loop.deadlines.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        loop.deadlines.remove(self)
        loop.closed(self)
        self.context = nil
        isWritable = false
    }

    func read(context: ChannelHandlerContext) {
        if holdsReading { isReadWanted = true } else { context.read() }
    }

    /// Whether something of the next requests has come, which waits for an answer to end.
    private var holdsReading: Bool {
        guard case .answering = state else { return false }
        return !ahead.isEmpty || inbox.readableBytes > 0
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isReading = true
        let bytes = unwrapInboundIn(data)
        if inbox.readableBytes == 0 { inbox = bytes } else { inbox.writeImmutableBuffer(bytes) }
        takeInbox()
    }

    /// Takes what the decoder has found.
    func receive(_ part: HTTPServerRequestPart) {
        isReading = true
        deliveredParts = true
        if case .answering = state { ahead.append(part) } else { take(part) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        flushIfNeeded()
        if case .waiting = state, !deliveredParts {
            // Bytes came, but no whole head: from now on it may not take long.
            deadline = min(deadline, .now() + loop.configuration.clientTimeouts.head)
        }
        deliveredParts = false
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let exchange {
            loop.metrics.abandoned &+= 1
            self.exchange = nil
            exchange.clientLeft()
        }
        releaseIncoming()
        state = .closed
        waitsForRoom = false
        dropAhead()
        context.fireChannelInactive()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        if case .answering = state {
            if isWritable { deadline = .distantFuture } else { waitForRoom() }
        }
        exchange?.holdAnswer(!isWritable)
        if isWritable, waitsForRoom { becomeReady() }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else { return context.close(promise: nil) }
        let tooLarge = (error as? HTTPParserError) == .headerOverflow
        let refusal = GatewayError(
            status: tooLarge ? 431 : 400, kind: .invalidRequest,
            code: tooLarge ? "header_too_large" : "malformed_http",
            message: tooLarge
                ? "The request's header is too large. Send fewer or shorter header lines."
                : "The request is not valid HTTP/1.1.")
        switch state {
        case .waiting, .receiving: refuseUnreadable(refusal)
        // The requests before it were good: they get their answers first.
        case .answering: refusalAhead = refusal
        // What was refused or ended stays so; its answer may still be on its way out.
        case .discarding: closeSoon()
        case .closed: break
        }
    }

    // MARK: Parts

    private func take(_ part: HTTPServerRequestPart) {
        switch (part, state) {
        case (.head(let head), .waiting): begin(RequestHead(head))
        // After a failure the decoder may still deliver a rest.
        case (.head, _): break
        case (.body(let bytes), _): takeBody(bytes)
        case (.end, _): takeEnd()
        }
    }

    func takeBody(_ bytes: ByteBuffer) {
        switch state {
        case .receiving: receive(bytes)
        case .discarding(let budget, let thenClose):
            let left = budget - bytes.readableBytes
            if left < 0 { abort() } else { state = .discarding(budget: left, thenClose: thenClose) }
        case .waiting, .answering, .closed: break
        }
    }

    func takeEnd() {
        switch state {
        case .receiving: dispatch()
        case .discarding(_, let thenClose): if thenClose { closeSoon() } else { becomeReady() }
        case .waiting, .answering, .closed: break
        }
    }

    func dropAhead() {
        ahead.removeAll()
        inbox = ByteBuffer()
    }

    func takeAhead() {
        guard hasDecoder else {
            takeInbox()
            return readOn()
        }
        guard !isTakingAhead else { return }
        isTakingAhead = true
        while !ahead.isEmpty {
            if case .answering = state { break }
            if case .closed = state { dropAhead(); break }
            take(ahead.removeFirst())
        }
        isTakingAhead = false
        if ahead.isEmpty, let refusal = refusalAhead {
            switch state {
            case .answering: return
            case .waiting, .receiving: refuseUnreadable(refusal)
            case .discarding: closeSoon()
            case .closed: break
            }
            refusalAhead = nil
        }
        readOn()
    }

    /// Reads the socket again if that was held up by requests sent ahead.
    private func readOn() {
        guard isReadWanted, !holdsReading else { return }
        isReadWanted = false
        context?.read()
    }

    /// The tool behind a `User-Agent`; a connection's tool rarely changes.
    static func tool(named userAgent: String?) -> ClientTool { userAgent.map { ClientTool(userAgent: $0) } ?? .unknown }

    func tool(_ userAgent: String?) -> ClientTool {
        guard let userAgent else { return .unknown }
        if userAgent != toolName {
            toolName = userAgent
            tool = ClientTool(userAgent: userAgent)
        }
        return tool
    }

    // MARK: Writing

    func write(_ bytes: ByteBuffer) {
        guard let context else { return }
        written &+= bytes.readableBytes
        context.write(wrapOutboundOut(bytes), promise: nil)
        needsFlush = true
        if !isReading, !holdsFlush { flushIfNeeded() }
    }

    /// Bytes up to this number are copied together with their chunk's size line, which is cheaper than three writes.
    private static let joinLimit = 8 << 10

    /// Writes `bytes` as one chunk of a chunked body.
    func write(chunk bytes: ByteBuffer) {
        let size = bytes.readableBytes
        guard size > 0 else { return }
        let joins = size <= Self.joinLimit
        var framed = allocator.buffer(capacity: joins ? size + 16 : 16)
        framed.put(chunk: size)
        if joins {
            framed.writeImmutableBuffer(bytes)
            framed.put("\r\n")
            return write(framed)
        }
        let held = holdsFlush
        holdsFlush = true
        write(framed)
        write(bytes)
        holdsFlush = held
        write(ByteBuffer(staticString: "\r\n"))
    }

    /// While true, written bytes wait for ``flushIfNeeded()``: more is about to be written.
    var holdsFlush = false
    /// Whether the request at hand wants a head only: its answer has no body, errors included.
    var wantsHeadOnly = false

    func flushIfNeeded() {
        guard needsFlush else { return }
        needsFlush = false
        loop.flushes.add(self)
    }

    /// Lets held bytes go, at the latest when the bytes that came in are all looked at.
    func endHold() {
        holdsFlush = false
        if !isReading { flushIfNeeded() }
    }

    /// Whether more may be written without that much waits to go out.
    private(set) var isWritable = false
    private(set) var allocator = ByteBufferAllocator()
    var channel: (any Channel)? { context?.channel }
    var staysOpen: Bool {
        get { keepsAlive && !loop.isDraining }
        set { keepsAlive = newValue }
    }

    /// Writes the line that tells the client to close, if it should.
    func writeConnectionField(_ writer: inout ResponseWriter) {
        if !staysOpen { writer.lines("connection: close\r\n") }
    }

    // MARK: Ends

    /// Makes the connection wait for its next request, or closes it if there shall be none.
    func becomeReady() {
        incoming = nil
        exchange = nil
        guard staysOpen else { return closeSoon() }
        // A client that asks on without reading gets no further answer until it has read the ones before.
        waitsForRoom = !isWritable
        guard !waitsForRoom else { return waitForRoom() }
        state = .waiting
        deadline = .now() + loop.configuration.clientTimeouts.keepAlive
        takeAhead()
    }

    /// Gives the client its time to read.
    private func waitForRoom() {
        sentBefore = written &- unsent
        deadline = .now() + loop.configuration.clientTimeouts.write
    }

    /// The bytes that were written and have not gone out.
    private var unsent: Int {
        (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    /// Whether the client still reads, however slowly: then it gets the same time again.
    private var stillReads: Bool {
        // Others who get the same answer faster may let more of it wait than goes out.
        let left = unsent
        let sent = written &- left
        defer { sentBefore = sent }
        return left > 0 && sent > sentBefore
    }

    /// Closes once everything that was written has gone out.
    func closeSoon() {
        state = .closed
        dropAhead()
        deadline = .now() + Self.discardTime
        sentBefore = written &- unsent
        guard let context else { return }
        needsFlush = false
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }

    /// Closes at once.
    func abort() {
        state = .closed
        // What was written before goes out.
        if isFlushWaiting { flushNow() }
        context?.close(promise: nil)
    }

    /// Takes no further request.
    func drain() {
        if case .waiting = state { closeSoon() }
    }

    /// Lets go of a request whose client left before all of it had come.
    private func releaseIncoming() {
        guard let request = incoming else { return }
        loop.bodyBytes -= request.body.readableBytes
        incoming = nil
        count(left: request)
    }
}

extension ClientConnection: FlushHolder {
    func flushNow() {
        isFlushWaiting = false
        context?.flush()
    }
}

extension ClientConnection: DeadlineHolder {
    func deadlinePassed(_ now: NIODeadline) {
        deadline = .distantFuture
        switch state {
        case .receiving:
            refuseUnreadable(
                GatewayError(
                    status: 408, kind: .timeout, code: "request_timeout",
                    message: "The request's body did not come in time. Send it again."))
        case .answering where stillReads, .closed where stillReads:
            deadline = now + loop.configuration.clientTimeouts.write
        case .waiting, .answering, .discarding, .closed:
            context?.close(promise: nil)
        }
    }
}
