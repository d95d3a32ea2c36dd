// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes an answer as the events in which the responses format streams it.
///
/// Each part is an item of its own, so that parts may grow side by side as they do elsewhere.
struct ResponsesEventWriter: Sendable {
    /// A part while it is written.
    private struct Growth {
        /// The item as it began.
        var item: ResponsesItem
        let output: Int
        /// Whether something that it says has been told.
        var isTold = false
    }

    private let context: AnswerContext
    private var object: ResponsesObject
    private var sequence = 0
    private var growths: [Int: Growth] = [:]
    /// What the parts have grown by, apart from them so that it grows in place.
    private var pieces: [Int: String] = [:]
    /// The finished items; empty where one is still written.
    private var output: [[UInt8]] = []
    private var hasBegun = false
    private var isOver = false

    init(_ context: AnswerContext) {
        self.context = context
        object = ResponsesObject(id: "", model: "", created: nil, context)
    }

    /// Appends what tells `event` to a client.
    mutating func write(_ event: AnswerEvent, into bytes: inout [UInt8]) {
        guard !isOver else { return }
        switch event {
        case .begin(let id, let model, let created):
            object = ResponsesObject(id: id, model: model, created: created, context)
            begin(into: &bytes)
        case .open(let part, 0, let content):
            begin(into: &bytes)
            open(part, content, into: &bytes)
        // One alternative is all that an answer of this format has.
        case .open: break
        case .grow(let part, let piece): grow(part, piece, into: &bytes)
        case .sign(let part, let piece): growths[part]?.item.sign(piece)
        case .close(let part): close(part, into: &bytes)
        case .stop(0, let reason, _): object.incomplete = ResponsesWords.incompleteReason(reason)
        case .stop: break
        case .usage(let usage): object.usage = usage
        case .failure(let error): fail(error, into: &bytes)
        case .end: end(into: &bytes)
        }
    }

    // MARK: The answer

    private mutating func begin(into bytes: inout [UInt8]) {
        guard !hasBegun else { return }
        hasBegun = true
        for name in ["response.created", "response.in_progress"] as [StaticString] {
            let object = object
            event(name, into: &bytes) { writer in
                writer.key("response")
                object.write("in_progress", output: [], at: nil, to: &writer)
            }
        }
    }

    private mutating func end(into bytes: inout [UInt8]) {
        begin(into: &bytes)
        for part in growths.keys.sorted() { close(part, into: &bytes) }
        isOver = true
        finalEvent(object.incomplete == nil ? "response.completed" : "response.incomplete", into: &bytes)
    }

    /// Tells a failure twice: SDKs throw at the first event, agents read the second.
    private mutating func fail(_ error: GatewayError, into bytes: inout [UInt8]) {
        isOver = true
        object.failure = error
        let code = ResponsesObject.code(error)
        func tell(_ writer: inout JSONWriter) {
            writer.member("code", string: code)
            writer.member("message", string: error.message)
            writer.nullMember("param")
        }
        event("error", into: &bytes) { writer in
            tell(&writer)
            writer.key("error")
            writer.beginObject()
            writer.member("type", string: code)
            tell(&writer)
            writer.endObject()
        }
        finalEvent("response.failed", into: &bytes)
    }

    private mutating func finalEvent(_ name: StaticString, into bytes: inout [UInt8]) {
        let (object, output, now) = (object, output.filter { !$0.isEmpty }, context.now)
        event(name, into: &bytes) { writer in
            writer.key("response")
            object.write(object.finalStatus, output: output, at: now, to: &writer)
        }
    }

    // MARK: Its items

    private mutating func open(_ part: Int, _ content: Part, into bytes: inout [UInt8]) {
        guard growths[part] == nil, let item = ResponsesItem(content.content, number: output.count, context) else {
            return
        }
        var growth = Growth(item: item, output: output.count)
        output.append([])
        event("response.output_item.added", into: &bytes) { writer in
            writer.member("output_index", integer: growth.output)
            writer.key("item")
            item.write("in_progress", whole: false, to: &writer)
        }
        switch item.kind {
        case .text, .refusal:
            event("response.content_part.added", growth, into: &bytes) { writer in
                writer.key("part")
                item.writePart("", to: &writer)
            }
        case .reasoning, .functionCall, .customCall, .other: break
        }
        if !item.text.isEmpty, item.isStreamable { tell(item.text, &growth, into: &bytes) }
        growths[part] = growth
        pieces[part] = ""
    }

