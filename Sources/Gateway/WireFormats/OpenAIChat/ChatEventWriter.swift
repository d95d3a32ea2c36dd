// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes an answer as the chunks of a chat completion stream while it comes.
struct ChatEventWriter: Sendable {
    /// A part while it grows.
    private struct Growth: Sendable {
        enum Kind: Sendable {
            case text, reasoning, refusal
            /// The call at a place among those of its choice.
            case call(ClientCall, place: Int)
        }

        let part: Int
        let choice: Int
        let kind: Kind
        var hasGrown = false
        /// What cannot be shown before it is whole.
        var held = ""
    }

    private struct Choice: Sendable {
        let index: Int
        var calls = 0
    }

    private let context: AnswerContext
    /// What each chunk begins with, up to the bracket of its choices.
    private var head: [UInt8] = []
    private var growing: [Growth] = []
    private var choices: [Choice] = []
    private var usage: Usage?

    init(_ context: AnswerContext) { self.context = context }

    /// Appends what clients are told of `event`.
    mutating func write(_ event: AnswerEvent, into bytes: inout [UInt8]) {
        switch event {
        case .begin(let id, let model, let created): begin(id, model, created)
        case .open(let part, let choice, let content): open(part, choice, content, into: &bytes)
        case .grow(let part, let text): grow(part, text, into: &bytes)
        case .sign: break
        case .close(let part): close(part, into: &bytes)
        case .stop(let choice, let reason, _):
            start(choice, "\"content\":\"\"", into: &bytes)
            chunk(choice, finish: ChatWords.knownWord(reason), into: &bytes) { _ in }
        case .usage(let counts): usage = counts
        case .failure(let error):
            bytes += ErrorBody.event(error, format: .openAIChat, requestID: context.seed)
        case .end: end(into: &bytes)
        }
    }

    private mutating func begin(_ id: String, _ model: String, _ created: Int?) {
        head = []
        head.append(text: "data: {\"id\":")
        JSONWriter.append(AnswerID.answer(id, prefix: "chatcmpl-", seed: context.seed), to: &head)
        head.append(text: ",\"object\":\"chat.completion.chunk\",\"created\":")
        JSONWriter.append(created ?? context.now, to: &head)
        head.append(text: ",\"model\":")
        JSONWriter.append(model, to: &head)
        head.append(text: ",\"choices\":[")
    }

    private mutating func end(into bytes: inout [UInt8]) {
        if context.wantsUsage, let usage {
            bytes += head
            bytes.append(text: "],")
            var writer = JSONWriter()
            ChatUsage.write(usage, to: &writer)
            bytes += writer.bytes
            bytes.append(text: "}\n\n")
        }
        bytes.append(text: "data: [DONE]\n\n")
    }

    // MARK: Parts

    private mutating func open(_ part: Int, _ choice: Int, _ content: Part, into bytes: inout [UInt8]) {
        var text = ""
        switch content.content {
        case .text(let words):
            text = words
            growing.append(Growth(part: part, choice: choice, kind: .text))
        case .reasoning(let reasoning):
            text = reasoning.text
            growing.append(Growth(part: part, choice: choice, kind: .reasoning))
        case .refusal(let words):
            text = words
            growing.append(Growth(part: part, choice: choice, kind: .refusal))
        case .toolCall(let call):
            text = call.input
            start(choice, "\"content\":null", into: &bytes)
            openCall(part, choice, call, into: &bytes)
        case .media, .toolResult, .opaque: return
        }
        if !text.isEmpty { grow(part, text, into: &bytes) }
    }

