// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads a whole chat completion.
enum ChatAnswerReader {
    /// The steps of the answer in `body`; nil if it is none of this format.
    static func read(_ body: Span<UInt8>, _ tape: JSONTape) -> [AnswerEvent]? {
        let root = tape.root
        guard let choices = tape.member("choices", of: root, in: body), tape.nodes[choices].kind == .array,
            Int(tape.nodes[choices].next) > choices + 1
        else { return nil }
        let id = tape.text("id", of: root, in: body) ?? ""
        var events: [AnswerEvent] = [
            .begin(
                id: id, model: tape.text("model", of: root, in: body) ?? "",
                created: tape.count("created", of: root, in: body))
        ]
        var parts = 0
        var stops: [(choice: Int, reason: StopReason)] = []
        var sound = true
        tape.forEachElement(of: choices) { choice in
            let index = tape.count("index", of: choice, in: body) ?? stops.count
            guard let message = tape.member("message", of: choice, in: body), tape.nodes[message].kind == .object,
                index >= 0, !stops.contains(where: { $0.choice == index })
            else { return sound = false }
            var reader = ChatChoiceReader(index, answer: id)
            let extras = extras(choice, message, body, tape)
            if !reader.say(message, body, tape, &parts, isWhole: true, extras: extras, into: &events) { sound = false }
            reader.readStop(choice, body, tape, &parts, into: &events)
            reader.closeAll(&parts, into: &events)
            readAudio(message, index, body, tape, &parts, into: &events)
            stops.append((index, reader.stop ?? .other("")))
        }
        guard sound else { return nil }
        if let usage = tape.member("usage", of: root, in: body).flatMap({ ChatAnswerDecoder.usage($0, body, tape) }) {
            events.append(.usage(usage))
        }
        for stop in stops.sorted(by: { $0.choice < $1.choice }) {
            events.append(.stop(choice: stop.choice, stop.reason, sequence: nil))
        }
        events.append(.end)
        return events
    }

    /// What the format tells of a text beside it.
    private static func extras(
        _ choice: Int, _ message: Int, _ body: Span<UInt8>, _ tape: JSONTape
    ) -> [ExtraField] {
        var extras: [ExtraField] = []
        func keep(_ name: String, _ value: Int?) {
            guard let value, tape.nodes[value].kind == .array, Int(tape.nodes[value].next) > value + 1 else { return }
            extras.append(ExtraField(name: name, json: tape.raw(value, in: body)))
        }
        keep("annotations", tape.member("annotations", of: message, in: body))
        if let logprobs = tape.member("logprobs", of: choice, in: body) {
            keep("logprobs", tape.member("content", of: logprobs, in: body))
        }
        return extras
    }

    private static func readAudio(
        _ message: Int, _ choice: Int, _ body: Span<UInt8>, _ tape: JSONTape, _ parts: inout Int,
        into events: inout [AnswerEvent]
    ) {
        guard let audio = tape.member("audio", of: message, in: body), tape.nodes[audio].kind == .object else { return }
        let content = Part.Content.opaque(type: "audio", json: tape.raw(audio, in: body))
        events.append(.open(part: parts, choice: choice, Part(content)))
        events.append(.close(part: parts))
        parts += 1
    }
}
