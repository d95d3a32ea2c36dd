// SPDX-License-Identifier: Apache-2.0

/// Turns an answer and its directives into the steps that play it, faults included.
struct FaultPlanner {
    let format: WireFormat
    let directives: FakeUpstreamDirectives
    let requestID: String
    /// The wait before the response head, in milliseconds.
    let firstByteWait: Int

    private static let usualStall = 60_000
    /// A slow body comes in about this many pieces.
    private static let slowPieces = 32
    /// Milliseconds between the pieces of a slow body, unless a directive says otherwise.
    private static let usualSlowWait = 20
    private static let page = """
        <!doctype html>
        <title>Sign in</title>
        <p>Please sign in to use this network.</p>

        """

    /// The plan for an answer that is billed with `prompt`.
    func plan(_ body: GeneratedBody, prompt: PromptBill?) -> AnswerPlan {
        let fault = directives.fault ?? .none
        var plan = plan(body, prompt: prompt, fault: fault)
        plan.fault = fault
        return plan
    }

    private func plan(_ body: GeneratedBody, prompt: PromptBill?, fault: FakeUpstreamFault) -> AnswerPlan {
        if let status = fault.status {
            var headers = [requestIDHeader]
            if let seconds = directives.retryAfter, [429, 503, 529].contains(status) {
                headers.append(.init("retry-after", String(seconds)))
            }
            let refusal = format.errorBody(format.family.refusal(onDemand: status), requestID: requestID)
            return .document(refusal, status: status, headers: headers, after: firstByteWait)
        }
        let pieces = body.pieces
        switch fault {
        case .closeBefore:
            return AnswerPlan(status: 200, headers: [], steps: firstWait + [.close])
        case .html200:
            return .bytes(Array(Self.page.utf8), type: "text/html; charset=utf-8", after: firstByteWait)
        case .emptyAnswer:
            return .bytes([], type: body.contentType, headers: [requestIDHeader], after: firstByteWait)
        case .stallBefore:
            var plan = whole(body, pieces, prompt: prompt)
            plan.steps.insert(.wait(milliseconds: stall), at: firstWait.count)
            return plan
        case .stallInside:
            let (first, second) = halves(pieces)
            return whole(body, first, then: [.wait(milliseconds: stall)], second, prompt: prompt)
        case .cut, .reset:
            let end: AnswerStep = fault == .cut ? .close : .reset
            return plan(body, length: length(of: pieces), prompt: prompt, steps: paced(cutInside(pieces)) + [end])
        case .wrongContentType:
            return whole(body, pieces, type: "text/plain; charset=utf-8", prompt: prompt)
        case .slowBody:
            return plan(body, length: length(of: pieces), prompt: prompt, steps: slowed(pieces) + [.end])
        case .malformedSSE:
            return whole(body, broken(body), prompt: prompt)
        case .errorInStream:
            return whole(body, failing(body), prompt: prompt)
        case .truncatedJSON:
            return whole(body, truncated(body), prompt: prompt)
        case .noTerminator:
            return whole(body, pieces.filter { $0.kind != .terminator }, prompt: prompt)
        case .none, .status400, .status401, .status404, .status413, .status429, .status500, .status503, .status529:
            return whole(body, pieces, prompt: prompt)
        }
    }

    // MARK: - Steps

    private var firstWait: [AnswerStep] { firstByteWait > 0 ? [.wait(milliseconds: firstByteWait)] : [] }

    private var stall: Int { directives.stallMilliseconds ?? Self.usualStall }

    private var requestIDHeader: AnswerPlan.Header { .init(format.family.requestIDHeader, requestID) }

    /// An answer that is sent to its end, with `middle` done between its two parts.
    private func whole(
        _ body: GeneratedBody, _ first: [StreamFrame], then middle: [AnswerStep] = [], _ second: [StreamFrame] = [],
        type: String? = nil, prompt: PromptBill?
    ) -> AnswerPlan {
        let steps = paced(first) + middle + paced(second) + [.end]
        return plan(body, length: length(of: first + second), type: type, prompt: prompt, steps: steps)
    }

    private func plan(
        _ body: GeneratedBody, length: Int, type: String? = nil, prompt: PromptBill?, steps: [AnswerStep]
    ) -> AnswerPlan {
        var headers = [AnswerPlan.Header("content-type", type ?? body.contentType), requestIDHeader]
        switch body {
        case .document: headers.append(.init("content-length", String(length)))
        case .stream: headers.append(.init("cache-control", "no-cache"))
        case .array: break
        }
        return AnswerPlan(status: 200, headers: headers, steps: firstWait + [.head] + steps, prompt: prompt)
    }

