// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import Providers
import Telemetry
import WireFormats

/// Takes a provider's answer as it comes.
extension Exchange: UpstreamReceiver {
    func upstreamHead(_ head: ResponseHead) {
        if head.value("content-encoding") != nil, !head.value("content-encoding", hasPrefix: "identity") {
            // We asked for plain bytes; whoever compresses all the same is passed on unwatched.
            guard translation == nil, framing == nil else {
                return fail(Self.malformedAnswer(provider), layer: .provider)
            }
            return openRelay(head)
        }
        let isStream = head.value("content-type", hasPrefix: "text/event-stream")
        if passage != nil, (200..<300).contains(head.status) { return openRelay(head) }
        if (200..<300).contains(head.status), isStream, surface != .native,
            let relay = StreamRelay(format: format, recordLimit: recordLimit)
        {
            delivery = .streaming(head, relay, isOpen: false)
        } else {
            delivery = .collecting(head, ByteBuffer())
        }
    }

    /// How many bytes of a stream are worth remembering.
    private var recordLimit: Int {
        guard identity != nil, controls.mayWrite, reading?.streams == true, loop.configuration.cache.isEnabled else {
            return 0
        }
        return loop.configuration.cache.limits.entryBytes
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        connection.holdsFlush = true
        switch delivery {
        case .collecting(let head, var body):
            delivery = .over  // The buffer must have one owner while it grows.
            if body.readableBytes == 0 { body = bytes } else { body.writeImmutableBuffer(bytes) }
            let mayPass = surface != .native && translation == nil
            if body.readableBytes > Self.collectLimit, mayPass {
                openRelay(head)
                writeBody(body)
            } else if body.readableBytes > (surface == .native ? Self.collectLimit : Self.translateLimit) {
                fail(Self.tooLarge, layer: .provider)
            } else {
                delivery = .collecting(head, body)
            }
        case .streaming(let head, var relay, var isOpen):
            delivery = .over
            let taken = relay.take(bytes, tape: &loop.tape)
            if let forward = taken.forward, !relay.isUnwatched || translation == nil && framing == nil {
                deliver(forward, head, &isOpen)
            }
            delivery = .streaming(head, relay, isOpen: isOpen)
            // Half an event can be passed on, but not translated.
            let isLost = relay.isUnwatched && (translation != nil || framing != nil)
            if taken.isMalformed || isLost { breakStream(Self.malformedStream, word: "malformed_stream") }
        case .relaying:
            writeBody(bytes)
        case .waiting, .over:
            break
        }
        if !connection.isWritable { call?.holdReading(true) }
    }

    func upstreamPause() {
        connection.holdsFlush = false
        connection.flushIfNeeded()
    }

    func upstreamEnded() {
        connection.holdsFlush = false
        switch delivery {
        case .collecting(let head, let body): finishCollected(head, body)
        case .streaming(let head, var relay, var isOpen):
            delivery = .over
            let taken = relay.finish(tape: &loop.tape)
            if let forward = taken.forward { deliver(forward, head, &isOpen) }
            if relay.mayEnd, !taken.isMalformed { deliverEnd(head, &isOpen) }
            delivery = .streaming(head, relay, isOpen: isOpen)
            guard relay.mayEnd, !taken.isMalformed, isOpen, translation?.value.isOver != false else {
                return breakStream(Self.cutStream, word: "cut_stream")
            }
            keep(relay)
            endChunks()
            finish(layer: .provider, status: head.status)
        case .relaying(let status, let isChunked):
            if isChunked { endChunks() } else { connection.flushIfNeeded() }
            finish(layer: .provider, status: status)
        case .waiting: fail(Self.cutStream, layer: .provider)
        case .over: break
        }
    }

    func upstreamFailed(_ failure: UpstreamFailure) {
        connection.holdsFlush = false
        loop.metrics.failed(failure.word)
        let error = ProviderErrors.error(for: failure, provider: provider, uri: request.uri)
        switch delivery {
        case .waiting, .collecting:
            fail(error, layer: .provider)
        case .streaming(_, _, let isOpen):
            if isOpen { breakStream(error, word: nil) } else { fail(error, layer: .provider) }
        case .relaying:
            // The client has a head that promises more; only the connection's end can tell it that none comes.
            delivery = .over
            finishAborted()
        case .over:
            break
        }
    }

    /// Keeps a stream whose last event has come, if it may be kept.
    func keep(_ relay: StreamRelay) {
        guard let bytes = relay.keepable else { return }
        // A translated request always asks for token counts.
        let withUsage = translation != nil || format != .openAIChat || reading?.wantsStreamUsage == true
        keep(bytes, form: .stream(withUsage: withUsage), facts: relay.facts)
    }

    /// Passes whole events of the provider's on, in the client's format.
    private func deliver(_ forward: ByteBuffer, _ head: ResponseHead, _ isOpen: inout Bool) {
        var bytes = forward
        if translation != nil {
            bytes = ByteBuffer(bytes: translation?.value.take(forward.readableBytesUInt8Span, tape: &loop.tape) ?? [])
        } else if framing != nil {
            bytes = ByteBuffer(bytes: framing?.take(forward.readableBytesUInt8Span) ?? [])
        }
        guard bytes.readableBytes > 0 else { return }
        if !isOpen { openStream(head) }
        isOpen = true
        writeChunk(bytes)
    }

    /// Writes what a translated stream still owes.
    private func deliverEnd(_ head: ResponseHead, _ isOpen: inout Bool) {
        guard let rest = translation?.value.finish() ?? framing?.finish(), !rest.isEmpty else { return }
        if !isOpen { openStream(head) }
        isOpen = true
        writeChunk(ByteBuffer(bytes: rest))
    }

