// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What an answer's steps come to, however they were cut and in whatever order parts grew.
struct AnswerShape: Hashable {
    private struct Choice: Hashable {
        var parts: [Part] = []
        var stop: StopReason?
        var sequence: String?
    }

    private var head: AnswerEvent?
    private var choices: [Int: Choice] = [:]
    private var usage: Usage?
    private var failure: GatewayError?
    private var isOver = false
    /// What is wrong with the order of the steps, if anything is.
    private(set) var disorder: String?

    init(_ events: [AnswerEvent]) {
        var places: [Int: (choice: Int, place: Int, isOpen: Bool)] = [:]
        func fault(_ words: String) { disorder = disorder ?? words }
        for event in events {
            if isOver || failure != nil { fault("a step after the end") }
            if case .failure = event {} else if case .begin = event {} else if head == nil { fault("no beginning") }
            switch event {
            case .begin:
                if head != nil { fault("two beginnings") }
                head = event
            case .open(let part, let choice, let content):
                if part != places.count { fault("part \(part) is not the next") }
                if choices[choice]?.stop != nil { fault("a part after the stop") }
                places[part] = (choice, choices[choice]?.parts.count ?? 0, true)
                choices[choice, default: Choice()].parts.append(content)
            case .grow(let part, let text):
                guard let place = places[part], place.isOpen, !text.isEmpty else {
                    fault("part \(part) grows in vain")
                    continue
                }
                choices[place.choice]?.parts[place.place].add(text)
            case .sign(let part, let text):
                guard let place = places[part], place.isOpen, !text.isEmpty else {
                    fault("part \(part) is signed in vain")
                    continue
                }
                guard case .reasoning(var thoughts)? = choices[place.choice]?.parts[place.place].content else {
                    fault("a signature on what is no thought")
                    continue
                }
                thoughts.signature = (thoughts.signature ?? "") + text
                choices[place.choice]?.parts[place.place].content = .reasoning(thoughts)
            case .close(let part):
                if places[part]?.isOpen != true { fault("part \(part) is closed in vain") }
                places[part]?.isOpen = false
            case .stop(let choice, let reason, let sequence):
                if choices[choice]?.stop != nil { fault("two stops") }
                if places.values.contains(where: { $0.choice == choice && $0.isOpen }) { fault("a stop too early") }
                choices[choice, default: Choice()].stop = reason
                choices[choice]?.sequence = sequence
            case .usage(let counts): usage = counts
            case .failure(let error): failure = error
            case .end:
                if choices.values.contains(where: { $0.stop == nil }) { fault("an end without a stop") }
                isOver = true
            }
        }
    }
}

extension Part {
    fileprivate mutating func add(_ piece: String) {
        switch content {
        case .text(let text): content = .text(text + piece)
        case .refusal(let text): content = .refusal(text + piece)
        case .reasoning(var thoughts):
            thoughts.text += piece
            content = .reasoning(thoughts)
        case .toolCall(var call):
            call.input += piece
            content = .toolCall(call)
        case .media, .toolResult, .opaque: break
        }
    }
}
