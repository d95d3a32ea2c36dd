// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What the chunks of a streamed answer have shown so far.
struct GeminiStreamFacts: Sendable {
    /// Candidates by index, one bit each; a stream with a higher index is never kept.
    private var seen: UInt64 = 0
    private var stopped: UInt64 = 0
    private var cut = false
    private var hasContent = false
    private var usage: Usage?
    private var model: String?
    private var writtenBytes = 0
    private var failed = false

    /// Whether a candidate said something, thoughts included, or told why it stopped.
    private(set) var hasBegun = false

    /// Whether all candidates told why they stopped. The format has no last event: after this the upstream may end.
    var hasStopped: Bool { seen != 0 && seen == stopped }

    var facts: AnswerFacts {
        var facts = AnswerFacts()
        facts.failed = failed
        facts.isWhole = hasStopped && !cut
        facts.hasContent = hasContent
        // The counts grow from chunk to chunk; those of the last one count.
        facts.hasUsage = usage != nil && (hasStopped || cut)
        facts.usage = usage
        facts.model = model
        facts.writtenBytes = writtenBytes
        return facts
    }

    mutating func inspect(_ data: Span<UInt8>, _ tape: inout JSONTape) -> StreamInspector.Verdict {
        do { try tape.scan(data) } catch { return .malformed }
        guard tape.nodes[tape.root].kind == .object else { return .malformed }
        look(data, tape)
        return failed ? .failure : .fine
    }

    /// Takes in one chunk, or a whole answer, that is scanned already.
    mutating func look(_ data: Span<UInt8>, _ tape: JSONTape) {
        if let error = tape.member("error", of: tape.root, in: data), !tape.isNull(error) {
            failed = true
            return
        }
        if let counts = GeminiFields.member("usageMetadata", "usage_metadata", of: tape.root, tape, data) {
            usage = GeminiUsage.read(counts, tape, data) ?? usage
        }
        if model == nil {
            model = GeminiFields.member("modelVersion", "model_version", of: tape.root, tape, data)
                .flatMap { tape.string(at: $0, in: data) }
        }
        if let feedback = GeminiFields.member("promptFeedback", "prompt_feedback", of: tape.root, tape, data),
            let reason = GeminiFields.member("blockReason", "block_reason", of: feedback, tape, data),
            !tape.isNull(reason)
        {
            cut = true
            hasBegun = true
        }
        if let candidates = tape.member("candidates", of: tape.root, in: data) {
            tape.forEachElement(of: candidates) { candidate($0, data, tape) }
        }
    }

    private mutating func candidate(_ candidate: Int, _ data: Span<UInt8>, _ tape: JSONTape) {
        var index = 0
        if let node = tape.member("index", of: candidate, in: data) { index = tape.integer(at: node, in: data) ?? 64 }
        guard (0..<64).contains(index) else {
            cut = true
            return
        }
        seen |= 1 << UInt64(index)
        if let content = tape.member("content", of: candidate, in: data),
            let parts = tape.member("parts", of: content, in: data)
        {
            tape.forEachElement(of: parts) { part in
                hasBegun = true
                writtenBytes += UsageWords.textBytes(of: part, data, tape)
                if !hasContent { hasContent = Self.saysSomething(part, data, tape) }
            }
        }
        if let reason = GeminiFields.member("finishReason", "finish_reason", of: candidate, tape, data),
            GeminiWords.isReason(reason, data, tape)
        {
            stopped |= 1 << UInt64(index)
            hasBegun = true
            if !GeminiWords.isWhole(reason, data, tape) { cut = true }
        }
    }

    /// Whether a part is more than a thought, an empty text or a signature.
    private static func saysSomething(_ part: Int, _ data: Span<UInt8>, _ tape: JSONTape) -> Bool {
        if tape.flag("thought", of: part, in: data) == true { return false }
        if let text = tape.member("text", of: part, in: data) { return tape.nodes[text].end > tape.nodes[text].start }
        var saysSomething = false
        tape.forEachMember(of: part) { _, value in
            if tape.nodes[value].kind == .object { saysSomething = true }
        }
        return saysSomething
    }
}
