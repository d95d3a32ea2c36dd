// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Looks at a whole message.
enum MessagesAnswerFacts {
    static func facts(_ body: Span<UInt8>, _ tape: JSONTape) -> AnswerFacts {
        var facts = AnswerFacts()
        if let type = tape.member("type", of: tape.root, in: body) {
            facts.failed = !tape.matches(type, "message", in: body)
        }
        if let usage = tape.member("usage", of: tape.root, in: body) {
            facts.usage = MessagesAnswerDecoder.usage(usage, body, tape)
            facts.hasUsage = facts.usage != nil
        }
        facts.model = tape.text("model", of: tape.root, in: body)
        if let reason = tape.member("stop_reason", of: tape.root, in: body) {
            facts.isWhole = MessagesWords.isWhole(reason, body, tape)
        }
        guard let content = tape.member("content", of: tape.root, in: body), tape.nodes[content].kind == .array else {
            facts.isWhole = false
            return facts
        }
        tape.forEachElement(of: content) { block in
            if saysSomething(block, body, tape) { facts.hasContent = true }
        }
        return facts
    }

    /// Whether the content block, or the piece of one, at `index` is there for more than an empty text.
    static func saysSomething(_ index: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> Bool {
        if let text = tape.member("text", of: index, in: body) {
            let node = tape.nodes[text]
            return node.kind == .string && node.end > node.start
        }
        guard let type = tape.member("type", of: index, in: body) else { return true }
        return !tape.matches(type, "text", in: body) && !tape.matches(type, "text_delta", in: body)
    }
}
