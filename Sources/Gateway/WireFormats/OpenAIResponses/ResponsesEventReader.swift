// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads the events of a streamed answer of the responses format.
///
/// Providers that imitate the format leave events out. What an item's last event tells beyond those before it is
/// therefore taken from there.
struct ResponsesEventReader: Sendable {
    /// A part while it grows.
    private struct Growth {
        let part: Int
        var hasGrown = false
        var isClosed = false
        /// Of thoughts: which section came last, and whether they are a summary.
        var section = 0
        var isSummary = true
    }

    /// What a part is in the provider's words: one of a message's parts, or an item as a whole (-1).
    private struct Place: Hashable {
        let output: Int
        let content: Int
    }

    private var growths: [Place: Growth] = [:]
    private var parts = 0
    private var hasBegun = false
    private var hasCalls = false
    private var isOver = false

    init() {}

    /// Reads one event's data; false if it is no JSON object.
    mutating func read(_ data: Span<UInt8>, tape: inout JSONTape, into events: inout [AnswerEvent]) -> Bool {
        if Self.isDone(data) { return true }
        do { try tape.scan(data) } catch { return false }
        guard tape.nodes[tape.root].kind == .object else { return false }
        if !isOver { take(data, tape, into: &events) }
        return true
    }

    /// The upstream has ended. Without its last event an answer of this format is not whole, and nothing is owed.
    mutating func finish(into events: inout [AnswerEvent]) { isOver = true }

    private static func isDone(_ data: Span<UInt8>) -> Bool {
        let done: StaticString = "[DONE]"
        guard data.count == done.utf8CodeUnitCount else { return false }
        for offset in 0..<data.count where data[offset] != done.utf8Start[offset] { return false }
        return true
    }

    private mutating func take(_ data: Span<UInt8>, _ tape: JSONTape, into events: inout [AnswerEvent]) {
        let root = tape.root
        let response = tape.member("response", of: root, in: data)
        let output = tape.count("output_index", of: root, in: data) ?? 0
        let item = Place(output: output, content: -1)
        func place() -> Place {
            Place(output: output, content: tape.count("content_index", of: root, in: data) ?? 0)
        }
        func delta() -> String { tape.text("delta", of: root, in: data) ?? "" }
        switch tape.text("type", of: root, in: data) {
        case "response.output_text.delta": grow(place(), delta(), .text(""), into: &events)
        case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta":
            grow(item, delta(), nil, into: &events)
        case "response.refusal.delta": grow(place(), delta(), .refusal(""), into: &events)
        case "response.reasoning_summary_text.delta":
            let section = tape.count("summary_index", of: root, in: data) ?? 0
            think(item, delta(), section, isSummary: true, into: &events)
        case "response.reasoning_text.delta":
            let section = tape.count("content_index", of: root, in: data) ?? 0
            think(item, delta(), section, isSummary: false, into: &events)
        case "response.output_item.added":
            if let value = tape.member("item", of: root, in: data) { addItem(value, item, data, tape, into: &events) }
        case "response.output_item.done":
            if let value = tape.member("item", of: root, in: data) { endItem(value, item, data, tape, into: &events) }
        case "response.content_part.added", "response.content_part.done":
            guard let part = tape.member("part", of: root, in: data),
                let (content, text) = ResponsesAnswerReader.content(part, data, tape)
            else { return }
            let place = place()
            open(place, content, into: &events)
            growIfNew(place, text, into: &events)
            if tape.text("type", of: root, in: data) == "response.content_part.done" { close(place, into: &events) }
        case "response.created", "response.in_progress", "response.queued":
            if let response { begin(response, data, tape, into: &events) }
        case "response.completed": end(response, "completed", data, tape, into: &events)
        case "response.incomplete": end(response, "incomplete", data, tape, into: &events)
        case "response.cancelled": end(response, "cancelled", data, tape, into: &events)
        case "response.failed": end(response, "failed", data, tape, into: &events)
        case "error", nil: fail(data, tape, into: &events)
        default: break
        }
    }

    // MARK: The answer

    private mutating func begin(
        _ response: Int, _ data: Span<UInt8>, _ tape: JSONTape, into events: inout [AnswerEvent]
    ) {
        guard !hasBegun else { return }
        hasBegun = true
        events.append(ResponsesAnswerReader.begin(response, data, tape))
    }

    private mutating func end(
        _ response: Int?, _ word: String, _ data: Span<UInt8>, _ tape: JSONTape, into events: inout [AnswerEvent]
    ) {
        guard let response else { return fail(data, tape, into: &events) }
        begin(response, data, tape, into: &events)
        let status = tape.text("status", of: response, in: data) ?? word
        if let failure = ResponsesErrorReader.failure(of: response, status: status, data, tape) {
            isOver = true
            events.append(.failure(failure))
            return
        }
        if parts == 0, let output = tape.member("output", of: response, in: data) {
            hasCalls = ResponsesAnswerReader.readItems(output, data, tape, &parts, into: &events) ?? false
        }
        for growth in growths.values.filter({ !$0.isClosed }).sorted(by: { $0.part < $1.part }) {
            events.append(.close(part: growth.part))
        }
        isOver = true
        ResponsesAnswerReader.readEnd(response, status: status, calls: hasCalls, data, tape, into: &events)
    }

