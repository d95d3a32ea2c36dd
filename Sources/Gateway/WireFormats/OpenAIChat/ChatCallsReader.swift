// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The tool calls of one choice of a chat completion while they are read.
///
/// Providers differ in how they say which call a delta is about: by index, by id, by both or by nothing at all.
struct ChatCallsReader: Sendable {
    private struct Call: Sendable {
        /// The provider's number; nil where it has none.
        var key: Int?
        var id: String
        var name = ""
        var isCustom = false
        /// The part, once the name is known.
        var part: Int?
        /// Arguments that came before the name.
        var early = ""
        var progress = JSONProgress()
        var isClosed = false
    }

    /// The number of the one call of the format's first version.
    private static let legacy = -1

    private let choice: Int
    private let answer: String
    private var calls: [Call] = []

    init(choice: Int, answer: String) {
        self.choice = choice
        self.answer = answer
    }

    var isEmpty: Bool { calls.isEmpty }

    /// Reads a list of calls or of pieces of calls; false if one belongs nowhere.
    mutating func read(
        _ list: Int, _ data: Span<UInt8>, _ tape: JSONTape, _ parts: inout Int, isWhole: Bool,
        into events: inout [AnswerEvent]
    ) -> Bool {
        var sound = true
        tape.forEachElement(of: list) { element in
            guard tape.nodes[element].kind == .object else { return sound = false }
            let custom = tape.member("custom", of: element, in: data).flatMap { tape.isNull($0) ? nil : $0 }
            let holder = custom ?? tape.member("function", of: element, in: data)
            let name = holder.flatMap { tape.text("name", of: $0, in: data) } ?? ""
            let id = tape.text("id", of: element, in: data) ?? ""
            let key = tape.count("index", of: element, in: data)
            let place = isWhole ? calls.count : place(key: key, id: id, name: name)
            guard let place else { return sound = false }
            if place == calls.count {
                closeComplete(into: &events)
                let id = id.isEmpty ? AnswerID.call(choice &* 1000 &+ place, of: answer) : id
                calls.append(Call(key: key, id: id, isCustom: custom != nil))
            }
            let input = holder.map { Self.input($0, isCustom: custom != nil, data, tape) } ?? ""
            grow(place, name: name, input, &parts, into: &events)
        }
        return sound
    }

    /// Reads a call of the format's first version.
    mutating func readLegacy(
        _ call: Int, _ data: Span<UInt8>, _ tape: JSONTape, _ parts: inout Int, into events: inout [AnswerEvent]
    ) {
        let place = calls.firstIndex { $0.key == Self.legacy } ?? calls.count
        if place == calls.count { calls.append(Call(key: Self.legacy, id: AnswerID.call(place, of: answer))) }
        let input = Self.input(call, isCustom: false, data, tape)
        grow(place, name: tape.text("name", of: call, in: data) ?? "", input, &parts, into: &events)
    }

    /// Closes the calls that are known to be complete, now that something else begins. Ones that are not stay open:
    /// the calls of one turn may grow side by side.
    mutating func closeComplete(into events: inout [AnswerEvent]) {
        for place in calls.indices where !calls[place].isClosed && calls[place].progress.isComplete {
            guard let part = calls[place].part, !calls[place].isCustom else { continue }
            calls[place].isClosed = true
            events.append(.close(part: part))
        }
    }

    mutating func closeAll(_ parts: inout Int, into events: inout [AnswerEvent]) {
        for place in calls.indices where !calls[place].isClosed {
            if calls[place].part == nil { open(place, &parts, into: &events) }
            calls[place].isClosed = true
            if let part = calls[place].part { events.append(.close(part: part)) }
        }
    }

    /// The place of the call that a delta is about, one past the last for a new call, nil if that cannot be told.
    private func place(key: Int?, id: String, name: String) -> Int? {
        if let key {
            guard let place = calls.lastIndex(where: { $0.key == key }) else { return calls.count }
            // A name under another id is another call, though some providers number all of them 0.
            let isOther = !id.isEmpty && !name.isEmpty && id != calls[place].id && calls[place].part != nil
            return isOther ? calls.count : place
        }
        if !id.isEmpty, let place = calls.lastIndex(where: { $0.id == id }) { return place }
        if !name.isEmpty || !id.isEmpty && calls.isEmpty { return calls.count }
        return calls.isEmpty ? nil : calls.count - 1
    }

    private static func input(_ holder: Int, isCustom: Bool, _ data: Span<UInt8>, _ tape: JSONTape) -> String {
        let member = isCustom ? tape.member("input", of: holder, in: data) : tape.member("arguments", of: holder, in: data)
        guard let member, !tape.isNull(member) else { return "" }
        // Some providers write the arguments' JSON itself instead of its text.
        return tape.string(at: member, in: data) ?? tape.rawText(member, in: data)
    }

    private mutating func grow(
        _ place: Int, name: String, _ input: String, _ parts: inout Int, into events: inout [AnswerEvent]
    ) {
        guard !calls[place].isClosed else { return }
        if calls[place].part == nil {
            calls[place].name = name
            calls[place].early += input
            if !name.isEmpty { open(place, &parts, into: &events) }
            return
        }
        if let part = calls[place].part, !input.isEmpty {
            calls[place].progress.take(input)
            events.append(.grow(part: part, input))
        }
    }

    private mutating func open(_ place: Int, _ parts: inout Int, into events: inout [AnswerEvent]) {
        let call = calls[place]
        let part = parts
        parts += 1
        calls[place].part = part
        let content = ToolCall(id: call.id, name: call.name, isCustom: call.isCustom, input: "")
        events.append(.open(part: part, choice: choice, Part(.toolCall(content))))
        guard !call.early.isEmpty else { return }
        calls[place].progress.take(call.early)
        calls[place].early = ""
        events.append(.grow(part: part, call.early))
    }
}
