// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import Providers
import Telemetry
import WireFormats

/// Takes a provider's answer as it comes, and looks whether it is one.
extension Flight: UpstreamReceiver {
    /// An answer that is larger than this passes unwatched instead of being gathered.
    static let collectLimit = 4 << 20
    /// An answer that is larger than this is not translated.
    static let translateLimit = 32 << 20
    /// A stream whose first useful event is not among so many bytes is passed on as it is.
    private static let holdLimit = 256 << 10

    func upstreamHead(_ head: ResponseHead) {
        guard let source else { return }
        firstByte = now - askedAt
        let isGood = (200..<300).contains(head.status)
        if head.value("content-encoding") != nil, !head.value("content-encoding", hasPrefix: "identity") {
            // We asked for plain bytes; whoever compresses all the same is passed on unwatched.
            guard mayRelay else { return attemptFailed(.malformed, .error(Self.malformedAnswer(source.provider))) }
            return openRelay(head)
        }
        let isStream = head.value("content-type", hasPrefix: "text/event-stream")
        if question.passage != nil, isGood { return openRelay(head) }
        if isGood, isStream, question.surface != .native,
            let relay = StreamRelay(
                format: source.format, recordLimit: recordLimit, stripsUsage: stripsUsage)
        {
            progress = .streaming(head, relay, held: ByteBuffer())
        } else {
            progress = .collecting(head, ByteBuffer())
        }
    }

    /// Whether every reader can take the provider's bytes without a look into them.
    private var mayRelay: Bool {
        question.surface != .native && source?.isTranslated == false && !question.request.wantsArray
            && readers.count <= 1
    }

    private func openRelay(_ head: ResponseHead) {
        guard let source else { return }
        settle(.answered(firstByte: firstByte))
        leaveBoard()
        progress = .relaying(head)
        tell(.relayed(source, head))
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        switch progress {
        case .collecting(let head, var body):
            progress = .waiting  // The buffer must have one owner while it grows.
            if body.readableBytes == 0 { body = bytes } else { body.writeImmutableBuffer(bytes) }
            progress = .collecting(head, body)
            guard body.readableBytes > Self.collectLimit else { return }
            if (200..<300).contains(head.status), mayRelay {
                openRelay(head)
                openCall?.tail.take(body)
                tell(bytes: body)
            } else if body.readableBytes > (question.surface == .native ? Self.collectLimit : Self.translateLimit) {
                attemptFailed(.requestRefused, .error(Self.tooLarge))
            }
        case .streaming(_, let relay, _):
            let taken = relay.take(bytes, tape: &loop.tape)
            // Who comes now could not be told the beginning.
            if relay.record == nil { leaveBoard() }
            if let forward = taken.forward { pass(forward) }
            if case .streaming(_, _, let held) = progress {
                if taken.isMalformed { return streamBroke(.malformed, Self.malformedStream, word: "malformed_stream") }
                // Half an event can be passed on, but not translated.
                if relay.isUnwatched, source?.isTranslated == true {
                    return streamBroke(.malformed, Self.malformedStream, word: "malformed_stream")
                }
                if relay.hasFailed, held != nil { streamRefused() }
            }
        case .relaying:
            openCall?.tail.take(bytes)
            tell(bytes: bytes)
        case .waiting, .over:
            break
        }
    }

    /// Passes events on, once there is something among them that a client can use.
    private func pass(_ forward: ByteBuffer) {
        if case .streaming(_, _, held: nil) = progress { return tell(bytes: forward) }
        guard case .streaming(let head, let relay, held: var held?) = progress else { return }
        progress = .waiting
        if held.readableBytes == 0 { held = forward } else { held.writeImmutableBuffer(forward) }
        let isUseful = relay.hasBegun || relay.hasEnded || relay.isUnwatched || held.readableBytes > Self.holdLimit
        guard isUseful, !relay.hasFailed || relay.hasBegun else {
            progress = .streaming(head, relay, held: held)
            return
        }
        open(head, relay, held)
    }

    /// From here on no other provider can take over.
    private func open(_ head: ResponseHead, _ relay: StreamRelay, _ held: ByteBuffer) {
        guard let source else { return }
        progress = .streaming(head, relay, held: nil)
        if let lease { configuration.states.began(lease, now: now) }
        tell(.opened(source, head))
        if held.readableBytes > 0 { tell(bytes: held) }
    }

    func upstreamPause() { tell(.pause) }

    func upstreamEnded() {
        call = nil
        switch progress {
        case .collecting(let head, let body): finishCollected(head, body)
        case .streaming(let head, let relay, _):
            let taken = relay.finish(tape: &loop.tape)
            if let forward = taken.forward { pass(forward) }
            guard case .streaming(_, let relay, let held) = progress else { return }
            if relay.hasFailed, held != nil { return streamRefused() }
            guard relay.mayEnd, !taken.isMalformed else {
                return streamBroke(.cut, Self.cutStream, word: "cut_stream")
            }
            if let held { open(head, relay, held) }
            settle(relay.hasFailed ? .failed(Self.told(head, relay)) : .answered(firstByte: firstByte))
            keep(relay)
            callEnded(relay.facts, isBroken: relay.hasFailed)
            leaveBoard()
            tell(.ended)
            finish()
        case .relaying:
            settle(.answered(firstByte: firstByte))
            callEnded(isBroken: false)
            tell(.ended)
            finish()
        case .waiting: attemptFailed(.cut, .error(Self.cutStream))
        case .over: break
        }
    }

