// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import Providers
import Telemetry
import WireFormats

/// Brings what a flight tells to the client, in the client's format.
extension Exchange {
    func take(_ event: FlightEvent) {
        if case .over = delivery { return }
        switch event {
        case .whole(let source, let head, let body):
            ticket = nil
            finishWhole(source, head, body)
        case .refused(let source, let head, let body, let failure):
            ticket = nil
            if failure.mayServeStale, serveStale(.error) { return }
            finishRefused(source, head, body, failure)
        case .refusedStream(let source, let head, let held, let failure):
            ticket = nil
            if failure.mayServeStale, serveStale(.error) { return }
            open(source, head)
            deliver(held)
            ended()
        case .failed(let failure):
            ticket = nil
            broke(failure)
        case .opened(let source, let head): open(source, head)
        case .relayed(let source, let head): openRelay(source, head)
        case .gone: flightIsGone()
        case .counted(let facts): takeCounts(facts)
        case .bytes(let bytes): deliver(bytes)
        case .pause:
            connection.holdsFlush = false
            connection.flushIfNeeded()
        case .ended:
            ticket = nil
            ended()
        case .aborted:
            ticket = nil
            finishAborted()
        }
    }

    // MARK: Whole answers

    /// From now on it is known who answers.
    private func begin(_ source: AnswerSource) {
        self.source = source
        mutations = source.mutations
        let format = source.format
        let isNative = surface == .native && [.openAIChat, .anthropicMessages].contains(format)
        if passage == nil, !isNative, source.isTranslated || format != surface.format {
            let wantsUsage = surface != .chatCompletions || reading?.wantsStreamUsage == true
            translation = Boxed(
                AnswerTranslation(
                    from: format, to: surface.format, isArray: request.wantsArray,
                    context: AnswerContext(
                        now: WallClock.seconds(), seed: request.requestID.filter { $0 != "-" },
                        wantsUsage: wantsUsage, tools: source.tools)))
        } else if request.wantsArray {
            framing = GeminiArrayFraming()
        }
    }

    private func finishWhole(_ source: AnswerSource, _ head: ResponseHead, _ body: ByteBuffer) {
        begin(source)
        if surface == .native { return finishNative(body) }
        if translation != nil { return finishTranslated(body) }
        send(head, body)
        finish(layer: .provider, status: head.status)
    }

    private func finishTranslated(_ body: ByteBuffer) {
        let span = body.readableBytesUInt8Span
        let streams = reading?.streams == true
        let bytes =
            streams
            ? translation?.value.stream(span, tape: &loop.tape) : translation?.value.json(span, tape: &loop.tape)
        guard let bytes else {
            loop.metrics.failed("malformed_answer")
            return fail(Flight.failedAnswer(provider), layer: .provider)
        }
        sendOwn(status: 200, bytes, type: streams && !request.wantsArray ? Self.eventStream : Self.json)
        finish(layer: .provider, status: 200)
    }

    /// Answers a count of tokens that no provider made.
    func sendEstimate(_ bytes: [UInt8]) {
        sendOwn(status: 200, bytes, more: "X-Isartor-Estimate: true\r\n")
        finish(layer: .provider, status: 200)
    }

    private static var json: StaticString { "content-type: application/json\r\n" }
    private static var eventStream: StaticString {
        "content-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n"
    }

    private func finishNative(_ body: ByteBuffer) {
        guard let bytes = nativeAnswer(body) else {
            loop.metrics.failed("answer_not_expressible")
            return fail(
                GatewayError(
                    status: 502, kind: .upstream, code: "answer_not_expressible",
                    message:
                        "The provider's answer is more than text, which the native surface cannot carry. Use /v1/chat/completions."
                ),
                layer: .provider)
        }
        sendOwn(status: 200, bytes)
        finish(layer: .provider, status: 200)
    }

    private func nativeAnswer(_ body: ByteBuffer) -> [UInt8]? {
        guard let source else { return nil }
        let span = body.readableBytesUInt8Span
        if let translation { return translation.value.json(span, tape: &loop.tape) }
        return AnswerCodec.decode(json: span, format: source.format).flatMap { NativeAnswer.json($0, layer: 3) }
    }

