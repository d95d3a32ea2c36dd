// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What the chunks of a chat completion stream have shown so far.
struct ChatStreamFacts: Sendable {
    /// Choices by index, one bit each; a stream with a higher index is never kept.
    private var seen: UInt64 = 0
    private var stopped: UInt64 = 0
    private var cut = false
    private var hasContent = false
    private var usage: Usage?
    private var model: String?
    private var writtenBytes = 0
    /// Whether to find where token counts are told.
    var placesUsage = false
    /// The member with the token counts in the last chunk, its comma included.
    private(set) var usagePlace: Range<Int>?
    /// Whether the last chunk was there for token counts alone.
    private(set) var tellsUsageOnly = false
    /// The text that the last chunk told, if that was all that it told.
    private(set) var plainText: Range<Int>?
    private var failed = false
    private var ended = false

    /// Whether a chunk said something, thoughts included, or told why a choice stopped.
    private(set) var hasBegun = false

    var hasStopped: Bool { seen != 0 && seen == stopped }

    var facts: AnswerFacts {
        var facts = AnswerFacts()
        facts.failed = failed
        facts.isWhole = ended && !cut && seen != 0 && seen == stopped
        facts.hasContent = hasContent
        facts.hasUsage = usage != nil
        facts.usage = usage
        facts.model = model
        facts.writtenBytes = writtenBytes
        return facts
    }

    mutating func inspect(_ data: Span<UInt8>, _ tape: inout JSONTape) -> StreamInspector.Verdict {
        usagePlace = nil
        tellsUsageOnly = false
        plainText = nil
        if ChatWords.isDone(data) {
            ended = true
            return .end
        }
        do { try tape.scan(data) } catch { return .malformed }
        guard tape.nodes[tape.root].kind == .object else { return .malformed }
        if let error = tape.member("error", of: tape.root, in: data), tape.nodes[error].kind != .null {
            failed = true
            return .failure
        }
        var hasCounts = false
        if let counts = tape.member("usage", of: tape.root, in: data), tape.nodes[counts].kind == .object {
            hasCounts = true
            usage = ChatAnswerDecoder.usage(counts, data, tape)
            usage?.tier = UsageWords.tier(of: tape.root, data, tape)
        }
        if placesUsage { placeUsage(data, tape) }
        if model == nil { model = tape.text("model", of: tape.root, in: data) }
        if let choices = tape.member("choices", of: tape.root, in: data) {
            var count = 0
            tape.forEachElement(of: choices) {
                choice($0, data, tape)
                count += 1
            }
            if count > 1 { plainText = nil }
        }
        if hasCounts || usagePlace != nil { plainText = nil }
        return .fine
    }

    /// Takes in a chunk that differs from an earlier one with a ``plainText`` in that text alone, which has `bytes` now.
    mutating func take(textBytes bytes: Int) {
        usagePlace = nil
        tellsUsageOnly = false
        writtenBytes += bytes
    }

    private mutating func placeUsage(_ data: Span<UInt8>, _ tape: JSONTape) {
        guard let counts = tape.member("usage", of: tape.root, in: data) else { return }
        if tape.nodes[counts].kind == .object, let choices = tape.member("choices", of: tape.root, in: data),
            tape.nodes[choices].kind == .array, Int(tape.nodes[choices].next) == choices + 1
        {
            tellsUsageOnly = true
            return
        }
        // From the comma before the name to the value's end, or from the name to the comma after the value.
        var start = Int(tape.nodes[counts - 1].start) - 1
        var end = tape.range(of: counts).upperBound
        var before = start - 1
        while before >= 0, data[before] <= 0x20 { before -= 1 }
        if before >= 0, data[before] == UInt8(ascii: ",") {
            start = before
        } else {
            while end < data.count, data[end] <= 0x20 { end += 1 }
            if end < data.count, data[end] == UInt8(ascii: ",") { end += 1 }
        }
        usagePlace = start..<end
    }

    private mutating func choice(_ choice: Int, _ data: Span<UInt8>, _ tape: JSONTape) {
        var index = 0
        if let node = tape.member("index", of: choice, in: data) { index = tape.integer(at: node, in: data) ?? 64 }
        guard (0..<64).contains(index) else {
            cut = true
            return
        }
        seen |= 1 << UInt64(index)
        if let delta = tape.member("delta", of: choice, in: data) { content(delta, data, tape) }
        if let reason = tape.member("finish_reason", of: choice, in: data), tape.nodes[reason].kind != .null {
            stopped |= 1 << UInt64(index)
            hasBegun = true
            plainText = nil
            if !ChatWords.isWhole(reason, data, tape) { cut = true }
        }
    }

    private mutating func content(_ delta: Int, _ data: Span<UInt8>, _ tape: JSONTape) {
        let bytes = UsageWords.textBytes(of: delta, data, tape)
        writtenBytes += bytes
        if let text = tape.member("content", of: delta, in: data) {
            let place = tape.plainText(at: text)
            if bytes > 0, place?.count == bytes { plainText = place }
        }
        guard !hasContent else { return }
        if !hasBegun {
            tape.forEachMember(of: delta) { key, value in
                let node = tape.nodes[value]
                let says = node.kind == .string ? node.end > node.start : node.kind == .object || node.kind == .array
                if says, !tape.matches(key, "role", in: data) { hasBegun = true }
            }
        }
        for name in ["content", "tool_calls", "refusal", "function_call"] as [StaticString] {
            guard let value = tape.member(name, of: delta, in: data) else { continue }
            let node = tape.nodes[value]
            switch node.kind {
            case .string where node.end > node.start, .object: hasContent = true
            case .array where Int(node.next) > value + 1: hasContent = true
            default: break
            }
        }
    }
}
