// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

/// What must hold for an answer that was kept and is asked for in another form.
struct AnswerRules {
    private static let now = 1_700_000_000

    private var tape = JSONTape()

    /// Checks all forms of an answer; `isKept` says whether the gateway would have kept it.
    ///
    /// An answer that would not have been kept is only written, not compared: nobody ever sees it.
    mutating func check(_ answer: Answer, isKept: Bool, _ summary: inout Summary) throws(Violation) {
        summarize(answer, &summary)
        let format = answer.origin
        let essence = Essence(answer, created: Self.now)
        for form in [AnswerCodec.Form.json, .stream(withUsage: true), .stream(withUsage: false)] {
            guard let bytes = AnswerCodec.encode(answer, format: format, form: form, now: Self.now) else {
                summary.add("not expressible")
                continue
            }
            guard isKept else { continue }
            let again: Answer?
            switch form {
            case .json:
                try requireJSON(bytes, "a whole answer")
                try requireKeepable(json: bytes, format)
                again = AnswerCodec.decode(json: bytes.span, format: format)
            case .stream:
                try requireReadable(stream: bytes, format, isWhole: Self.fits(answer))
                again = AnswerCodec.decode(stream: bytes.span, format: format)
            case .array: again = nil
            }
            guard var again else {
                // A reader of streams refuses what it could only join by guessing; the provider is asked then.
                try Violation.unless(form != .json, "a whole answer that was written can be read")
                summary.add("not joinable")
                continue
            }
            if form == .stream(withUsage: false), format == .openAIChat { again.usage = answer.usage }
            try Violation.unless(
                Essence(again, created: Self.now) == essence, "an answer says the same as \(form):\n\(answer)\n\(again)"
            )
        }
        try checkOtherFormats(answer, isKept)
    }

    private mutating func checkOtherFormats(_ answer: Answer, _ isKept: Bool) throws(Violation) {
        for format in WireFormat.allCases where format != answer.origin {
            for form in [AnswerCodec.Form.json, .stream(withUsage: true)] {
                guard let bytes = AnswerCodec.encode(answer, format: format, form: form, now: Self.now), isKept else {
                    continue
                }
                if form == .json {
                    try requireJSON(bytes, "an answer in another format")
                } else {
                    try requireReadable(stream: bytes, format, isWhole: Self.fits(answer))
                }
            }
        }
    }

    private mutating func requireJSON(_ bytes: [UInt8], _ what: String) throws(Violation) {
        do { try tape.scan(bytes.span) } catch {
            throw Violation(rule: "\(what) is JSON: \(error)\n\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    private mutating func requireKeepable(json bytes: [UInt8], _ format: WireFormat) throws(Violation) {
        let facts = AnswerInspector.facts(bytes.span, format: format, tape: &tape)
        try Violation.unless(facts?.isKeepable == true, "a kept answer written anew is one that could be kept")
    }

    /// Whether a stream of the answer can be kept in turn: the inspector counts choices up to 64.
    private static func fits(_ answer: Answer) -> Bool { answer.choices.allSatisfy { (0..<64).contains($0.index) } }

    private mutating func requireReadable(
        stream bytes: [UInt8], _ format: WireFormat, isWhole: Bool
    ) throws(Violation) {
        guard var inspector = StreamInspector(format: format) else { throw Violation(rule: "\(format) streams") }
        var splitter = SSESplitter()
        var last = StreamInspector.Verdict.fine
        while let event = splitter.next(in: bytes.span) {
            last = inspector.inspect(event, in: bytes.span, tape: &tape)
            try Violation.unless(
                last == .fine || last == .end,
                "each event of a written stream is readable, not \(last):\n\(String(decoding: bytes, as: UTF8.self))")
        }
        try Violation.unless(last == .end, "a written stream has its last event")
        try Violation.unless(splitter.incompleteStart == bytes.count, "a written stream holds whole events only")
        try Violation.unless(inspector.facts.isWhole || !isWhole, "a written stream is whole")
    }

    private func summarize(_ answer: Answer, _ summary: inout Summary) {
        summary.add(magnitude: answer.choices.count)
        summary.add(magnitude: answer.extras.count)
        summary.add(answer.usage == nil)
        for choice in answer.choices.prefix(3) {
            summary.add(choice.stopReason.isComplete)
            summary.add(magnitude: choice.extras.count)
            summary.add(magnitude: choice.messageExtras.count)
            for part in choice.parts.prefix(4) {
                switch part {
                case .text: summary.add(1)
                case .reasoning: summary.add(2)
                case .toolCall: summary.add(3)
                case .opaque: summary.add(4)
                }
            }
        }
    }
}
