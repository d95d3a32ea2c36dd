// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Looks at a whole chat completion.
enum ChatAnswerFacts {
    static func facts(_ body: Span<UInt8>, _ tape: JSONTape) -> AnswerFacts {
        var facts = AnswerFacts()
        if let error = tape.member("error", of: tape.root, in: body), tape.nodes[error].kind != .null {
            facts.failed = true
        }
        if let usage = tape.member("usage", of: tape.root, in: body) {
            facts.usage = ChatAnswerDecoder.usage(usage, body, tape)
            facts.hasUsage = facts.usage != nil
            facts.usage?.tier = UsageWords.tier(of: tape.root, body, tape)
        }
        facts.model = tape.text("model", of: tape.root, in: body)
        guard let choices = tape.member("choices", of: tape.root, in: body), tape.nodes[choices].kind == .array else {
            return facts
        }
        var count = 0
        var whole = 0
        tape.forEachElement(of: choices) { choice in
            count += 1
            if let reason = tape.member("finish_reason", of: choice, in: body), ChatWords.isWhole(reason, body, tape) {
                whole += 1
            }
            if let message = tape.member("message", of: choice, in: body), saysSomething(message, body, tape) {
                facts.hasContent = true
            }
        }
        facts.isWhole = count > 0 && whole == count
        return facts
    }

    private static func saysSomething(_ message: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> Bool {
        for name in ["content", "tool_calls", "refusal", "function_call", "audio"] as [StaticString] {
            guard let value = tape.member(name, of: message, in: body) else { continue }
            let node = tape.nodes[value]
            switch node.kind {
            case .string: if node.end > node.start { return true }
            case .array: if Int(node.next) > value + 1 { return true }
            case .object: return true
            default: break
            }
        }
        return false
    }
}
