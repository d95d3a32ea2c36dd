// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

/// What must hold for a streamed answer.
struct StreamRules {
    static let tokens = ["data: ", "data: [DONE]", "event: ", "\n\n", "\r\n", ": remark", "data: {}"]

    private var tape = JSONTape()
    private var answers = AnswerRules()
    private var translations = TranslatedAnswerRules()

    /// Watches the stream as the gateway would, and reads it if the gateway would have kept it.
    mutating func check(_ input: [UInt8], _ format: WireFormat) throws(Violation) -> Summary {
        var summary = Summary()
        guard var inspector = StreamInspector(format: format) else { throw Violation(rule: "\(format) streams") }
        var splitter = SSESplitter()
        var isClean = true
        var hasEnded = false
        var events = 0
        while let event = splitter.next(in: input.span) {
            let verdict = inspector.inspect(event, in: input.span, tape: &tape)
            if events < 12 { summary.add(Self.number(verdict)) }
            events += 1
            if verdict == .end { hasEnded = true }
            // The gateway cuts a stream at an unreadable event unless the last event has passed.
            if verdict == .malformed, !hasEnded { isClean = false }
        }
        summary.add(inspector.hasStopped)
        let facts = inspector.facts
        summary.add(facts.hasContent)
        summary.add(facts.hasUsage)
        let isOver = hasEnded || inspector.endsByItself && inspector.hasStopped
        try Violation.unless(!facts.isKeepable || isOver, "a stream without its last event is not kept")
        if let answer = AnswerCodec.decode(stream: input.span, format: format) {
            try answers.check(answer, isKept: isClean && facts.isKeepable, &summary)
        }
        try translations.check(stream: input, format, &summary)
        return summary
    }

    private static func number(_ verdict: StreamInspector.Verdict) -> Int {
        switch verdict {
        case .fine: 1
        case .end: 2
        case .failure: 3
        case .malformed: 4
        }
    }
}
