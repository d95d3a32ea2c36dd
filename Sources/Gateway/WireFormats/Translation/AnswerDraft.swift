// SPDX-License-Identifier: Apache-2.0

import Conversation

/// An answer as its events make it, for formats that are written as a whole.
struct AnswerDraft {
    /// One alternative.
    struct Choice {
        var parts: [Part] = []
        var stop: StopReason?
        var sequence: String?
    }

    private(set) var id = ""
    private(set) var model = ""
    private(set) var created: Int?
    private(set) var choices: [Int: Choice] = [:]
    private(set) var usage: Usage?
    private(set) var failure: GatewayError?
    private(set) var isOver = false
    /// Where each part stands: its choice, and its place among that choice's parts.
    private var places: [Int: (choice: Int, place: Int)] = [:]

    init(_ events: some Sequence<AnswerEvent> = []) {
        for event in events { take(event) }
    }

    /// The choices' numbers in order.
    var indices: [Int] { choices.keys.sorted() }

    mutating func take(_ event: AnswerEvent) {
        switch event {
        case .begin(let id, let model, let created):
            (self.id, self.model, self.created) = (id, model, created)
        case .open(let part, let choice, let content):
            places[part] = (choice, choices[choice]?.parts.count ?? 0)
            choices[choice, default: Choice()].parts.append(content)
        case .grow(let part, let piece): edit(part) { $0.grow(piece) }
        case .sign(let part, let piece): edit(part) { $0.sign(piece) }
        case .close: break
        case .stop(let choice, let reason, let sequence):
            choices[choice, default: Choice()].stop = reason
            choices[choice]?.sequence = sequence
        case .usage(let counts): usage = counts
        case .failure(let error): failure = error
        case .end: isOver = true
        }
    }

    private mutating func edit(_ part: Int, _ change: (inout Part) -> Void) {
        guard let (choice, place) = places[part] else { return }
        if choices[choice] != nil { change(&choices[choice, default: Choice()].parts[place]) }
    }
}

extension Part {
    /// Adds to what the part says. The text is taken out of it meanwhile, so that it grows in place.
    fileprivate mutating func grow(_ piece: String) {
        let before = content
        content = .text("")
        switch consume before {
        case .text(var text):
            text += piece
            content = .text(text)
        case .refusal(var text):
            text += piece
            content = .refusal(text)
        case .reasoning(var reasoning):
            reasoning.text += piece
            content = .reasoning(reasoning)
        case .toolCall(var call):
            call.input += piece
            content = .toolCall(call)
        case let other: content = other
        }
    }

    fileprivate mutating func sign(_ piece: String) {
        guard case .reasoning(var reasoning) = content else { return }
        reasoning.signature = (reasoning.signature ?? "") + piece
        content = .reasoning(reasoning)
    }
}