    /// Passes a provider's refusal on: its own words if they are JSON of the client's format, else ours.
    private func finishRefused(
        _ source: AnswerSource, _ head: ResponseHead, _ body: ByteBuffer, _ failure: FlightFailure
    ) {
        begin(source)
        let format = source.format
        if translation != nil {
            let told = ProviderErrors.told(body.readableBytesUInt8Span, format, status: head.status, tape: &loop.tape)
            var error = told ?? failure.error
            error.retryAfter = head.value("retry-after").flatMap { Int($0) }
            return fail(error, layer: .provider)
        }
        let isJSON = AnswerInspector.facts(body.readableBytesUInt8Span, format: format, tape: &loop.tape) != nil
        // An answer may say under 200 that it failed; a redirect is nobody's words.
        if surface != .native, isJSON, !(300..<400).contains(head.status) {
            send(head, body)
            return finish(layer: .provider, status: head.status)
        }
        fail(failure.error, layer: .provider)
    }

    private func send(_ head: ResponseHead, _ body: ByteBuffer) {
        let size = body.readableBytes
        let joins = size <= 16 << 10
        var writer = ResponseWriter(
            status: head.status, allocator: connection.allocator,
            capacity: head.bytes.readableBytes + 256 + (joins ? size : 0))
        writer.copyFields(of: head)
        writeOwnFields(&writer)
        writer.field("content-length", size)
        writer.end()
        if joins {
            writer.bytes.writeImmutableBuffer(body)
            connection.write(writer.bytes)
        } else {
            connection.holdsFlush = true
            connection.write(writer.bytes)
            connection.holdsFlush = false
            connection.write(body)
        }
    }

    private func sendOwn(
        status: Int, _ bytes: [UInt8], type: StaticString = json, more: StaticString = ""
    ) {
        var writer = ResponseWriter(status: status, allocator: connection.allocator, capacity: 512 + bytes.count)
        writer.lines(type)
        writer.lines(more)
        writeOwnFields(&writer)
        writer.field("content-length", bytes.count)
        writer.end()
        writer.bytes.writeBytes(bytes)
        connection.write(writer.bytes)
    }

    private func writeOwnFields(_ writer: inout ResponseWriter) {
        writer.layer(.provider, deflected: isShared, provider: provider, requestID: request.requestID)
        if isShared { writer.lines("X-Isartor-Shared: true\r\n") }
        if let semanticReason { writer.field("X-Isartor-Cache-Reason", semanticReason.text) }
        if !mutations.isEmpty { writer.field("X-Isartor-Mutations", MutationField.text(mutations)) }
        if let source {
            if translation != nil {
                writer.field(
                    "X-Isartor-Translation", TranslationField.text(surface.format, source.format, source.dropped))
            }
            if !source.attempts.isEmpty { writer.field("X-Isartor-Attempts", FlightAttempt.text(source.attempts)) }
        }
        connection.writeConnectionField(&writer)
    }

    // MARK: Streams

    private func open(_ source: AnswerSource, _ head: ResponseHead) {
        connection.holdsFlush = true
        begin(source)
        // The native surface has no streams, so the provider's answer is none that was asked for.
        guard surface != .native else { return fail(Flight.malformedAnswer(provider), layer: .provider) }
        delivery = .streaming(head, isOpen: false)
    }

    /// Passes whole events of the provider's on, or pieces of a body that nobody looks into.
    private func deliver(_ forward: ByteBuffer) {
        connection.holdsFlush = true
        switch delivery {
        case .streaming(_, isOpen: true):
            let bytes = outgoing(forward)
            if bytes.readableBytes > 0 { writeChunk(bytes) }
        case .streaming(let head, isOpen: false):
            let bytes = outgoing(forward)
            guard bytes.readableBytes > 0 else { break }
            openStream(head)
            delivery = .streaming(head, isOpen: true)
            writeChunk(bytes)
        case .relaying: writeBody(forward)
        case .waiting, .over: break
        }
        if !connection.isWritable { ticket?.hold(true) }
    }

    /// Events of the provider's as the client reads them.
    private func outgoing(_ forward: ByteBuffer) -> ByteBuffer {
        forwarded += forward.readableBytes
        if let translation {
            return ByteBuffer(bytes: translation.value.take(forward.readableBytesUInt8Span, tape: &loop.tape))
        }
        if framing != nil { return ByteBuffer(bytes: framing?.take(forward.readableBytesUInt8Span) ?? []) }
        return forward
    }

