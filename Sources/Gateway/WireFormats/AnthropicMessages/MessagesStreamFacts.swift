// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What the events of a messages stream have shown so far.
struct MessagesStreamFacts: Sendable {
    private var started = false
    private var openBlocks = 0
    private var stoppedWhole = false
    private var hasContent = false
    private var hasUsage = false
    private var usage: Usage?
    private var model: String?
    private var writtenBytes = 0
    /// The text that the last event told, if that was all that it told.
    private(set) var plainText: Range<Int>?
    private var failed = false
    private var ended = false
    /// Whether a block has said something, or the message told why it stopped.
    private(set) var hasBegun = false

    var facts: AnswerFacts {
        var facts = AnswerFacts()
        facts.failed = failed
        facts.isWhole = started && ended && stoppedWhole && openBlocks == 0
        facts.hasContent = hasContent
        facts.hasUsage = hasUsage
        facts.usage = usage
        facts.model = model
        facts.writtenBytes = writtenBytes
        return facts
    }

    mutating func inspect(_ data: Span<UInt8>, _ tape: inout JSONTape) -> StreamInspector.Verdict {
        plainText = nil
        do { try tape.scan(data) } catch { return .malformed }
        guard let type = tape.member("type", of: tape.root, in: data) else { return .malformed }
        if tape.matches(type, "content_block_delta", in: data) {
            hasBegun = true
            if let delta = tape.member("delta", of: tape.root, in: data) {
                if !hasContent { hasContent = MessagesAnswerFacts.saysSomething(delta, data, tape) }
                let bytes = UsageWords.textBytes(of: delta, data, tape)
                writtenBytes += bytes
                if let text = tape.member("text", of: delta, in: data) {
                    let place = tape.plainText(at: text)
                    if bytes > 0, place?.count == bytes { plainText = place }
                }
            }
        } else if tape.matches(type, "content_block_start", in: data) {
            openBlocks += 1
            if let block = tape.member("content_block", of: tape.root, in: data),
                MessagesAnswerFacts.saysSomething(block, data, tape)
            {
                hasContent = true
                if let name = tape.member("name", of: block, in: data) {
                    writtenBytes += UsageWords.textBytes(of: name, data, tape)
                }
            }
        } else if tape.matches(type, "content_block_stop", in: data) {
            openBlocks -= 1
        } else if tape.matches(type, "message_start", in: data) {
            started = true
            if let message = tape.member("message", of: tape.root, in: data) {
                model = tape.text("model", of: message, in: data)
                count(message, data, tape)
            }
        } else if tape.matches(type, "message_delta", in: data) {
            hasBegun = true
            if let delta = tape.member("delta", of: tape.root, in: data),
                let reason = tape.member("stop_reason", of: delta, in: data)
            {
                stoppedWhole = MessagesWords.isWhole(reason, data, tape)
            }
            hasUsage = count(tape.root, data, tape) || hasUsage
        } else if tape.matches(type, "message_stop", in: data) {
            ended = true
            return .end
        } else if tape.matches(type, "error", in: data) {
            failed = true
            return .failure
        }
        return .fine
    }

    /// Takes in an event that differs from an earlier one with a ``plainText`` in that text alone, which has `bytes` now.
    mutating func take(textBytes bytes: Int) { writtenBytes += bytes }

    /// Takes in the token counts of `object`; false if it has none.
    @discardableResult
    private mutating func count(_ object: Int, _ data: Span<UInt8>, _ tape: JSONTape) -> Bool {
        guard let counts = tape.member("usage", of: object, in: data),
            let later = MessagesAnswerDecoder.usage(counts, data, tape)
        else { return false }
        usage = usage.map { MessagesWords.merged(later, into: $0) } ?? later
        return true
    }
}
