// SPDX-License-Identifier: Apache-2.0

import Conversation
import Ledger
import NIOCore
import Pipeline
import Providers
import Telemetry
import WireFormats

/// What the ledger hears of the calls to providers.
extension Flight {
    /// A provider is asked.
    func callBegins(_ provider: String) {
        calls += 1
        let asked = candidate.flatMap { model(at: configuration.router.members[$0.member]) }
        openCall = OpenCall(
            provider: provider, model: asked ?? question.reading?.resolvedModel ?? "", key: lease?.key, began: .now())
    }

    /// A call has ended: tells the ledger what it cost, once.
    ///
    /// - Parameter facts: what the answer showed; what is known of it by now if they are not at hand.
    func callEnded(_ facts: AnswerFacts? = nil, isBroken: Bool) {
        guard let openCall else { return releaseReservation() }
        self.openCall = nil
        let (status, counted) = bill(openCall, facts)
        settleReservation(
            counted.map { TokenCounts($0.facts.usage ?? Usage()) }, model: openCall.model,
            answeredModel: counted?.facts.model)
        if let counted, readers.count > 1 { tell(.counted(counted.facts)) }
        guard loop.keepsUsage else { return }
        let request = question.request
        var event = UsageEvent(
            .call, time: WallClock.milliseconds(), requestID: request.requestID, layer: .provider, status: status,
            surface: question.surface,
            tool: question.isOwn ? OwnCall.tool : ClientConnection.tool(named: request.fields.userAgent).label,
            principal: request.admission.principal)
        event.part = calls
        event.provider = openCall.provider
        event.model = openCall.model
        event.session = request.fields.sessionName
        event.key = openCall.key.map { "\($0 + 1)" }
        event.duration = (NIODeadline.now() - openCall.began).nanoseconds / 1000
        event.identity = question.identity?.words.x ?? 0
        if isBroken { event.marks.insert(.broken) }
        if question.isHeldOut { event.marks.insert(.holdout) }
        if stripsUsage { event.marks.insert(.askedUsage) }
        if isBackground { event.marks.insert(.background) }
        if question.reading?.streams == true { event.marks.insert(.streamed) }
        if let counted {
            event.answeredModel = counted.facts.model
            event.counts = TokenCounts(counted.facts.usage ?? Usage())
            event.marks.insert(.counted)
            if counted.isEstimated { event.marks.insert(.estimated) }
        }
        loop.record(event)
    }

    /// What is billed for a call, and the provider's status, zero if there was none.
    ///
    /// A refusal costs nothing, and neither does a question that nobody began to answer.
    private func bill(
        _ call: OpenCall, _ facts: AnswerFacts?
    ) -> (status: Int, counted: (facts: AnswerFacts, isEstimated: Bool)?) {
        let status: Int
        var facts = facts
        switch progress {
        case .streaming(let head, let relay, _):
            status = head.status
            let shown = relay.facts
            // A stream without a single event of the format's is nobody's answer.
            guard facts != nil || relay.hasBegun || shown.model != nil || shown.usage != nil else {
                return (status, nil)
            }
            facts = facts ?? shown
        case .collecting(let head, let body):
            status = head.status
            if facts == nil, (200..<300).contains(status), Self.isBegunJSON(body) {
                // Half an answer, or none that can be read: its bytes tell how long it was.
                var some = AnswerFacts()
                some.writtenBytes = body.readableBytes
                facts = some
            }
        case .relaying(let head):
            status = head.status
            guard question.passage.map(Self.isBilled) ?? true else { return (status, nil) }
            var some = AnswerFacts()
            some.usage = call.tail.usage(source?.format ?? question.surface.format, tape: &loop.tape)
            some.hasUsage = some.usage != nil
            facts = some
        // Known answers come with their facts.
        case .waiting: status = facts == nil ? 0 : 200
        case .over: status = 0
        }
        guard (200..<300).contains(status), var facts else { return (status, nil) }
        guard !facts.hasUsage else { return (status, (facts, false)) }
        facts.estimate(question)
        return (status, (facts, true))
    }

    /// Whether a body began as an answer does; a web page in its place costs nothing.
    private static func isBegunJSON(_ body: ByteBuffer) -> Bool {
        guard let first = body.readableBytesView.first(where: { $0 > 0x20 }) else { return false }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    /// Whether what a passage asks for costs anything.
    static func isBilled(_ passage: Operation.Passage) -> Bool {
        switch passage {
        case .embeddings, .completions, .geminiOther: true
        case .messagesTokens, .geminiTokens, .storedResponses: false
        }
    }
}

extension AnswerFacts {
    /// Fills in what the provider did not tell: four bytes of text make a token.
    fileprivate mutating func estimate(_ question: Question) {
        var counts = usage ?? Usage()
        if counts.prompt == 0 {
            counts.input =
                question.reading?.conversation.map { TokenEstimate.count($0) }
                ?? (question.request.body.readableBytes + 3) / 4
        }
        counts.output = max(counts.output, (writtenBytes + 3) / 4)
        usage = counts
    }
}