    // MARK: Whole answers

    private func finishCollected(_ head: ResponseHead, _ body: ByteBuffer) {
        guard (200..<300).contains(head.status) else { return finishRefused(head, body) }
        let facts = AnswerInspector.facts(body.readableBytesUInt8Span, format: format, tape: &loop.tape)
        guard let facts else {
            loop.metrics.failed("malformed_answer")
            return fail(Self.malformedAnswer(provider), layer: .provider)
        }
        if surface == .native { return finishNative(head, body, facts) }
        if translation != nil { return finishTranslated(body, facts) }
        send(head, body)
        // An answer in another form than was asked for is passed on, but nobody else shall get it.
        if reading?.streams == false { keep(body, form: .json, facts: facts) }
        finish(layer: .provider, status: head.status)
    }

    private func finishTranslated(_ body: ByteBuffer, _ facts: AnswerFacts) {
        let span = body.readableBytesUInt8Span
        let streams = reading?.streams == true
        let bytes =
            streams
            ? translation?.value.stream(span, tape: &loop.tape) : translation?.value.json(span, tape: &loop.tape)
        guard let bytes, !facts.failed else {
            loop.metrics.failed("malformed_answer")
            return fail(Self.failedAnswer(provider), layer: .provider)
        }
        if !streams { keep(body, form: .json, facts: facts) }
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

    private func finishNative(_ head: ResponseHead, _ body: ByteBuffer, _ facts: AnswerFacts) {
        guard !facts.failed else {
            loop.metrics.failed("error_in_success")
            return fail(Self.failedAnswer(provider), layer: .provider)
        }
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
        keep(body, form: .json, facts: facts)
        sendOwn(status: 200, bytes)
        finish(layer: .provider, status: 200)
    }

    private func nativeAnswer(_ body: ByteBuffer) -> [UInt8]? {
        let span = body.readableBytesUInt8Span
        if let translation { return translation.value.json(span, tape: &loop.tape) }
        return AnswerCodec.decode(json: span, format: format).flatMap { NativeAnswer.json($0, layer: 3) }
    }

    /// Passes a provider's refusal on: its own words if they are JSON of the client's format, else ours.
    private func finishRefused(_ head: ResponseHead, _ body: ByteBuffer) {
        loop.metrics.failed("status_\(head.status)")
        if translation != nil {
            let told = ProviderErrors.told(body.readableBytesUInt8Span, format, status: head.status, tape: &loop.tape)
            var error =
                told
                ?? ProviderErrors.error(
                    status: head.status, retryAfter: head.value("retry-after"), provider: provider)
            error.retryAfter = head.value("retry-after").flatMap { Int($0) }
            return fail(error, layer: .provider)
        }
        let isJSON = AnswerInspector.facts(body.readableBytesUInt8Span, format: format, tape: &loop.tape) != nil
        if surface != .native, isJSON, head.status >= 400 {
            send(head, body)
            return finish(layer: .provider, status: head.status)
        }
        let error = ProviderErrors.error(
            status: head.status, retryAfter: head.value("retry-after"), provider: provider)
        fail(error, layer: .provider)
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
        writer.layer(.provider, deflected: false, provider: provider, requestID: request.requestID)
        if !mutations.isEmpty { writer.field("X-Isartor-Mutations", MutationField.text(mutations)) }
        if translation != nil {
            writer.field("X-Isartor-Translation", TranslationField.text(surface.format, format, dropped))
        }
        connection.writeConnectionField(&writer)
    }

    // MARK: Streams

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

    private func openRelay(_ head: ResponseHead) {
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

    /// Ends a stream that cannot go on with an error in the client's own format.
    private func breakStream(_ error: GatewayError, word: String?) {
        guard case .streaming(_, let relay, let isOpen) = delivery else { return }
        if let word { loop.metrics.failed(word) }
        call?.cancel()
        guard isOpen else { return fail(error, layer: .provider) }
        // In the middle of an event no other can be told.
        guard !relay.isUnwatched || translation != nil || framing != nil else { return finishAborted() }
        connection.holdsFlush = false
        let event =
            translation?.value.fail(error) ?? framing?.fail(error)
            ?? ErrorBody.event(error, format: surface.format, requestID: request.requestID)
        mutations.append(
            Mutation(place: .answer, reason: .streamError, offset: relay.forwarded, removed: 0, inserted: event.count))
        writeChunk(ByteBuffer(bytes: event))
        endChunks()
        finish(layer: .provider, status: error.status)
    }

    private func finishAborted() {
        connection.staysOpen = false
        finish(layer: .provider, status: 502)
    }

    // MARK: Errors

    private static var tooLarge: GatewayError {
        GatewayError(
            status: 502, kind: .upstream, code: "answer_too_large",
            message:
                "The provider's answer is too large to be translated. Use the format that the provider speaks.")
    }

    private static var cutStream: GatewayError {
        GatewayError(
            status: 502, kind: .upstream, code: "upstream_cut",
            message: "The provider ended its answer before it was complete. Send the request again.")
    }

    private static var malformedStream: GatewayError {
        GatewayError(
            status: 502, kind: .upstream, code: "upstream_malformed",
            message: "The provider sent an event that is not valid. Send the request again.")
    }

    private static func failedAnswer(_ provider: String) -> GatewayError {
        GatewayError(
            status: 502, kind: .upstream, code: "upstream_error",
            message: "The provider `\(provider)` reported a failure instead of an answer. Send the request again.")
    }

    private static func malformedAnswer(_ provider: String) -> GatewayError {
        GatewayError(
            status: 502, kind: .upstream, code: "upstream_malformed",
            message:
                "The provider `\(provider)` sent an answer that is not valid JSON. Check its URL with `isartor check`.")
    }
}
