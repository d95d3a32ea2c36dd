// SPDX-License-Identifier: Apache-2.0

/// Writes an answer as one of OpenAI's `response`s, or as the typed events of its stream.
struct OpenAIResponsesWriter {
    let request: GenerationRequest
    let content: AnswerContent
    let prompt: PromptBill
    /// The time of the answer in seconds since 1970.
    let created: Int

    /// The whole answer as one document.
    func document() -> JSONValue {
        response(status: isComplete ? "completed" : "incomplete", output: .array(items.map(\.document)), usage: usage)
    }

    /// The answer as a stream.
    func frames() -> [StreamFrame] {
        var events = ResponsesEvents()
        let begun = response(status: "in_progress", output: [], usage: .null)
        events.add("response.created", [("response", begun)], kind: .opening)
        events.add("response.in_progress", [("response", begun)], kind: .opening)
        for (index, item) in items.enumerated() { item.write(to: &events, index: index) }
        events.add(
            isComplete ? "response.completed" : "response.incomplete", [("response", document())], kind: .terminator)
        return events.frames
    }

    /// The items that the answer consists of, as a later request would send them back.
    var outputItems: [JSONValue] { items.map(\.document) }

    /// The id under which the answer may be named later.
    var id: String { FakeText.identifier("resp_", length: 48, seed: request.digest) }

    private var choice: AnswerContent.Choice? { content.choices.first }

    private var isComplete: Bool { choice?.finish.incompleteReason == nil }

    private var items: [ResponsesItem] {
        var items: [ResponsesItem] = []
        if !content.reasoning.isEmpty {
            let encrypted = request.responses.includesEncryptedReasoning
            items.append(
                .reasoning(
                    id: itemID("rs_", 0), summary: request.hidesReasoning ? [] : content.reasoning,
                    encrypted: encrypted ? FakeText.identifier("gAAAAA", length: 122, seed: request.digest) : nil,
                    hiddenBytes: request.hidesReasoning ? content.reasoningBytes : 0))
        }
        guard let choice else { return items }
        // An answer without tool calls always has a message, be it empty.
        if !choice.pieces.isEmpty || choice.calls.isEmpty {
            items.append(
                .message(
                    id: itemID("msg_", 0), pieces: choice.pieces, isRefusal: choice.isRefusal,
                    isWhole: isComplete || !choice.calls.isEmpty))
        }
        for (number, call) in choice.calls.enumerated() {
            items.append(.call(id: itemID(call.tool.isCustom ? "ctc_" : "fc_", number), call))
        }
        return items
    }

    private func itemID(_ prefix: String, _ number: Int) -> String {
        FakeText.identifier(prefix, length: 48, seed: request.digest ^ Digest.of(prefix) &+ UInt64(number))
    }

    private var usage: JSONValue {
        [
            "input_tokens": .int(prompt.total),
            "input_tokens_details": ["cached_tokens": .int(prompt.cacheRead)],
            "output_tokens": .int(content.outputTokens),
            "output_tokens_details": ["reasoning_tokens": .int(content.reasoningTokens)],
            "total_tokens": .int(prompt.total + content.outputTokens),
        ]
    }

    /// The document, which repeats what was asked for.
    private func response(status: String, output: JSONValue, usage: JSONValue) -> JSONValue {
        let incomplete = status == "incomplete" ? choice?.finish.incompleteReason : nil
        let details: JSONValue = incomplete.map { reason in ["reason": .string(reason)] } ?? .null
        var members: [JSONValue.Member] = [
            .init(key: "id", value: .string(id)),
            .init(key: "object", value: "response"),
            .init(key: "created_at", value: .int(created)),
            .init(key: "status", value: .string(status)),
            .init(key: "background", value: false),
            .init(key: "error", value: .null),
            .init(key: "incomplete_details", value: details),
            .init(key: "model", value: .string(request.model)),
            .init(key: "output", value: output),
        ]
        for (name, usual) in Self.repeated {
            members.append(.init(key: name, value: request.responses.body[name] ?? usual))
        }
        if case .conversation(let id) = request.responses.earlier {
            members.append(.init(key: "conversation", value: ["id": .string(id)]))
        }
        members.append(.init(key: "usage", value: usage))
        return .object(members)
    }

    /// The fields of the request that the answer repeats, with what stands there when the request says nothing.
    private static let repeated: [(String, JSONValue)] = [
        ("instructions", .null), ("max_output_tokens", .null), ("max_tool_calls", .null), ("metadata", [:]),
        ("parallel_tool_calls", true), ("previous_response_id", .null), ("prompt_cache_key", .null),
        ("reasoning", ["effort": .null, "summary": .null]), ("safety_identifier", .null), ("service_tier", "default"),
        ("store", true), ("temperature", 1), ("text", ["format": ["type": "text"], "verbosity": "medium"]),
        ("tool_choice", "auto"), ("tools", []), ("top_logprobs", 0), ("top_p", 1), ("truncation", "disabled"),
        ("user", .null),
    ]

    /// The end of a stream that fails after these events: the error, and the response as far as it came.
    static func failure(_ refusal: Refusal, after frames: ArraySlice<StreamFrame>) -> [StreamFrame] {
        var events = ResponsesEvents(sent: frames.count)
        events.add(
            "error",
            [
                ("code", "server_error"), ("message", .string(refusal.message)), ("param", .null),
            ], kind: .closing)
        let error: JSONValue = ["code": "server_error", "message": .string(refusal.message)]
        // The first event shows the response as it began.
        let begun = frames.first.flatMap(ResponsesEvents.data(of:))?["response"]?.objectMembers ?? []
        let failed = begun.map { member in
            switch member.key {
            case "status": JSONValue.Member(key: member.key, value: "failed")
            case "error": JSONValue.Member(key: member.key, value: error)
            default: member
            }
        }
        events.add("response.failed", [("response", .object(failed))], kind: .closing)
        return events.frames
    }
}