    private mutating func grow(_ part: Int, _ piece: String, into bytes: inout [UInt8]) {
        guard var growth = growths[part], !piece.isEmpty else { return }
        pieces[part, default: ""] += piece
        guard growth.item.isStreamable else { return }
        let isFirst = !growth.isTold
        tell(piece, &growth, into: &bytes)
        if isFirst { growths[part] = growth }
    }

    /// Tells that a part has grown by `piece`.
    private mutating func tell(_ piece: String, _ growth: inout Growth, into bytes: inout [UInt8]) {
        let item = growth.item
        guard let name = item.deltaEvent else { return }
        if case .reasoning = item.kind, !growth.isTold {
            event("response.reasoning_summary_part.added", growth, into: &bytes) { writer in
                writer.key("part")
                item.writePart("", to: &writer)
            }
        }
        growth.isTold = true
        event(name, growth, into: &bytes) { writer in
            writer.member("delta", string: piece)
            if case .text = item.kind { writer.member("logprobs", raw: "[]".utf8) }
        }
    }

    private mutating func close(_ part: Int, into bytes: inout [UInt8]) {
        guard var growth = growths.removeValue(forKey: part) else { return }
        growth.item.grow(pieces.removeValue(forKey: part) ?? "")
        growth.item.complete()
        if !growth.isTold, !growth.item.text.isEmpty { tell(growth.item.text, &growth, into: &bytes) }
        tellDone(growth, into: &bytes)
        var writer = JSONWriter()
        growth.item.write("completed", whole: true, to: &writer)
        output[growth.output] = writer.bytes
        event("response.output_item.done", into: &bytes) {
            $0.member("output_index", integer: growth.output)
            $0.member("item", raw: writer.bytes)
        }
    }

    /// Tells all that an item says, before the item itself is told.
    private mutating func tellDone(_ growth: Growth, into bytes: inout [UInt8]) {
        let item = growth.item
        // Thoughts that are hidden have no section.
        if case .reasoning = item.kind, !growth.isTold { return }
        if let (name, field) = item.doneEvent {
            event(name, growth, into: &bytes) { writer in
                writer.member(field, string: item.text)
                if case .text = item.kind { writer.member("logprobs", raw: "[]".utf8) }
            }
        }
        if let name = item.partDoneEvent {
            event(name, growth, into: &bytes) { writer in
                writer.key("part")
                item.writePart(item.text, to: &writer)
            }
        }
    }

    // MARK: Events

    /// Writes an event about an item.
    private mutating func event(
        _ name: StaticString, _ growth: Growth, into bytes: inout [UInt8], _ body: (inout JSONWriter) -> Void
    ) {
        event(name, into: &bytes) { writer in
            writer.member("item_id", string: growth.item.id)
            writer.member("output_index", integer: growth.output)
            switch growth.item.kind {
            case .text, .refusal: writer.member("content_index", integer: 0)
            case .reasoning: writer.member("summary_index", integer: 0)
            case .functionCall, .customCall, .other: break
            }
            body(&writer)
        }
    }

    private mutating func event(
        _ name: StaticString, into bytes: inout [UInt8], _ body: (inout JSONWriter) -> Void
    ) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", string: "\(name)")
        writer.member("sequence_number", integer: sequence)
        sequence += 1
        body(&writer)
        writer.endObject()
        // Nothing that was written holds a line end, so it is one line of data.
        bytes += "event: ".utf8
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes += "\ndata: ".utf8
        bytes += writer.bytes
        bytes += "\n\n".utf8
    }
}

extension ResponsesItem {
    /// The event that tells more of what the item says.
    fileprivate var deltaEvent: StaticString? {
        switch kind {
        case .text: "response.output_text.delta"
        case .refusal: "response.refusal.delta"
        case .reasoning: "response.reasoning_summary_text.delta"
        case .functionCall: "response.function_call_arguments.delta"
        case .customCall: "response.custom_tool_call_input.delta"
        case .other: nil
        }
    }

    /// The event that tells all of what the item says, and the field that holds it.
    fileprivate var doneEvent: (StaticString, String)? {
        switch kind {
        case .text: ("response.output_text.done", "text")
        case .refusal: ("response.refusal.done", "refusal")
        case .reasoning: ("response.reasoning_summary_text.done", "text")
        case .functionCall: ("response.function_call_arguments.done", "arguments")
        case .customCall: ("response.custom_tool_call_input.done", "input")
        case .other: nil
        }
    }

    /// The event that ends the item's one part.
    fileprivate var partDoneEvent: StaticString? {
        switch kind {
        case .text, .refusal: "response.content_part.done"
        case .reasoning: "response.reasoning_summary_part.done"
        case .functionCall, .customCall, .other: nil
        }
    }
}
