// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What the events of a stream of the responses format have shown so far.
struct ResponsesStreamFacts: Sendable {
    private(set) var facts = AnswerFacts()
    private var isOver = false
    /// Whether something was said, thoughts included, or the response has ended.
    private(set) var hasBegun = false

    mutating func inspect(_ data: Span<UInt8>, _ tape: inout JSONTape) -> StreamInspector.Verdict {
        // Some servers end as chat completions do; it adds nothing.
        if isOver, data.count == 6, data[0] == UInt8(ascii: "[") { return .fine }
        do { try tape.scan(data) } catch { return .malformed }
        let root = tape.root
        if let error = tape.member("error", of: root, in: data), !tape.isNull(error) { return fail() }
        guard let type = tape.member("type", of: root, in: data) else { return .malformed }
        func matches(_ name: StaticString) -> Bool { tape.matches(type, name, in: data) }
        if matches("response.output_text.delta") || matches("response.function_call_arguments.delta")
            || matches("response.custom_tool_call_input.delta") || matches("response.refusal.delta")
        {
            facts.hasContent = true
            hasBegun = true
            if let delta = tape.member("delta", of: root, in: data) {
                facts.writtenBytes += UsageWords.textBytes(of: delta, data, tape)
            }
        } else if matches("response.output_item.done") {
            hasBegun = true
            if let item = tape.member("item", of: root, in: data),
                ResponsesAnswerFacts.saysSomething(item, data, tape)
            {
                facts.hasContent = true
            }
        } else if matches("response.completed") || matches("response.incomplete") || matches("response.cancelled") {
            hasBegun = true
            return end(isCompleted: matches("response.completed"), data, tape)
        } else if matches("response.failed") || matches("error") {
            return fail()
        } else if !hasBegun, !isPreparation(matches) {
            hasBegun = true
        }
        if facts.model == nil, let response = tape.member("response", of: root, in: data) {
            facts.model = tape.text("model", of: response, in: data)
        }
        return .fine
    }

    /// Whether an event only says that an answer is being made.
    private func isPreparation(_ matches: (StaticString) -> Bool) -> Bool {
        matches("response.created") || matches("response.in_progress") || matches("response.queued")
            || matches("response.output_item.added") || matches("response.content_part.added")
            || matches("response.reasoning_summary_part.added") || matches("keepalive") || matches("ping")
    }

    private mutating func end(
        isCompleted: Bool, _ data: Span<UInt8>, _ tape: JSONTape
    ) -> StreamInspector.Verdict {
        guard let response = tape.member("response", of: tape.root, in: data) else { return .malformed }
        let last = ResponsesAnswerFacts.facts(of: response, data, tape)
        isOver = true
        facts.hasUsage = last.hasUsage
        facts.usage = last.usage
        facts.model = last.model ?? facts.model
        facts.hasContent = facts.hasContent || last.hasContent
        facts.isWhole = isCompleted && last.isWhole
        return last.failed ? fail() : .end
    }

    private mutating func fail() -> StreamInspector.Verdict {
        facts.failed = true
        return .failure
    }
}
