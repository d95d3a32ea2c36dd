// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Looks at a whole answer of the responses format.
enum ResponsesAnswerFacts {
    static func facts(_ body: Span<UInt8>, _ tape: JSONTape) -> AnswerFacts { facts(of: tape.root, body, tape) }

    /// What the answer whose object stands at `response` shows.
    static func facts(of response: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> AnswerFacts {
        var facts = AnswerFacts()
        if let error = tape.member("error", of: response, in: body), !tape.isNull(error) { facts.failed = true }
        if let status = tape.member("status", of: response, in: body) {
            if tape.matches(status, "failed", in: body) { facts.failed = true }
            facts.isWhole = tape.matches(status, "completed", in: body)
        }
        if let details = tape.member("incomplete_details", of: response, in: body), !tape.isNull(details) {
            facts.isWhole = false
        }
        if let usage = tape.member("usage", of: response, in: body) {
            facts.usage = ResponsesWords.usage(usage, body, tape)
            facts.hasUsage = facts.usage != nil
            facts.usage?.tier = UsageWords.tier(of: response, body, tape)
        }
        facts.model = tape.text("model", of: response, in: body)
        guard let output = tape.member("output", of: response, in: body), tape.nodes[output].kind == .array else {
            facts.isWhole = false
            return facts
        }
        tape.forEachElement(of: output) { item in
            if saysSomething(item, body, tape) { facts.hasContent = true }
        }
        return facts
    }

    /// Whether an item is more than thoughts or an empty message.
    static func saysSomething(_ item: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> Bool {
        guard let type = tape.member("type", of: item, in: body) else { return false }
        if tape.matches(type, "reasoning", in: body) { return false }
        guard tape.matches(type, "message", in: body) else { return true }
        guard let content = tape.member("content", of: item, in: body) else { return false }
        var says = false
        tape.forEachElement(of: content) { part in
            for name in ["text", "refusal"] as [StaticString] {
                guard let text = tape.member(name, of: part, in: body) else { continue }
                if tape.nodes[text].end > tape.nodes[text].start { says = true }
            }
        }
        return says
    }
}