    /// An event that is an error, with its words beside its type or in an object of their own.
    private mutating func fail(_ data: Span<UInt8>, _ tape: JSONTape, into events: inout [AnswerEvent]) {
        let error = tape.member("error", of: tape.root, in: data).flatMap { tape.isNull($0) ? nil : $0 } ?? tape.root
        guard let failure = ResponsesErrorReader.error(at: error, nil, data, tape) else { return }
        isOver = true
        events.append(.failure(failure))
    }

    // MARK: Its items

    private mutating func addItem(
        _ value: Int, _ item: Place, _ data: Span<UInt8>, _ tape: JSONTape, into events: inout [AnswerEvent]
    ) {
        guard let type = tape.member("type", of: value, in: data),
            tape.matches(type, "function_call", in: data) || tape.matches(type, "custom_tool_call", in: data),
            let (call, _) = ResponsesAnswerReader.call(value, data, tape)
        else { return }
        open(item, .toolCall(call), into: &events)
    }

    private mutating func endItem(
        _ value: Int, _ item: Place, _ data: Span<UInt8>, _ tape: JSONTape, into events: inout [AnswerEvent]
    ) {
        switch tape.text("type", of: value, in: data) {
        case "message":
            guard let contents = tape.member("content", of: value, in: data) else { return }
            var number = 0
            tape.forEachElement(of: contents) { part in
                let place = Place(output: item.output, content: number)
                number += 1
                guard let (content, text) = ResponsesAnswerReader.content(part, data, tape) else { return }
                open(place, content, into: &events)
                growIfNew(place, text, into: &events)
                close(place, into: &events)
            }
        case "reasoning":
            let text = ResponsesRequestDecoder.thoughts(value, tape, data)
            let signature = tape.text("encrypted_content", of: value, in: data)
            guard growths[item] != nil || !text.isEmpty || signature != nil else { return }
            open(item, .reasoning(Reasoning(text: "")), into: &events)
            growIfNew(item, text, into: &events)
            if let signature, let growth = growths[item], !growth.isClosed {
                events.append(.sign(part: growth.part, signature))
            }
            close(item, into: &events)
        case "function_call", "custom_tool_call":
            guard let (call, input) = ResponsesAnswerReader.call(value, data, tape) else { return }
            open(item, .toolCall(call), into: &events)
            growIfNew(item, input, into: &events)
            close(item, into: &events)
        case let type?:
            open(item, .opaque(type: type, json: tape.raw(value, in: data)), into: &events)
            close(item, into: &events)
        case nil: break
        }
    }

    // MARK: Their parts

    /// Opens the part at `place` unless it is.
    private mutating func open(_ place: Place, _ content: Part.Content, into events: inout [AnswerEvent]) {
        guard growths[place] == nil else { return }
        if !hasBegun {
            hasBegun = true
            events.append(.begin(id: "", model: "", created: nil))
        }
        if case .toolCall = content { hasCalls = true }
        growths[place] = Growth(part: parts)
        events.append(.open(part: parts, choice: 0, Part(content)))
        parts += 1
    }

    /// Lets the part at `place` grow; `content` is what it begins as if it has not yet, nil if that must be told first.
    private mutating func grow(
        _ place: Place, _ text: String, _ content: Part.Content?, into events: inout [AnswerEvent]
    ) {
        if let content { open(place, content, into: &events) }
        guard let growth = growths[place], !growth.isClosed, !text.isEmpty else { return }
        growths[place]?.hasGrown = true
        events.append(.grow(part: growth.part, text))
    }

    /// Gives a part all of its text if it has none yet.
    private mutating func growIfNew(_ place: Place, _ text: String, into events: inout [AnswerEvent]) {
        guard let growth = growths[place], !growth.hasGrown else { return }
        grow(place, text, nil, into: &events)
    }

    /// Lets thoughts grow. Sections are parted by an empty line; of a summary and the thoughts themselves, that counts
    /// which comes first.
    private mutating func think(
        _ place: Place, _ text: String, _ section: Int, isSummary: Bool, into events: inout [AnswerEvent]
    ) {
        guard !text.isEmpty else { return }
        open(place, .reasoning(Reasoning(text: "")), into: &events)
        guard let growth = growths[place] else { return }
        if !growth.hasGrown {
            growths[place]?.isSummary = isSummary
            growths[place]?.section = section
        } else if growth.isSummary != isSummary {
            return
        }
        let isNew = growth.hasGrown && growth.section != section
        growths[place]?.section = section
        grow(place, isNew ? "\n\n" + text : text, nil, into: &events)
    }

    private mutating func close(_ place: Place, into events: inout [AnswerEvent]) {
        guard let growth = growths[place], !growth.isClosed else { return }
        growths[place]?.isClosed = true
        events.append(.close(part: growth.part))
    }
}
