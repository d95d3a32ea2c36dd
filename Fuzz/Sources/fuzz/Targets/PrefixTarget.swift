// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import WireFormats

/// Request bodies as the prefix watch sees them: sketched, and compared with what came before.
struct PrefixTarget: FuzzTarget {
    static let name = "prefix"
    static let grammar = Grammar.json
    static let tokens = [
        "messages", "input", "contents", "system", "instructions", "systemInstruction", "tools", "functions", "role",
        "content", "cache_control", "type", "ephemeral", "user", "assistant", "parts", "text",
    ]

    private var tape = JSONTape()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        for format in WireFormat.allCases {
            guard let sketch = PromptSketch(input.span, format, tape: &tape) else {
                summary.add(false)
                continue
            }
            try Violation.unless(sketch.bodyBytes == input.count, "a sketch knows how long its body is")
            try Violation.unless(sketch.footprint < 64 * input.count + 256, "what is kept is in proportion to the body")
            var watch = PrefixWatch(limit: 4 << 20)
            try Violation.unless(watch.take(1, sent: sketch, asked: nil) == .new, "the first turn of a session is new")
            let again = watch.take(1, sent: sketch, asked: sketch)
            try Violation.unless(again == .kept, "the same turn again breaks nothing")
            try follow(input, format, sketch, watch, &summary)
        }
        return summary
    }

    /// A turn with one byte less somewhere must be told apart or be none, and never be blamed on the gateway that sent it on.
    private mutating func follow(
        _ input: [UInt8], _ format: WireFormat, _ sketch: PromptSketch, _ watch: PrefixWatch, _ summary: inout Summary
    ) throws(Violation) {
        var random = SeededNumbers(from: input)
        var other = input
        other.remove(at: random.below(other.count))
        guard let changed = PromptSketch(other.span, format, tape: &tape) else { return }
        var watch = watch
        switch watch.take(1, sent: changed, asked: nil) {
        case .new: summary.add(1)
        case .kept: summary.add(2)
        case .broken(let found):
            summary.add(3)
            try Violation.unless(found.author == .client, "the gateway is not blamed for what the client sent")
        }
    }
}
