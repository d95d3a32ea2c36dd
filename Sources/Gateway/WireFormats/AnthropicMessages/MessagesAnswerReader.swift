// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads a whole message.
enum MessagesAnswerReader {
    /// The steps of the answer in `body`; nil if it is none of this format.
    static func read(_ body: Span<UInt8>, _ tape: JSONTape) -> [AnswerEvent]? {
        let root = tape.root
        guard let type = tape.member("type", of: root, in: body), tape.matches(type, "message", in: body),
            let content = tape.member("content", of: root, in: body), tape.nodes[content].kind == .array
        else { return nil }
        var events = [begin(root, body, tape)]
        var parts = 0
        var sound = true
        tape.forEachElement(of: content) { element in
            guard let block = MessagesBlockReader(element, body, tape) else { return sound = false }
            events.append(.open(part: parts, choice: 0, block.part))
            if !block.text.isEmpty { events.append(.grow(part: parts, block.text)) }
            if !block.signature.isEmpty { events.append(.sign(part: parts, block.signature)) }
            events.append(.close(part: parts))
            parts += 1
        }
        guard sound else { return nil }
        if let usage = tape.member("usage", of: root, in: body).flatMap({ MessagesAnswerDecoder.usage($0, body, tape) }),
            usage != Usage()
        {
            events.append(.usage(usage))
        }
        let reason = MessagesWords.stopReason(tape.text("stop_reason", of: root, in: body) ?? "")
        events.append(.stop(choice: 0, reason, sequence: tape.text("stop_sequence", of: root, in: body)))
        events.append(.end)
        return events
    }

    /// The first step of the answer whose message stands at `message`.
    static func begin(_ message: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> AnswerEvent {
        .begin(
            id: tape.text("id", of: message, in: body) ?? "", model: tape.text("model", of: message, in: body) ?? "",
            created: nil)
    }
}
