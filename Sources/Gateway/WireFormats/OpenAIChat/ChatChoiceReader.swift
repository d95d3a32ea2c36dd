// SPDX-License-Identifier: Apache-2.0

import Conversation

/// One choice of a chat completion while it is read: of a stream, delta by delta, or of a whole answer.
struct ChatChoiceReader: Sendable {
    /// What the model says other than calls; one of them at a time.
    private enum Voice: Sendable {
        case text, reasoning, refusal
    }

    let index: Int
    private(set) var stop: StopReason?
    private var voice: Voice?
    private var voicePart = 0
    private var calls: ChatCallsReader

    /// - Parameter answer: the answer's id, which ids of calls are made of where the provider gives none.
    init(_ index: Int, answer: String) {
        self.index = index
        calls = ChatCallsReader(choice: index, answer: answer)
    }

    /// Reads what a chunk tells of the choice; false if it cannot be understood.
    mutating func read(
        _ choice: Int, _ data: Span<UInt8>, _ tape: JSONTape, _ parts: inout Int, into events: inout [AnswerEvent]
    ) -> Bool {
        if let delta = tape.member("delta", of: choice, in: data), tape.nodes[delta].kind == .object,
            !say(delta, data, tape, &parts, into: &events)
        {
            return false
        }
        readStop(choice, data, tape, &parts, into: &events)
        return true
    }

    /// Reads why the choice stopped, if it has.
    mutating func readStop(
        _ choice: Int, _ data: Span<UInt8>, _ tape: JSONTape, _ parts: inout Int, into events: inout [AnswerEvent]
    ) {
        guard let word = tape.text("finish_reason", of: choice, in: data), !word.isEmpty else { return }
        let reason = ChatWords.stopReason(word)
        // Some providers say that the model is done though it waits for its tools.
        stop = reason == .finished && !calls.isEmpty ? .toolCalls : reason
        closeAll(&parts, into: &events)
    }

    /// Ends every part that is open.
    mutating func closeAll(_ parts: inout Int, into events: inout [AnswerEvent]) {
        closeVoice(into: &events)
        calls.closeAll(&parts, into: &events)
    }

    /// Reads a delta, or a whole message with `extras` for its text.
    mutating func say(
        _ delta: Int, _ data: Span<UInt8>, _ tape: JSONTape, _ parts: inout Int, isWhole: Bool = false,
        extras: [ExtraField] = [], into events: inout [AnswerEvent]
    ) -> Bool {
        var sound = true
        func text(_ name: StaticString) -> String? {
            guard let value = tape.member(name, of: delta, in: data), tape.nodes[value].kind == .string else {
                return nil
            }
            let text = tape.string(at: value, in: data)
            if text == nil { sound = false }
            return text
        }
        // Some providers write their thoughts under both names.
        if let thoughts = text("reasoning_content") ?? text("reasoning") {
            speak(.reasoning, thoughts, &parts, into: &events)
        }
        if let content = tape.member("content", of: delta, in: data) {
            switch tape.nodes[content].kind {
            case .null: break
            case .string:
                if let words = text("content") { speak(.text, words, &parts, extras: extras, into: &events) }
            case .array: sound = sayParts(content, data, tape, &parts, into: &events) && sound
            default: sound = false
            }
        }
        if let refusal = text("refusal") { speak(.refusal, refusal, &parts, into: &events) }
        if let list = tape.member("tool_calls", of: delta, in: data), tape.nodes[list].kind == .array {
            if Int(tape.nodes[list].next) > list + 1 { closeVoice(into: &events) }
            sound = calls.read(list, data, tape, &parts, isWhole: isWhole, into: &events) && sound
        }
        if let call = tape.member("function_call", of: delta, in: data), tape.nodes[call].kind == .object {
            closeVoice(into: &events)
            calls.readLegacy(call, data, tape, &parts, into: &events)
        }
        return sound
    }

    /// Content that is a list, as Mistral's models that think have it.
    private mutating func sayParts(
        _ list: Int, _ data: Span<UInt8>, _ tape: JSONTape, _ parts: inout Int, into events: inout [AnswerEvent]
    ) -> Bool {
        var pieces: [(Voice, String)] = []
        var sound = true
        tape.forEachElement(of: list) { piece in
            if let text = tape.text("text", of: piece, in: data) {
                pieces.append((.text, text))
            } else if let thinking = tape.member("thinking", of: piece, in: data) {
                if let text = tape.string(at: thinking, in: data) { pieces.append((.reasoning, text)) }
                tape.forEachElement(of: thinking) { thought in
                    if let text = tape.text("text", of: thought, in: data) { pieces.append((.reasoning, text)) }
                }
            } else if tape.nodes[piece].kind != .object {
                sound = false
            }
        }
        for (voice, text) in pieces { speak(voice, text, &parts, into: &events) }
        return sound
    }

    private mutating func speak(
        _ voice: Voice, _ text: String, _ parts: inout Int, extras: [ExtraField] = [],
        into events: inout [AnswerEvent]
    ) {
        guard !text.isEmpty else { return }
        if self.voice != voice {
            closeVoice(into: &events)
            calls.closeComplete(into: &events)
            self.voice = voice
            voicePart = parts
            parts += 1
            let content: Part.Content =
                switch voice {
                case .text: .text("")
                case .reasoning: .reasoning(Reasoning(text: ""))
                case .refusal: .refusal("")
                }
            events.append(.open(part: voicePart, choice: index, Part(content, extras: extras)))
        }
        events.append(.grow(part: voicePart, text))
    }

    private mutating func closeVoice(into events: inout [AnswerEvent]) {
        guard voice != nil else { return }
        voice = nil
        events.append(.close(part: voicePart))
    }
}