    private func length(of pieces: [StreamFrame]) -> Int { pieces.reduce(0) { $0 + $1.bytes.count } }

    /// The pieces with the frame delay between two deltas.
    private func paced(_ pieces: [StreamFrame]) -> [AnswerStep] {
        let delay = directives.frameDelayMilliseconds ?? 0
        var steps: [AnswerStep] = []
        var waits = false
        for piece in pieces {
            if piece.kind == .delta {
                if waits, delay > 0 { steps.append(.wait(milliseconds: delay)) }
                waits = true
            }
            steps.append(.body(piece.bytes, generatedBytes: piece.generatedBytes))
        }
        return steps
    }

    /// The body in small pieces that ignore the borders of events.
    private func slowed(_ pieces: [StreamFrame]) -> [AnswerStep] {
        let delay = directives.frameDelayMilliseconds ?? Self.usualSlowWait
        let size = max(1, length(of: pieces) / Self.slowPieces)
        var steps: [AnswerStep] = []
        var small: [UInt8] = []
        var generated = 0
        func send() {
            if !steps.isEmpty { steps.append(.wait(milliseconds: delay)) }
            steps.append(.body(small, generatedBytes: generated))
            (small, generated) = ([], 0)
        }
        for piece in pieces {
            // Its text counts as sent with the first of its bytes.
            generated += piece.generatedBytes
            for byte in piece.bytes {
                small.append(byte)
                if small.count == size { send() }
            }
        }
        if !small.isEmpty { send() }
        return steps
    }

    // MARK: - Broken bodies

    /// The index of the piece in the middle of the text.
    private func middle(of pieces: [StreamFrame]) -> Int {
        let deltas = pieces.indices.filter { pieces[$0].kind == .delta }
        return deltas.isEmpty ? pieces.count / 2 : deltas[deltas.count / 2]
    }

    private func halves(_ pieces: [StreamFrame]) -> ([StreamFrame], [StreamFrame]) {
        if pieces.count == 1 {
            let half = pieces[0].bytes.count / 2
            var (first, second) = (pieces[0], pieces[0])
            first.bytes = Array(pieces[0].bytes[..<half])
            second.bytes = Array(pieces[0].bytes[half...])
            second.generatedBytes = 0
            return ([first], [second])
        }
        let middle = middle(of: pieces)
        return (Array(pieces[..<middle]), Array(pieces[middle...]))
    }

    /// The pieces up to the middle one, and half of that.
    private func cutInside(_ pieces: [StreamFrame]) -> [StreamFrame] {
        let middle = middle(of: pieces)
        return pieces[..<middle] + [Self.half(of: pieces[middle], isWhole: pieces.count == 1)]
    }

    /// The first half of a piece.
    ///
    /// A document was generated whole before it was sent, half an event was not.
    private static func half(of piece: StreamFrame, isWhole: Bool) -> StreamFrame {
        StreamFrame(
            kind: piece.kind, bytes: Array(piece.bytes.prefix(piece.bytes.count / 2)),
            generatedBytes: isWhole ? piece.generatedBytes : 0)
    }

    private func truncated(_ body: GeneratedBody) -> [StreamFrame] {
        let pieces = body.pieces.filter { $0.kind != .terminator }
        guard let last = pieces.last else { return [] }
        return pieces.dropLast() + [Self.half(of: last, isWhole: pieces.count == 1)]
    }

    private func broken(_ body: GeneratedBody) -> [StreamFrame] {
        switch body {
        case .document: return truncated(body)
        case .stream(let frames), .array(let frames):
            let middle = middle(of: frames)
            return frames[..<middle] + [format.malformedEvent] + frames[middle...]
        }
    }

    private func failing(_ body: GeneratedBody) -> [StreamFrame] {
        switch body {
        case .document:
            let status = format.family == .anthropic ? 529 : 500
            let error = format.errorBody(format.family.refusal(onDemand: status), requestID: requestID)
            return [StreamFrame(kind: .closing, bytes: error.encoded())]
        case .stream(let frames), .array(let frames):
            let sent = frames[..<middle(of: frames)]
            return sent + format.failure(after: sent, requestID: requestID)
        }
    }
}