    func upstreamFailed(_ failure: UpstreamFailure) {
        if case .streaming(_, let relay, held: nil) = progress, relay.hasEnded || relay.hasFailed {
            // The client has the last event, whatever it is; what becomes of the connection adds nothing to it.
            return upstreamEnded()
        }
        call = nil
        loop.metrics.failed(failure.word)
        let error = ProviderErrors.error(
            for: failure, provider: source?.provider ?? "", uri: question.request.uri)
        switch progress {
        case .waiting, .collecting: attemptFailed(FailureClass(failure), .error(error))
        case .streaming: streamBroke(FailureClass(failure), error, word: nil)
        case .relaying:
            // The client has a head that promises more; only the connection's end can tell it that none comes.
            settle(.failed(FailureClass(failure)))
            tell(.aborted)
            finish()
        case .over: break
        }
    }

    // MARK: Streams that fail

    /// A stream reported a failure before anything useful: somebody else may still answer.
    private func streamRefused() {
        guard case .streaming(let head, let relay, let held?) = progress, let source else { return }
        loop.metrics.failed("error_in_stream")
        attemptFailed(
            Self.told(head, relay), .stream(source, head, held, Self.failedAnswer(source.provider)))
    }

    /// What kind of failure a stream reported.
    private static func told(_ head: ResponseHead, _ relay: StreamRelay) -> FailureClass {
        FailureClass.of(status: head.status, words: relay.failureWords ?? ErrorWords())
    }

    /// A stream cannot go on.
    private func streamBroke(_ failure: FailureClass, _ error: GatewayError, word: String?) {
        guard case .streaming(_, let relay, let held) = progress else { return }
        if let word { loop.metrics.failed(word) }
        guard held == nil else { return attemptFailed(failure, .error(error)) }
        settle(.failed(failure))
        callEnded(relay.facts, isBroken: true)
        leaveBoard()
        // In the middle of an event no other can be told.
        let isRaw = relay.isUnwatched && source?.isTranslated == false
        tell(
            isRaw ? .aborted : .failed(FlightFailure(error: error, mayServeStale: false, attempts: attempts)))
        finish()
    }

    // MARK: Whole answers

    private func finishCollected(_ head: ResponseHead, _ body: ByteBuffer) {
        guard let source else { return }
        guard (200..<300).contains(head.status) else { return refused(source, head, body) }
        let facts = AnswerInspector.facts(body.readableBytesUInt8Span, format: source.format, tape: &loop.tape)
        guard let facts else {
            loop.metrics.failed("malformed_answer")
            return attemptFailed(.malformed, .error(Self.malformedAnswer(source.provider)))
        }
        if facts.failed {
            loop.metrics.failed("error_in_success")
            let words = ErrorWords.read(body.readableBytesUInt8Span, tape: &loop.tape)
            return attemptFailed(
                FailureClass.of(status: head.status, words: words),
                .whole(source, head, body, Self.failedAnswer(source.provider)))
        }
        settle(.answered(firstByte: firstByte))
        // An answer in another form than was asked for is passed on, but nobody else shall get it.
        if question.reading?.streams == false { keep(body, form: .json, facts: facts) }
        callEnded(facts, isBroken: false)
        leaveBoard()
        tell(.whole(source, head, body))
        finish()
    }

    /// An answer with another status than success.
    private func refused(_ source: AnswerSource, _ head: ResponseHead, _ body: ByteBuffer) {
        loop.metrics.failed("status_\(head.status)")
        let words = ErrorWords.read(body.readableBytesUInt8Span, tape: &loop.tape)
        let failure = FailureClass.of(status: head.status, words: words)
        let wait = RateLimitReset.milliseconds(wallSeconds: Int64(loop.wallSeconds())) { head.text($0) }
        let error = ProviderErrors.error(
            status: head.status, retryAfter: head.value("retry-after"), provider: source.provider)
        attemptFailed(failure, .answer(source, head, body, error), reset: wait)
    }

    // MARK: Errors

    private static var tooLarge: GatewayError {
        GatewayError(
            status: 502, kind: .upstream, code: "answer_too_large",
            message:
                "The provider's answer is too large to be translated. Use the format that the provider speaks.")
    }

    static var cutStream: GatewayError {
        GatewayError(
            status: 502, kind: .upstream, code: "upstream_cut",
            message: "The provider ended its answer before it was complete. Send the request again.")
    }

    private static var malformedStream: GatewayError {
        GatewayError(
            status: 502, kind: .upstream, code: "upstream_malformed",
            message: "The provider sent an event that is not valid. Send the request again.")
    }

    static func failedAnswer(_ provider: String) -> GatewayError {
        GatewayError(
            status: 502, kind: .upstream, code: "upstream_error",
            message: "The provider `\(provider)` reported a failure instead of an answer. Send the request again.")
    }

    static func malformedAnswer(_ provider: String) -> GatewayError {
        GatewayError(
            status: 502, kind: .upstream, code: "upstream_malformed",
            message:
                "The provider `\(provider)` sent an answer that is not valid JSON. Check its URL with `isartor check`.")
    }
}