    private func ended() {
        connection.holdsFlush = false
        switch delivery {
        case .streaming(let head, let isOpen):
            let rest = translation?.value.finish() ?? framing?.finish() ?? []
            if !isOpen, rest.isEmpty { return fail(Flight.cutStream, layer: .provider) }
            if !isOpen { openStream(head) }
            if !rest.isEmpty { writeChunk(ByteBuffer(bytes: rest)) }
            if translation?.value.isOver == false {
                delivery = .streaming(head, isOpen: true)
                return breakStream(Flight.cutStream)
            }
            endChunks()
            finish(layer: .provider, status: head.status)
        case .relaying(let status, let isChunked):
            if isChunked { endChunks() } else { connection.flushIfNeeded() }
            finish(layer: .provider, status: status)
        case .waiting, .over: break
        }
    }

    private func openStream(_ head: ResponseHead) {
        var writer = ResponseWriter(
            status: head.status, allocator: connection.allocator, capacity: head.bytes.readableBytes + 256)
        if request.wantsArray {
            writer.lines(Self.json)
        } else if translation != nil {
            writer.lines(Self.eventStream)
        } else {
            writer.copyFields(of: head)
        }
        if !request.isModern { connection.staysOpen = false }
        writeOwnFields(&writer)
        if request.isModern { writer.lines("transfer-encoding: chunked\r\n") }
        writer.end()
        connection.write(writer.bytes)
    }

    private func openRelay(_ source: AnswerSource, _ head: ResponseHead) {
        begin(source)
        guard translation == nil, framing == nil, surface != .native else {
            return fail(Flight.malformedAnswer(provider), layer: .provider)
        }
        var isChunked = false
        var writer = ResponseWriter(
            status: head.status, allocator: connection.allocator, capacity: head.bytes.readableBytes + 256)
        writer.copyFields(of: head)
        switch head.framing {
        case .length(let length): writer.field("content-length", length)
        case .none: writer.field("content-length", 0)
        case .chunked, .untilClose:
            if request.isModern {
                isChunked = true
                writer.lines("transfer-encoding: chunked\r\n")
            } else {
                connection.staysOpen = false
            }
        }
        writeOwnFields(&writer)
        writer.end()
        delivery = .relaying(status: head.status, isChunked: isChunked)
        connection.write(writer.bytes)
    }

    private func writeBody(_ bytes: ByteBuffer) {
        if case .relaying(_, isChunked: false) = delivery { connection.write(bytes) } else { writeChunk(bytes) }
    }

    private func writeChunk(_ bytes: ByteBuffer) {
        guard request.isModern else { return connection.write(bytes) }
        connection.write(chunk: bytes)
    }

    private func endChunks() {
        guard request.isModern else { return connection.flushIfNeeded() }
        connection.write(ByteBuffer(staticString: "0\r\n\r\n"))
    }

    // MARK: Failures

    private func broke(_ failure: FlightFailure) {
        switch delivery {
        case .waiting:
            if failure.mayServeStale, serveStale(.error) { return }
            let wasAsked = failure.attempts.contains(where: \.wasAsked)
            fail(failure.error, layer: wasAsked || failure.mayServeStale ? .provider : .gate)
        case .streaming: breakStream(failure.error)
        case .relaying: finishAborted()
        case .over: break
        }
    }

    /// Ends a stream that cannot go on with an error in the client's own format.
    private func breakStream(_ error: GatewayError) {
        guard case .streaming(_, isOpen: true) = delivery else { return fail(error, layer: .provider) }
        connection.holdsFlush = false
        let event =
            translation?.value.fail(error) ?? framing?.fail(error)
            ?? ErrorBody.event(error, format: surface.format, requestID: request.requestID)
        mutations.append(
            Mutation(place: .answer, reason: .streamError, offset: forwarded, removed: 0, inserted: event.count))
        writeChunk(ByteBuffer(bytes: event))
        endChunks()
        finish(layer: .provider, status: error.status)
    }

    private func finishAborted() {
        connection.staysOpen = false
        finish(layer: .provider, status: 502)
    }
}
