// SPDX-License-Identifier: Apache-2.0

import WireFormats

/// The scanner of JSON texts and all that a tape can be asked.
struct JSONTarget: FuzzTarget {
    static let name = "json"
    static let grammar = Grammar.json
    static let tokens = [
        "true", "false", "null", "[", "]", "{", "}", ",", ":", "\"", "\\", "\\u", "\\ud800\\udc00", "-", "0", "1e9",
        ".",
        " ", "\t", "a", "text", "\u{FEFF}",
    ]

    private var tape = JSONTape()
    private var narrow = JSONTape()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        summary.add(narrowProblem(input)?.code ?? "fits")
        do {
            try tape.scan(input.span)
        } catch {
            try Violation.unless((0...input.count).contains(error.offset), "a problem lies inside the text")
            summary.add(error.explanation.filter { !$0.isNumber })
            tape.shrink(to: 64)
            return summary
        }
        try checkNodes(input, &summary)
        var walked = 0
        try walk(tape.root, input, &walked)
        try Violation.unless(walked == tape.nodes.count, "walking an accepted text meets each value once")
        try checkRescan(input)
        tape.shrink(to: 1024)
        return summary
    }

    /// What a scan with tight bounds says, which never accepts what the wide one refuses.
    private mutating func narrowProblem(_ input: [UInt8]) -> JSONProblem? {
        do {
            try narrow.scan(input.span, limits: JSONLimits(depth: 6, values: 48))
            return nil
        } catch {
            return error
        }
    }

    private func checkNodes(_ input: [UInt8], _ summary: inout Summary) throws(Violation) {
        var kinds = 0
        for index in tape.nodes.indices {
            let node = tape.nodes[index]
            let range = tape.range(of: index)
            try Violation.unless(
                range.lowerBound >= 0 && range.upperBound <= input.count, "a value lies inside the text")
            try Violation.unless(
                Int(node.next) > index && Int(node.next) <= tape.nodes.count, "a value's successor lies behind it")
            kinds |= 1 << Int(node.kind.rawValue)
            if node.isEscaped { kinds |= 1 << 8 }
            if node.kind == .number {
                summary.add(tape.integer(at: index, in: input.span) == nil)
                try Violation.unless(tape.string(at: index, in: input.span) == nil, "a number is no string")
            }
            if node.kind == .string, index < 24 { try checkString(index, node, input, &summary) }
        }
        summary.add(kinds)
        summary.add(magnitude: tape.nodes.count)
    }

    /// A string that is written again reads the same.
    private func checkString(
        _ index: Int, _ node: JSONNode, _ input: [UInt8], _ summary: inout Summary
    ) throws(Violation) {
        var content: [UInt8] = []
        let sound = JSONText.unescape(input.span.extracting(Int(node.start)..<Int(node.end)), into: &content)
        guard let string = tape.string(at: index, in: input.span) else {
            try Violation.unless(!sound, "a string without a lone surrogate can be had")
            return summary.add("lone surrogate")
        }
        try Violation.unless(sound && content == Array(string.utf8), "a string's bytes are its UTF-8")
        try Violation.unless(
            tape.matches(index, "text", in: input.span) == (string == "text"), "matching compares what a string says")
        var written: [UInt8] = []
        JSONWriter.append(string, to: &written)
        var again = JSONTape()
        do { try again.scan(written.span) } catch { throw Violation(rule: "a written string is JSON") }
        try Violation.unless(again.string(at: 0, in: written.span) == string, "a written string reads the same")
    }

    private func walk(_ index: Int, _ input: [UInt8], _ walked: inout Int) throws(Violation) {
        walked += 1
        switch tape.nodes[index].kind {
        case .array:
            try tape.forEachElement(of: index) { (element) throws(Violation) in try walk(element, input, &walked) }
        case .object:
            var first = true
            try tape.forEachMember(of: index) { (key, value) throws(Violation) in
                walked += 1
                try Violation.unless(tape.nodes[key].kind == .string, "a key is a string")
                if first, tape.matches(key, "a", in: input.span) {
                    try Violation.unless(
                        tape.member("a", of: index, in: input.span) == value, "a member is found by its name")
                }
                first = false
                try walk(value, input, &walked)
            }
        default: break
        }
    }

    /// A value cut out of an accepted text is an accepted text with the same values.
    private mutating func checkRescan(_ input: [UInt8]) throws(Violation) {
        guard tape.nodes.count > 1 else { return }
        let index = tape.nodes[tape.root].kind == .object ? 2 : 1
        let raw = tape.raw(index, in: input.span)
        do { try narrow.scan(raw.span) } catch { throw Violation(rule: "a part of an accepted text is accepted") }
        try Violation.unless(
            narrow.nodes.count == Int(tape.nodes[index].next) - index, "a part has as many values alone as in its text")
    }
}
