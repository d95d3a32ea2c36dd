// SPDX-License-Identifier: Apache-2.0

/// One item of a `response`'s output, both whole and in events.
enum ResponsesItem {
    /// The thinking: its summary in pieces, and its bytes where no summary is shown.
    case reasoning(id: String, summary: [String], encrypted: String?, hiddenBytes: Int)
    /// What the model says, or the words in which it declines; not whole when it was cut.
    case message(id: String, pieces: [String], isRefusal: Bool, isWhole: Bool)
    case call(id: String, AnswerContent.ToolCall)

    /// The item when it is done.
    var document: JSONValue {
        switch self {
        case .reasoning(let id, let summary, let encrypted, _):
            let parts: JSONValue = summary.isEmpty ? [] : [Self.summaryPart(summary.joined())]
            return Self.reasoning(id, summary: parts, encrypted: encrypted)
        case .message(let id, let pieces, let isRefusal, let isWhole):
            let part = Self.part(pieces.joined(), isRefusal: isRefusal)
            return Self.message(id, status: isWhole ? "completed" : "incomplete", content: [part])
        case .call(let id, let call):
            return Self.call(id, call, status: "completed", input: call.input)
        }
    }

    /// Adds the events that build the item up at that place of the output.
    func write(to events: inout ResponsesEvents, index: Int) {
        let place = ("output_index", JSONValue.int(index))
        let opened = opening
        events.add(
            "response.output_item.added", [place, ("item", opened.item)], kind: .opening,
            generatedBytes: opened.generatedBytes)
        switch self {
        case .reasoning(let id, let summary, _, _):
            if !summary.isEmpty {
                let inside: Place = [("item_id", .string(id)), place, ("summary_index", 0)]
                Self.writeSummary(summary, to: &events, place: inside)
            }
        case .message(let id, let pieces, let isRefusal, _):
            let inside: Place = [("item_id", .string(id)), place, ("content_index", 0)]
            Self.writeContent(pieces, isRefusal: isRefusal, to: &events, place: inside)
        case .call(let id, let call):
            Self.writeInput(of: call, to: &events, place: [("item_id", .string(id)), place])
        }
        events.add("response.output_item.done", [place, ("item", document)], kind: .closing)
    }

    private typealias Place = [(String, JSONValue)]

    /// The item before its first piece, and the bytes of generated text that it shows or hides.
    private var opening: (item: JSONValue, generatedBytes: Int) {
        switch self {
        case .reasoning(let id, _, let encrypted, let hidden):
            (Self.reasoning(id, summary: [], encrypted: encrypted.map { _ in "" }), hidden)
        case .message(let id, _, _, _):
            (Self.message(id, status: "in_progress", content: []), 0)
        case .call(let id, let call):
            (Self.call(id, call, status: "in_progress", input: ""), call.name.utf8.count)
        }
    }

    // MARK: - Events

    private static func writeSummary(_ pieces: [String], to events: inout ResponsesEvents, place: Place) {
        events.add(
            "response.reasoning_summary_part.added", place + [("part", summaryPart(""))], kind: .opening)
        for piece in pieces {
            events.add(
                "response.reasoning_summary_text.delta", place + [("delta", .string(piece))], kind: .delta,
                generatedBytes: piece.utf8.count)
        }
        let text = pieces.joined()
        events.add("response.reasoning_summary_text.done", place + [("text", .string(text))], kind: .closing)
        events.add("response.reasoning_summary_part.done", place + [("part", summaryPart(text))], kind: .closing)
    }

    private static func writeContent(
        _ pieces: [String], isRefusal: Bool, to events: inout ResponsesEvents, place: Place
    ) {
        let type = isRefusal ? "response.refusal" : "response.output_text"
        let logprobs: Place = isRefusal ? [] : [("logprobs", [])]
        let text = pieces.joined()
        events.add(
            "response.content_part.added", place + [("part", part("", isRefusal: isRefusal))], kind: .opening)
        for piece in pieces {
            events.add(
                type + ".delta", place + [("delta", .string(piece))] + logprobs, kind: .delta,
                generatedBytes: piece.utf8.count)
        }
        let whole = (isRefusal ? "refusal" : "text", JSONValue.string(text))
        events.add(type + ".done", place + [whole] + logprobs, kind: .closing)
        events.add(
            "response.content_part.done", place + [("part", part(text, isRefusal: isRefusal))], kind: .closing)
    }

    private static func writeInput(
        of call: AnswerContent.ToolCall, to events: inout ResponsesEvents, place: Place
    ) {
        let type = call.tool.isCustom ? "response.custom_tool_call_input" : "response.function_call_arguments"
        for piece in call.pieces {
            events.add(
                type + ".delta", place + [("delta", .string(piece))], kind: .delta, generatedBytes: piece.utf8.count)
        }
        let input = JSONValue.string(call.input)
        let whole: Place =
            call.tool.isCustom ? [("input", input)] : [("name", .string(call.name)), ("arguments", input)]
        events.add(type + ".done", place + whole, kind: .closing)
    }

    // MARK: - Documents

    private static func summaryPart(_ text: String) -> JSONValue { ["type": "summary_text", "text": .string(text)] }

    private static func part(_ text: String, isRefusal: Bool) -> JSONValue {
        isRefusal
            ? ["type": "refusal", "refusal": .string(text)]
            : ["type": "output_text", "annotations": [], "logprobs": [], "text": .string(text)]
    }

    private static func reasoning(_ id: String, summary: JSONValue, encrypted: String?) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init(key: "id", value: .string(id)), .init(key: "type", value: "reasoning"),
            .init(key: "summary", value: summary),
        ]
        if let encrypted { members.append(.init(key: "encrypted_content", value: .string(encrypted))) }
        return .object(members)
    }

    private static func message(_ id: String, status: String, content: JSONValue) -> JSONValue {
        [
            "id": .string(id), "type": "message", "status": .string(status), "content": content, "role": "assistant",
        ]
    }

    private static func call(
        _ id: String, _ call: AnswerContent.ToolCall, status: String, input: String
    ) -> JSONValue {
        let isCustom = call.tool.isCustom
        var members: [JSONValue.Member] = [
            .init(key: "id", value: .string(id)),
            .init(key: "type", value: isCustom ? "custom_tool_call" : "function_call"),
            .init(key: "status", value: .string(status)),
            .init(key: isCustom ? "input" : "arguments", value: .string(input)),
            .init(key: "call_id", value: .string(call.id)),
            .init(key: "name", value: .string(call.name)),
        ]
        if let namespace = call.tool.namespace {
            members.append(.init(key: "namespace", value: .string(namespace)))
        }
        return .object(members)
    }
}
