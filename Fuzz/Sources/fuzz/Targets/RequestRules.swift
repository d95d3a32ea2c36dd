// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import WireFormats

/// What must hold for a request body on every surface.
struct RequestRules {
    /// A body read: its facts and the whole canonical text instead of a digest of it.
    typealias Finding = (reading: RequestReading, identity: [UInt8]?)

    private var translations = TranslatedRequestRules()
    private var reader = RequestReader(limits: JSONLimits(depth: 64, values: 1 << 18))

    /// Reads `input` and checks all that has to do with its identity.
    mutating func check(
        _ input: [UInt8], _ surface: Surface, _ summary: inout Summary
    ) throws(Violation) -> RequestReading? {
        var random = SeededNumbers(from: input)
        let context = Self.context(surface, &random)
        let first: Finding
        do {
            first = try reader.read(input.span, in: context) { $0 }
        } catch {
            summary.add(error.code)
            try Violation.unless(error.status == 400, "a body that cannot be read is the client's mistake")
            return nil
        }
        summarize(first.reading, &summary)
        try translations.check(first.reading, &summary)
        let again = try read(input, context, "a body is readable twice")
        try Violation.unless(again == first.identity, "the same body has the same identity")
        guard let identity = first.identity else { return first.reading }
        try Violation.unless(first.reading.caching == .allowed, "only what may be kept has an identity")
        let spaced = Respelling.spaced(input, &random)
        try Violation.unless(
            try read(spaced, context, "white space breaks nothing") == identity, "white space is not in the identity")
        if let respelled = Respelling.escaped(input, &random) {
            try Violation.unless(
                try read(respelled, context, "an escape breaks nothing") == identity,
                "how a string is spelled is not in the identity")
        }
        if let other = otherQuestion(input, surface) {
            try Violation.unless(
                try read(other, context, "a longer question is readable") != identity,
                "another question has another identity")
        }
        var stranger = context
        stranger.principal = .key(Fingerprint(words: [1, 2, 3, 4]))
        try Violation.unless(
            try read(input, stranger, "a stranger may ask the same") != identity,
            "nobody shares an identity with another principal")
        try subject(first.reading, &summary)
        return first.reading
    }

    /// What of a request may be compared by meaning, as it is kept on disk.
    private func subject(_ reading: RequestReading, _ summary: inout Summary) throws(Violation) {
        let subject: SemanticSubject
        do throws(SemanticSkip) {
            subject = try SemanticSubject(reading) { Digest.of($0) }
        } catch {
            return summary.add(error.rawValue)
        }
        try Violation.unless(
            SemanticSubject(bytes: subject.bytes) == subject, "a question that was written down is the same when read")
    }

    private mutating func read(
        _ body: [UInt8], _ context: RequestContext, _ rule: String
    ) throws(Violation) -> [UInt8]? {
        do {
            return try reader.read(body.span, in: context) { $0 }.identity
        } catch {
            throw Violation(rule: "\(rule): \(error.message)")
        }
    }

    private func summarize(_ reading: RequestReading, _ summary: inout Summary) {
        switch reading.caching {
        case .allowed: summary.add(1)
        case .providerState: summary.add(2)
        case .unusableSession: summary.add(3)
        case .unknownShape: summary.add(4)
        }
        summary.add(reading.streams)
        summary.add(reading.wantsStreamUsage)
        summary.add(reading.model == nil)
        summary.add(reading.resolvedModel == reading.model)
        summary.add(reading.promptRange == nil)
    }

    private static func context(_ surface: Surface, _ random: inout SeededNumbers) -> RequestContext {
        var context = RequestContext(surface: surface, principal: .local)
        if random.once(in: 4) { context.sessions = ["run-7"] }
        if random.once(in: 4) { context.aliases = ["fast": "small-model", "m": "large-model"] }
        if random.once(in: 3) { context.defaultModel = "house-model" }
        if surface == .gemini {
            context.pathModel = "m"
            context.pathStreams = random.once(in: 2)
        }
        if surface == .messages { context.anthropicVersion = random.once(in: 2) ? "2023-06-01" : "2031-01-01" }
        return context
    }

    /// The body with one more letter at the end of its last question; nil where that is not plain text.
    private func otherQuestion(_ body: [UInt8], _ surface: Surface) -> [UInt8]? {
        var tape = JSONTape()
        do { try tape.scan(body.span) } catch { return nil }
        var question: Int?
        if surface == .native {
            question = tape.member("prompt", of: tape.root, in: body.span)
        } else if surface == .gemini || surface == .responses {
            return nil
        } else if let messages = tape.member("messages", of: tape.root, in: body.span) {
            tape.forEachElement(of: messages) { question = tape.member("content", of: $0, in: body.span) }
        }
        guard let question, tape.nodes[question].kind == .string else { return nil }
        var longer = body
        longer.insert(UInt8(ascii: "x"), at: Int(tape.nodes[question].end))
        return longer
    }
}
