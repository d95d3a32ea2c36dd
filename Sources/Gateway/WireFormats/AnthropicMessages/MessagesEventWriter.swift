// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes an answer as the events of a messages stream while it comes; of several alternatives it tells the first.
///
/// Blocks of this format follow each other. What grows beside the first open part is held until that one closes.
struct MessagesEventWriter: Sendable {
    private let context: AnswerContext
    /// The open parts in order; the first is the one that is being written.
    private var queue: [MessagesBlockDraft] = []
    private var blocks = 0
    private var calls = 0
    private var usage = Usage()
    private var stop: StopReason = .finished
    private var sequence: String?
    private var refused = false

    init(_ context: AnswerContext) { self.context = context }

    /// Appends what clients are told of `event`.
    mutating func write(_ event: AnswerEvent, into bytes: inout [UInt8]) {
        switch event {
        case .begin(let id, let model, _): begin(id, model, into: &bytes)
        case .open(let part, choice: 0, let content): open(part, content, into: &bytes)
        case .grow(let part, let text):
            guard let place = place(of: part) else { return }
            if place > 0 || queue[place].isHeld {
                queue[place].text += text
            } else {
                grow(text, into: &bytes)
            }
        case .sign(let part, let text):
            if let place = place(of: part) { queue[place].signature += text }
        case .close(let part):
            guard let place = place(of: part) else { return }
            queue[place].isClosed = true
            if place == 0 { advance(into: &bytes) }
        case .stop(choice: 0, let reason, let sequence):
            stop = reason
            self.sequence = sequence
        case .open, .stop: break
        case .usage(let counts): usage = counts
        case .failure(let error):
            bytes += ErrorBody.event(error, format: .anthropicMessages, requestID: context.seed)
        case .end: end(into: &bytes)
        }
    }

    private func place(of part: Int) -> Int? {
        if queue.first?.part == part { return 0 }
        return queue.firstIndex { $0.part == part }
    }

    // MARK: The message

    private func begin(_ id: String, _ model: String, into bytes: inout [UInt8]) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", string: "message_start")
        writer.key("message")
        writer.beginObject()
        MessagesAnswerWriter.writeHead(id, model, context, to: &writer)
        writer.key("content")
        writer.beginArray()
        writer.endArray()
        writer.nullMember("stop_reason")
        writer.nullMember("stop_sequence")
        MessagesUsage.write(Usage(), to: &writer)
        writer.endObject()
        writer.endObject()
        bytes.append(text: "event: message_start\ndata: ")
        bytes += writer.bytes
        bytes.append(text: "\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n")
    }

    private mutating func end(into bytes: inout [UInt8]) {
        for place in queue.indices { queue[place].isClosed = true }
        advance(into: &bytes)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", string: "message_delta")
        writer.key("delta")
        writer.beginObject()
        writer.member("stop_reason", string: MessagesWords.knownWord(stop, refused: refused))
        writer.key("stop_sequence")
        if let sequence { writer.string(sequence) } else { writer.null() }
        writer.endObject()
        MessagesUsage.write(usage, to: &writer)
        writer.endObject()
        bytes.append(text: "event: message_delta\ndata: ")
        bytes += writer.bytes
        bytes.append(text: "\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
    }

    // MARK: Its blocks

    private mutating func open(_ part: Int, _ content: Part, into bytes: inout [UInt8]) {
        if case .refusal = content.content { refused = true }
        var call: ClientCall?
        if case .toolCall(let written) = content.content {
            call = ClientCall(written, place: calls, prefix: "toolu_", context)
            calls += 1
        }
        guard let draft = MessagesBlockDraft(part, content, call) else { return }
        queue.append(draft)
        if queue.count == 1 { show(into: &bytes) }
    }

    /// Writes what can be written of the first open part.
    private mutating func show(into bytes: inout [UInt8]) {
        guard !queue.isEmpty else { return }
        // A text begins with its first word: empty ones are refused when they come back in the next request.
        if !queue[0].isText { start(into: &bytes) }
        guard !queue[0].isHeld, !queue[0].text.isEmpty else { return }
        let text = queue[0].text
        queue[0].text = ""
        grow(text, into: &bytes)
    }

    private mutating func start(into bytes: inout [UInt8]) {
        guard !queue[0].hasStarted, !queue[0].isRedacted || queue[0].isClosed else { return }
        queue[0].hasStarted = true
        queue[0].writeStart(index: blocks, into: &bytes)
    }

    private mutating func grow(_ text: String, into bytes: inout [UInt8]) {
        guard !text.isEmpty else { return }
        if !queue[0].hasStarted { start(into: &bytes) }
        queue[0].writeDelta(text, index: blocks, into: &bytes)
    }

    /// Ends the first part if it is closed, and goes on with those behind it.
    private mutating func advance(into bytes: inout [UInt8]) {
        while let first = queue.first, first.isClosed {
            show(into: &bytes)
            if queue[0].hasStarted {
                queue[0].writeEnd(index: blocks, into: &bytes)
                blocks += 1
            }
            queue.removeFirst()
            show(into: &bytes)
        }
    }
}
