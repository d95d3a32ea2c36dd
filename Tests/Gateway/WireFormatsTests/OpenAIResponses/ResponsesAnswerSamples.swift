// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers

@testable import WireFormats

/// Random answers, as the steps in which a provider would tell them.
struct ResponsesAnswerSamples {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private mutating func text(from least: Int) -> String {
        let pieces = ["a", "Hello ", "\n", "\"", "\\", "é", "😀", "\u{1}", "{\"x\":1}"]
        return (0..<(least + random.below(4))).map { _ in random.one(of: pieces) }.joined()
    }

    /// An answer; with `sideBySide` its parts may grow at the same time, each in several pieces.
    mutating func answer(sideBySide: Bool) -> [AnswerEvent] {
        var events: [AnswerEvent] = [
            .begin(id: "resp_\(random.below(1000))", model: "m", created: random.below(1 << 31))
        ]
        var steps: [[AnswerEvent]] = []
        var calls = false
        for part in 0..<random.below(5) {
            let (content, isCall) = content()
            if isCall { calls = true }
            var queue: [AnswerEvent] = [.open(part: part, choice: 0, Part(content))]
            switch content {
            case .opaque: break
            case .reasoning:
                if random.chance(80) { queue += grown(part) }
                if queue.count == 1 || random.chance(50) { queue.append(.sign(part: part, "sig\(part)")) }
            case .toolCall: queue += grown(part)
            default: if random.chance(90) { queue += grown(part) }
            }
            queue.append(.close(part: part))
            steps.append(queue)
        }
        while !steps.isEmpty {
            // Parts are numbered as they begin, so the first step of each comes in order.
            let begun = sideBySide ? steps.indices.filter { isOpen(steps[$0]) } : []
            let next = steps.indices.first { !isOpen(steps[$0]) }
            let place = begun.isEmpty || next != nil && random.chance(30) ? next ?? 0 : random.one(of: begun)
            let count = isWhole(steps[place]) || !sideBySide ? steps[place].count : 1
            events += steps[place].prefix(count)
            steps[place].removeFirst(count)
            steps.removeAll(where: \.isEmpty)
        }
        if random.chance(80) {
            events.append(
                .usage(
                    Usage(
                        input: random.below(9999), output: random.below(9999), cachedRead: random.below(999),
                        cacheWrite: random.below(99), reasoning: random.below(99))))
        }
        let whole: StopReason = calls ? .toolCalls : .finished
        let reason = random.one(of: [whole, whole, .length, .filtered, .other("max_messages")])
        return events + [.stop(choice: 0, reason, sequence: nil), .end]
    }

    private func isOpen(_ steps: [AnswerEvent]) -> Bool {
        if case .open? = steps.first { return false }
        return true
    }

    /// Items that the format tells in one piece, which nothing can come between.
    private func isWhole(_ steps: [AnswerEvent]) -> Bool {
        guard case .open(_, _, let part)? = steps.first else { return false }
        switch part.content {
        case .opaque, .reasoning: return true
        default: return false
        }
    }

    private mutating func content() -> (Part.Content, isCall: Bool) {
        switch random.below(7) {
        case 0, 1: return (.text(""), false)
        case 2: return (.refusal(""), false)
        case 3: return (.reasoning(Reasoning(text: "")), false)
        case 4:
            let json = Array(#"{"type":"web_search_call","id":"ws","status":"completed"}"#.utf8)
            return (.opaque(type: "web_search_call", json: json), false)
        default:
            let isCustom = random.chance(30)
            let namespace = random.chance(30) ? "space" : nil
            let id = "call_\(random.below(1000))"
            return (.toolCall(ToolCall(id: id, name: "f", namespace: namespace, isCustom: isCustom, input: "")), true)
        }
    }

    private mutating func grown(_ part: Int) -> [AnswerEvent] {
        (0...random.below(4)).map { _ in .grow(part: part, text(from: 1)) }
    }

    /// The same steps as a whole answer has them: part after part, each in one piece.
    static func whole(_ events: [AnswerEvent]) -> [AnswerEvent] {
        var order: [Int] = []
        var opened: [Int: AnswerEvent] = [:]
        var text: [Int: String] = [:]
        var signatures: [Int: String] = [:]
        var rest: [AnswerEvent] = []
        for event in events {
            switch event {
            case .open(let part, _, _):
                order.append(part)
                opened[part] = event
            case .grow(let part, let piece): text[part, default: ""] += piece
            case .sign(let part, let piece): signatures[part, default: ""] += piece
            case .close: break
            default: rest.append(event)
            }
        }
        var whole = Array(rest.prefix(1))
        for part in order {
            whole += [opened[part]].compactMap { $0 }
            if let text = text[part] { whole.append(.grow(part: part, text)) }
            if let signature = signatures[part] { whole.append(.sign(part: part, signature)) }
            whole.append(.close(part: part))
        }
        return whole + rest.dropFirst()
    }
}
