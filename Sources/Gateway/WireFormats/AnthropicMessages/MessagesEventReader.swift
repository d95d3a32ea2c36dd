// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads the events of a messages stream.
struct MessagesEventReader: Sendable {
    /// A content block while it grows.
    private struct Growth: Sendable {
        let index: Int
        /// The part; nil for an opaque block, which is told when it is whole.
        let part: Int?
        var block: MessagesBlockReader
        var hasGrown = false
        /// The input of an opaque block.
        var input = ""
    }

    private var growing: [Growth] = []
    private var parts = 0
    private var usage = Usage()
    private var hasBegun = false
    private var hasStopped = false
    private var isOver = false

    init() {}

    /// Reads one event's data; false if it is none of this format. Kinds of events that are not known pass.
    mutating func read(_ data: Span<UInt8>, tape: inout JSONTape, into events: inout [AnswerEvent]) -> Bool {
        if isOver { return true }
        do { try tape.scan(data) } catch { return false }
        guard let type = tape.member("type", of: tape.root, in: data) else { return false }
        if tape.matches(type, "content_block_delta", in: data) { return grow(data, tape, into: &events) }
        if tape.matches(type, "content_block_start", in: data) { return open(data, tape, into: &events) }
        if tape.matches(type, "content_block_stop", in: data) {
            guard let index = tape.count("index", of: tape.root, in: data) else { return false }
            close(index, into: &events)
        } else if tape.matches(type, "message_start", in: data) {
            return begin(data, tape, into: &events)
        } else if tape.matches(type, "message_delta", in: data) {
            readDelta(data, tape, into: &events)
        } else if tape.matches(type, "message_stop", in: data) {
            isOver = true
            if hasStopped { events.append(.end) }
        } else if tape.matches(type, "error", in: data) {
            isOver = true
            let error = tape.member("error", of: tape.root, in: data) ?? tape.root
            events.append(.failure(StreamFailure.read(error, data, tape)))
        }
        return true
    }

    /// The upstream has ended. Without its last event an answer of this format is not whole, and nothing is owed.
    mutating func finish(into events: inout [AnswerEvent]) { isOver = true }

    // MARK: The message

    private mutating func begin(_ data: Span<UInt8>, _ tape: JSONTape, into events: inout [AnswerEvent]) -> Bool {
        guard let message = tape.member("message", of: tape.root, in: data), !hasBegun else { return false }
        hasBegun = true
        events.append(MessagesAnswerReader.begin(message, data, tape))
        count(message, data, tape)
        if usage.prompt > 0 { events.append(.usage(usage)) }
        return true
    }

    private mutating func readDelta(_ data: Span<UInt8>, _ tape: JSONTape, into events: inout [AnswerEvent]) {
        count(tape.root, data, tape)
        guard !hasStopped, let delta = tape.member("delta", of: tape.root, in: data),
            let word = tape.text("stop_reason", of: delta, in: data)
        else { return }
        hasStopped = true
        while let last = growing.first { close(last.index, into: &events) }
        if usage != Usage() { events.append(.usage(usage)) }
        let sequence = tape.text("stop_sequence", of: delta, in: data)
        events.append(.stop(choice: 0, MessagesWords.stopReason(word), sequence: sequence))
    }

    private mutating func count(_ object: Int, _ data: Span<UInt8>, _ tape: JSONTape) {
        guard let counts = tape.member("usage", of: object, in: data),
            let later = MessagesAnswerDecoder.usage(counts, data, tape)
        else { return }
        usage = MessagesWords.merged(later, into: usage)
    }

    // MARK: Its blocks

    private mutating func open(_ data: Span<UInt8>, _ tape: JSONTape, into events: inout [AnswerEvent]) -> Bool {
        guard hasBegun, !hasStopped, let index = tape.count("index", of: tape.root, in: data),
            let content = tape.member("content_block", of: tape.root, in: data),
            let block = MessagesBlockReader(content, data, tape)
        else { return false }
        close(index, into: &events)
        guard block.kind != .opaque else {
            growing.append(Growth(index: index, part: nil, block: block))
            return true
        }
        var growth = Growth(index: index, part: parts, block: block)
        events.append(.open(part: parts, choice: 0, block.part))
        if !block.text.isEmpty, block.kind != .tool {
            growth.hasGrown = true
            events.append(.grow(part: parts, block.text))
        }
        if !block.signature.isEmpty { events.append(.sign(part: parts, block.signature)) }
        growing.append(growth)
        parts += 1
        return true
    }

    private mutating func grow(_ data: Span<UInt8>, _ tape: JSONTape, into events: inout [AnswerEvent]) -> Bool {
        guard let index = tape.count("index", of: tape.root, in: data),
            let place = growing.lastIndex(where: { $0.index == index }),
            let delta = tape.member("delta", of: tape.root, in: data),
            let type = tape.member("type", of: delta, in: data)
        else { return false }
        let field: StaticString
        if tape.matches(type, "text_delta", in: data) {
            field = "text"
        } else if tape.matches(type, "input_json_delta", in: data) {
            field = "partial_json"
        } else if tape.matches(type, "thinking_delta", in: data) {
            field = "thinking"
        } else if tape.matches(type, "signature_delta", in: data) {
            guard let text = tape.text("signature", of: delta, in: data) else { return false }
            if let part = growing[place].part, !text.isEmpty { events.append(.sign(part: part, text)) }
            return true
        } else {
            return true
        }
        guard let text = tape.text(field, of: delta, in: data) else { return false }
        guard !text.isEmpty else { return true }
        if let part = growing[place].part {
            growing[place].hasGrown = true
            events.append(.grow(part: part, text))
        } else {
            growing[place].input += text
        }
        return true
    }

    private mutating func close(_ index: Int, into events: inout [AnswerEvent]) {
        guard let place = growing.lastIndex(where: { $0.index == index }) else { return }
        var growth = growing.remove(at: place)
        if let part = growth.part {
            // The input that a call began with holds if nothing came after it.
            if growth.block.kind == .tool, !growth.hasGrown { events.append(.grow(part: part, growth.block.text)) }
            events.append(.close(part: part))
        } else {
            growth.block.complete(input: growth.input)
            events.append(.open(part: parts, choice: 0, growth.block.part))
            events.append(.close(part: parts))
            parts += 1
        }
    }
}
