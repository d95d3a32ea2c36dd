// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads a whole answer of the responses format.
enum ResponsesAnswerReader {
    /// The steps of the answer in `body`; nil if it is none of this format.
    static func read(_ body: Span<UInt8>, _ tape: JSONTape) -> [AnswerEvent]? {
        let root = tape.root
        guard tape.nodes[root].kind == .object, let status = tape.text("status", of: root, in: body),
            let output = tape.member("output", of: root, in: body), tape.nodes[output].kind == .array
        else { return nil }
        var events = [begin(root, body, tape)]
        if let failure = ResponsesErrorReader.failure(of: root, status: status, body, tape) {
            events.append(.failure(failure))
            return events
        }
        var parts = 0
        guard let calls = readItems(output, body, tape, &parts, into: &events) else { return nil }
        readEnd(root, status: status, calls: calls, body, tape, into: &events)
        return events
    }

    /// The first step of the answer whose object stands at `response`.
    static func begin(_ response: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> AnswerEvent {
        // Some providers tell fractions of seconds.
        let created = tape.member("created_at", of: response, in: body).flatMap { tape.number(at: $0, in: body) }
        return .begin(
            id: tape.text("id", of: response, in: body) ?? "", model: tape.text("model", of: response, in: body) ?? "",
            created: created.flatMap(Double.init).flatMap { Int(exactly: $0.rounded(.down)) })
    }

    /// The last steps of the answer whose object stands at `response`.
    static func readEnd(
        _ response: Int, status: String, calls: Bool, _ body: Span<UInt8>, _ tape: JSONTape,
        into events: inout [AnswerEvent]
    ) {
        if let usage = tape.member("usage", of: response, in: body).flatMap({ ResponsesWords.usage($0, body, tape) }) {
            events.append(.usage(usage))
        }
        let details = tape.member("incomplete_details", of: response, in: body)
        let reason = ResponsesWords.stopReason(
            status: status, details: details.flatMap { tape.text("reason", of: $0, in: body) }, calls: calls)
        events.append(.stop(choice: 0, reason, sequence: nil))
        events.append(.end)
    }

    /// Reads a list of items; whether tools were called, or nil if something is not of the format.
    static func readItems(
        _ output: Int, _ body: Span<UInt8>, _ tape: JSONTape, _ parts: inout Int, into events: inout [AnswerEvent]
    ) -> Bool? {
        var calls = false
        var sound = true
        tape.forEachElement(of: output) { item in
            let type = tape.text("type", of: item, in: body)
            if type == "function_call" || type == "custom_tool_call" { calls = true }
            if !readItem(item, type ?? "", body, tape, &parts, into: &events) { sound = false }
        }
        return sound ? calls : nil
    }

    private static func readItem(
        _ item: Int, _ type: String, _ body: Span<UInt8>, _ tape: JSONTape, _ parts: inout Int,
        into events: inout [AnswerEvent]
    ) -> Bool {
        func whole(_ content: Part.Content, _ text: String, signature: String? = nil) {
            events.append(.open(part: parts, choice: 0, Part(content)))
            if !text.isEmpty { events.append(.grow(part: parts, text)) }
            if let signature { events.append(.sign(part: parts, signature)) }
            events.append(.close(part: parts))
            parts += 1
        }
        switch type {
        case "message":
            guard let contents = tape.member("content", of: item, in: body) else { return false }
            tape.forEachElement(of: contents) { part in
                if let (content, text) = content(part, body, tape) { whole(content, text) }
            }
        case "reasoning":
            let text = ResponsesRequestDecoder.thoughts(item, tape, body)
            let signature = tape.text("encrypted_content", of: item, in: body)
            if !text.isEmpty || signature != nil {
                whole(.reasoning(Reasoning(text: "")), text, signature: signature)
            }
        case "function_call", "custom_tool_call":
            guard let (call, input) = call(item, body, tape) else { return false }
            whole(.toolCall(call), input)
        case "": return false
        default: whole(.opaque(type: type, json: tape.raw(item, in: body)), "")
        }
        return true
    }

    /// A message's part as it is before it grows, and its text; nil for a kind that is not known.
    static func content(_ part: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> (Part.Content, text: String)? {
        guard let type = tape.member("type", of: part, in: body) else { return nil }
        if tape.matches(type, "output_text", in: body) {
            return (.text(""), tape.text("text", of: part, in: body) ?? "")
        }
        if tape.matches(type, "refusal", in: body) {
            return (.refusal(""), tape.text("refusal", of: part, in: body) ?? "")
        }
        return nil
    }

    /// The call that an item is, as it is before it grows, and its input; nil if it has no name.
    static func call(_ item: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> (ToolCall, input: String)? {
        guard let type = tape.member("type", of: item, in: body), let name = tape.text("name", of: item, in: body)
        else { return nil }
        let isCustom = tape.matches(type, "custom_tool_call", in: body)
        let id = tape.text("call_id", of: item, in: body) ?? tape.text("id", of: item, in: body) ?? ""
        let call = ToolCall(
            id: id, name: name, namespace: tape.text("namespace", of: item, in: body), isCustom: isCustom, input: "")
        return (call, tape.text(isCustom ? "input" : "arguments", of: item, in: body) ?? "")
    }
}
