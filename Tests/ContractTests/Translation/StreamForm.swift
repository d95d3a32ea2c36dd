// SPDX-License-Identifier: Apache-2.0

/// What official clients expect of a stream's form, looked at without any of the gateway's readers of streams.
struct StreamForm {
    struct Event {
        var name: String?
        var data: JSONTree
    }

    /// The events with JSON in them.
    private(set) var events: [Event] = []
    /// Whether `[DONE]` is the last thing that comes.
    private(set) var isDone = false

    /// The bytes of each event, its blank line included.
    static func events(_ stream: [UInt8]) -> [[UInt8]] {
        var events: [[UInt8]] = []
        var event: [UInt8] = []
        for byte in stream {
            event.append(byte)
            if byte == 0x0A, event.suffix(2) == [0x0A, 0x0A] || event.suffix(4) == [0x0D, 0x0A, 0x0D, 0x0A] {
                events.append(event)
                event = []
            }
        }
        return events + (event.isEmpty ? [] : [event])
    }

    init(_ stream: [UInt8]) throws {
        for event in Self.events(stream) {
            var name: String?
            var data: String?
            // By bytes: a carriage return and a line feed are one character.
            for line in event.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
                let line = String(decoding: line, as: UTF8.self)
                if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
                if line.hasPrefix("data: ") { data = (data ?? "") + line.dropFirst(6) }
            }
            isDone = data == "[DONE]"
            if let data, !isDone { events.append(Event(name: name, data: try JSONTree(data))) }
        }
    }

    /// What is wrong with the stream in a format; `isWhole` if it must come to a regular end.
    func mistakes(_ dialect: Dialect, isWhole: Bool) -> [String] {
        switch dialect {
        case .chat: chat(isWhole)
        case .messages: messages(isWhole)
        case .responses: responses(isWhole)
        case .gemini: gemini(isWhole)
        }
    }

    private func chat(_ isWhole: Bool) -> [String] {
        var mistakes: [String] = []
        if isWhole, !isDone { mistakes.append("no [DONE]") }
        if events.contains(where: { $0.name != nil }) { mistakes.append("an event has a name") }
        let chunks = events.filter { $0.data["error"] == nil }
        if Set(chunks.map { $0.data["id"] }).count > 1 { mistakes.append("the id changes") }
        for chunk in chunks where chunk.data["object"]?.text != "chat.completion.chunk" {
            mistakes.append("a chunk is none: \(Lines.json(chunk.data.bytes))")
        }
        let choices = chunks.flatMap { $0.data["choices"]?.elements ?? [] }
        let numbers = Set(choices.map { $0["index"] })
        for number in numbers {
            let own = choices.filter { $0["index"] == number }
            if own.first?["delta"]?["role"]?.text != "assistant" { mistakes.append("the first delta has no role") }
            let stops = own.filter { $0["finish_reason"]?.text != nil }.count
            if isWhole, stops != 1 || own.last?["finish_reason"]?.text == nil {
                mistakes.append("a choice does not stop once, at its end")
            }
            var known: Set<JSONTree?> = []
            for call in own.flatMap({ $0["delta"]?["tool_calls"]?.elements ?? [] }) {
                guard known.insert(call["index"]).inserted else { continue }
                if call["id"]?.text == nil || call["function"]?["name"]?.text == nil || call["type"]?.text != "function"
                {
                    mistakes.append("a call does not begin with id, type and name")
                }
                if call["index"] != .number("\(known.count - 1)") { mistakes.append("calls are not counted from 0") }
            }
        }
        return mistakes
    }

    private func messages(_ isWhole: Bool) -> [String] {
        var mistakes: [String] = []
        var open: JSONTree?
        var blocks = 0
        for event in events {
            let type = event.data["type"]?.text
            if event.name != type { mistakes.append("\(event.name ?? "no name") is the name of a \(type ?? "thing")") }
            switch type {
            case "content_block_start":
                if open != nil { mistakes.append("a block begins in another one") }
                open = event.data["index"]
                if open != .number("\(blocks)") { mistakes.append("blocks are not counted from 0") }
                blocks += 1
            case "content_block_delta":
                if open == nil || open != event.data["index"] { mistakes.append("a delta of a block that is not open") }
            case "content_block_stop":
                if open == nil || open != event.data["index"] { mistakes.append("the end of a block that is not open") }
                open = nil
            default: break
            }
        }
        let types = events.compactMap { $0.data["type"]?.text }.filter {
            !$0.hasPrefix("content_block") && $0 != "ping"
        }
        if isWhole, types != ["message_start", "message_delta", "message_stop"] || open != nil {
            mistakes.append("the order is \(types)")
        }
        return mistakes
    }

    private func responses(_ isWhole: Bool) -> [String] {
        var mistakes: [String] = []
        var items: [JSONTree] = []
        for (place, event) in events.enumerated() {
            let type = event.data["type"]?.text
            if event.name != type { mistakes.append("\(event.name ?? "no name") is the name of a \(type ?? "thing")") }
            if event.data["sequence_number"] != .number("\(place)") {
                mistakes.append("event \(place) has another number")
            }
            if type == "response.output_item.done", let item = event.data["item"] { items.append(item) }
        }
        if events.first?.data["type"]?.text != "response.created" { mistakes.append("it does not begin with created") }
        guard isWhole else { return mistakes }
        let last = events.last?.data
        if !["response.completed", "response.incomplete"].contains(last?["type"]?.text) {
            mistakes.append("it ends with \(last?["type"]?.text ?? "nothing")")
        }
        if last?["response"]?["output"] != .array(items) { mistakes.append("the last event has other items") }
        let added = events.filter { $0.data["type"]?.text == "response.output_item.added" }.count
        if added != items.count { mistakes.append("\(added) items begin, \(items.count) end") }
        return mistakes
    }

    private func gemini(_ isWhole: Bool) -> [String] {
        var mistakes: [String] = []
        if events.contains(where: { $0.name != nil }) || isDone { mistakes.append("an event has a name, or is [DONE]") }
        let answers = events.filter { $0.data["error"] == nil }
        if answers.contains(where: { $0.data["candidates"] == nil && $0.data["promptFeedback"] == nil }) {
            mistakes.append("an event says nothing")
        }
        let candidates = answers.flatMap { $0.data["candidates"]?.elements ?? [] }
        let stopped = candidates.filter { $0["finishReason"]?.text != nil }.map { $0["index"] ?? .number("0") }
        let isBlocked = answers.contains { $0.data["promptFeedback"] != nil }
        let isStopped =
            isBlocked || !stopped.isEmpty && Set(candidates.map { $0["index"] ?? .number("0") }) == Set(stopped)
        if isWhole, !isStopped || answers.last?.data["usageMetadata"] == nil {
            mistakes.append("it has no end with token counts")
        }
        return mistakes
    }
}
