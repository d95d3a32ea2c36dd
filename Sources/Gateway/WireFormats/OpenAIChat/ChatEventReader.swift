// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads the chunks of a chat completion stream, as OpenAI writes them and as its many imitators do.
///
/// Token counts may come with the chunk that finishes a choice or after it, so that stops are told at the end only.
struct ChatEventReader: Sendable {
    private var id = ""
    private var model = ""
    private var created: Int?
    private var hasBegun = false
    private var isOver = false
    private var parts = 0
    private var choices: [ChatChoiceReader] = []
    private var usage: Usage?

    init() {}

    /// Reads one event's data; false if it is no chunk.
    mutating func read(_ data: Span<UInt8>, tape: inout JSONTape, into events: inout [AnswerEvent]) -> Bool {
        if isOver { return true }
        if ChatWords.isDone(data) {
            finish(into: &events)
            isOver = true
            return true
        }
        do { try tape.scan(data) } catch { return false }
        guard tape.nodes[tape.root].kind == .object else { return false }
        if let error = tape.member("error", of: tape.root, in: data), !tape.isNull(error) {
            isOver = true
            events.append(.failure(StreamFailure.read(error, data, tape)))
            return true
        }
        if let counts = tape.member("usage", of: tape.root, in: data), !tape.isNull(counts) {
            usage = ChatAnswerDecoder.usage(counts, data, tape) ?? usage
        }
        if !hasBegun { readHead(data, tape) }
        var sound = true
        if let list = tape.member("choices", of: tape.root, in: data) {
            tape.forEachElement(of: list) { choice in
                if !read(choice, data, tape, into: &events) { sound = false }
            }
        }
        return sound
    }

    /// The upstream has ended; without `[DONE]` an answer is whole all the same if each choice told why it stopped.
    mutating func finish(into events: inout [AnswerEvent]) {
        guard !isOver, hasBegun, choices.allSatisfy({ $0.stop != nil }) else { return }
        isOver = true
        choices.sort { $0.index < $1.index }
        for place in choices.indices { choices[place].closeAll(&parts, into: &events) }
        if let usage { events.append(.usage(usage)) }
        for choice in choices {
            if let stop = choice.stop { events.append(.stop(choice: choice.index, stop, sequence: nil)) }
        }
        events.append(.end)
    }

    private mutating func readHead(_ data: Span<UInt8>, _ tape: JSONTape) {
        if let text = tape.text("id", of: tape.root, in: data), !text.isEmpty { id = text }
        if let text = tape.text("model", of: tape.root, in: data), !text.isEmpty { model = text }
        // Azure's first chunk, about the prompt, has none.
        if let count = tape.count("created", of: tape.root, in: data), count > 0 { created = count }
    }

    private mutating func read(
        _ choice: Int, _ data: Span<UInt8>, _ tape: JSONTape, into events: inout [AnswerEvent]
    ) -> Bool {
        guard tape.nodes[choice].kind == .object else { return false }
        if !hasBegun {
            hasBegun = true
            events.append(.begin(id: id, model: model, created: created))
        }
        let index = tape.count("index", of: choice, in: data) ?? 0
        guard index >= 0 else { return false }
        var place = 0
        while place < choices.count, choices[place].index != index { place += 1 }
        if place == choices.count { choices.append(ChatChoiceReader(index, answer: id)) }
        return choices[place].read(choice, data, tape, &parts, into: &events)
    }
}
