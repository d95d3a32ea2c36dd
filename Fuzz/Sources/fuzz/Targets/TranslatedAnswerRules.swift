// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

/// What must hold for an answer on its way to a client of another family.
struct TranslatedAnswerRules {
    private var tape = JSONTape()
    private static let context = AnswerContext(now: 1_700_000_000, seed: "fuzz1")
    private static let formats: [WireFormat] = [.openAIChat, .openAIResponses, .anthropicMessages, .gemini]

    /// A whole answer becomes JSON, and a stream that ends, in every format.
    mutating func check(json input: [UInt8], _ format: WireFormat, _ summary: inout Summary) throws(Violation) {
        for client in Self.formats where client != format {
            var translation = AnswerTranslation(from: format, to: client, context: Self.context)
            guard let body = translation.json(input.span, tape: &tape) else {
                summary.add(1)
                continue
            }
            do { try tape.scan(body.span) } catch { throw Violation(rule: "a translated answer is JSON: \(error)") }
            summary.add(magnitude: tape.nodes.count)
            let stream = translation.stream(input.span, tape: &tape) ?? []
            try checkEvents(stream)
            try checkReplays(input, .init(format, .json), client)
        }
    }

    /// A stream becomes events that can be read, in every format; the pieces in which it comes do not count.
    mutating func check(stream input: [UInt8], _ format: WireFormat, _ summary: inout Summary) throws(Violation) {
        for client in Self.formats where client != format {
            var whole = AnswerTranslation(from: format, to: client, context: Self.context)
            var bytes = whole.take(input.span, tape: &tape)
            bytes += whole.finish()
            try checkEvents(bytes)
            var pieces = AnswerTranslation(from: format, to: client, context: Self.context)
            var joined: [UInt8] = []
            var splitter = SSESplitter()
            while let event = splitter.next(in: input.span) {
                joined += pieces.take(input.span.extracting(event.range), tape: &tape)
            }
            joined += pieces.finish()
            try Violation.unless(joined == bytes, "a stream translates the same in pieces")
            if whole.hasEnded { try checkReplays(input, .init(format, .stream(withUsage: true)), client) }
            summary.add(whole.hasEnded)
            summary.add(whole.hasFailed)
            summary.add(magnitude: bytes.count)
        }
    }

    /// A kept answer in another shape is what that shape is.
    private mutating func checkReplays(
        _ input: [UInt8], _ shape: AnswerCodec.Shape, _ client: WireFormat
    ) throws(Violation) {
        let context = Self.context
        if let body = AnswerCodec.convert(input.span, from: shape, to: .init(client, .json), context: context) {
            do { try tape.scan(body.span) } catch { throw Violation(rule: "a replayed answer is JSON: \(error)") }
        }
        if let body = AnswerCodec.convert(
            input.span, from: shape, to: .init(client, .stream(withUsage: true)), context: context)
        {
            try checkEvents(body)
        }
        if client == .gemini,
            let body = AnswerCodec.convert(input.span, from: shape, to: .init(client, .array), context: context)
        {
            do { try tape.scan(body.span) } catch { throw Violation(rule: "a replayed array is JSON: \(error)") }
        }
    }

    private mutating func checkEvents(_ bytes: [UInt8]) throws(Violation) {
        var splitter = SSESplitter()
        while let event = splitter.next(in: bytes.span) {
            guard let data = event.data, event.moreData.isEmpty else {
                throw Violation(rule: "an event has one data line")
            }
            if bytes[data].elementsEqual("[DONE]".utf8) { continue }
            do { try tape.scan(bytes.span.extracting(data)) } catch {
                throw Violation(rule: "a translated event is JSON: \(error)")
            }
        }
        try Violation.unless(splitter.incompleteStart == bytes.count, "a translated stream ends with a whole event")
    }
}