    private mutating func openCall(_ part: Int, _ choice: Int, _ written: ToolCall, into bytes: inout [UInt8]) {
        var number = 0
        for index in choices.indices where choices[index].index == choice {
            number = choices[index].calls
            choices[index].calls += 1
        }
        // The places of all choices' calls differ, so that ids made of them do.
        let call = ClientCall(written, place: choice &* 1000 &+ number, prefix: "call_", context)
        growing.append(Growth(part: part, choice: choice, kind: .call(call, place: number)))
        chunk(choice, into: &bytes) { bytes in
            bytes.append(text: "\"tool_calls\":[{\"index\":")
            JSONWriter.append(number, to: &bytes)
            bytes.append(text: ",\"id\":")
            JSONWriter.append(call.id, to: &bytes)
            bytes.append(text: call.isCustom ? ",\"type\":\"custom\",\"custom\":" : ",\"type\":\"function\",\"function\":")
            bytes.append(text: "{\"name\":")
            JSONWriter.append(call.name, to: &bytes)
            bytes.append(text: call.isCustom ? ",\"input\":\"\"}}]" : ",\"arguments\":\"\"}}]")
        }
    }

    private mutating func grow(_ part: Int, _ text: String, into bytes: inout [UInt8]) {
        guard !text.isEmpty, let place = growing.lastIndex(where: { $0.part == part }) else { return }
        let choice = growing[place].choice
        growing[place].hasGrown = true
        switch growing[place].kind {
        case .text: say("\"content\":", text, choice, into: &bytes)
        case .reasoning: say("\"reasoning_content\":", text, choice, into: &bytes)
        case .refusal: say("\"refusal\":", text, choice, into: &bytes)
        case .call(let call, let number):
            if call.isWrapped {
                growing[place].held += text
            } else {
                growCall(number, text, isCustom: call.isCustom, choice, into: &bytes)
            }
        }
    }

    private mutating func close(_ part: Int, into bytes: inout [UInt8]) {
        guard let place = growing.lastIndex(where: { $0.part == part }) else { return }
        let growth = growing.remove(at: place)
        guard case .call(let call, let number) = growth.kind, call.isWrapped || !growth.hasGrown else { return }
        let input = call.input(growth.held)
        if !input.isEmpty { growCall(number, input, isCustom: call.isCustom, growth.choice, into: &bytes) }
    }

    // MARK: Chunks

    /// Writes the chunk that names the role, before a choice's first other one.
    private mutating func start(_ choice: Int, _ content: StaticString, into bytes: inout [UInt8]) {
        guard !choices.contains(where: { $0.index == choice }) else { return }
        choices.append(Choice(index: choice))
        chunk(choice, into: &bytes) { bytes in
            bytes.append(text: "\"role\":\"assistant\",")
            bytes.append(text: content)
        }
    }

    private mutating func say(_ key: StaticString, _ text: String, _ choice: Int, into bytes: inout [UInt8]) {
        start(choice, "\"content\":\"\"", into: &bytes)
        chunk(choice, into: &bytes) { bytes in
            bytes.append(text: key)
            JSONWriter.append(text, to: &bytes)
        }
    }

    private func growCall(_ number: Int, _ text: String, isCustom: Bool, _ choice: Int, into bytes: inout [UInt8]) {
        chunk(choice, into: &bytes) { bytes in
            bytes.append(text: "\"tool_calls\":[{\"index\":")
            JSONWriter.append(number, to: &bytes)
            bytes.append(text: isCustom ? ",\"custom\":{\"input\":" : ",\"function\":{\"arguments\":")
            JSONWriter.append(text, to: &bytes)
            bytes.append(text: "}}]")
        }
    }

    private func chunk(
        _ choice: Int, finish: String? = nil, into bytes: inout [UInt8], delta: (inout [UInt8]) -> Void
    ) {
        bytes += head
        bytes.append(text: "{\"index\":")
        JSONWriter.append(choice, to: &bytes)
        bytes.append(text: ",\"delta\":{")
        delta(&bytes)
        bytes.append(text: "},\"logprobs\":null,\"finish_reason\":")
        if let finish { JSONWriter.append(finish, to: &bytes) } else { bytes.append(text: "null") }
        bytes.append(text: context.wantsUsage ? "}],\"usage\":null}\n\n" : "}]}\n\n")
    }
}
