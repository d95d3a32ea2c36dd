// SPDX-License-Identifier: Apache-2.0

extension FakeUpstreamDirectives {
    /// The keys that directives are written with.
    enum Key: String, CaseIterable {
        case fault
        case retryAfter = "retry-after"
        case stall = "stall-ms"
        case firstByte = "first-byte-ms"
        case latency
        case latencyMedian = "latency-ms"
        case frameDelay = "frame-delay-ms"
        case frames
        case frameBytes = "frame-bytes"
        case finish
        case text
        case tool
        case toolInput = "tool-input"
        case tools
        case reasoning
        case refusal
    }

    private static let longestWait = 86_400_000
    private static let mostFrames = 1_000_000
    private static let largestFrame = 1_048_576
    private static let mostTools = 64

    /// The directives of a text of `key=value` pairs, set apart by white space or semicolons.
    ///
    /// A value may be quoted (with JSON's escapes) or be a JSON object. This is the grammar of the command line and of
    /// the header `x-fake-upstream`. Throws ``FakeUpstreamDirectiveError``.
    public init(parsing text: String) throws(FakeUpstreamDirectiveError) {
        self.init()
        var scanner = DirectiveScanner(Array(text.utf8)[...])
        try apply(&scanner)
    }

    /// The directives of the last mark `[[fake …]]` in `text`, or nil where it has none.
    init?(markIn text: String) throws(FakeUpstreamDirectiveError) {
        guard let content = DirectiveMark.lastContent(in: text) else { return nil }
        self.init()
        var scanner = DirectiveScanner(content, endsWithMark: true)
        try apply(&scanner)
    }

    /// The directives of a JSON object such as `{"fault":"status-429","retry-after":1}`.
    init(json: JSONValue) throws(FakeUpstreamDirectiveError) {
        self.init()
        guard let members = json.objectMembers else {
            throw .malformed(json.encodedText())
        }
        for member in members {
            switch member.value {
            case .null: continue
            case .string(let text): try set(member.key, to: text)
            case .bool(let flag): try set(member.key, to: flag ? "1" : "0")
            case .number, .array, .object: try set(member.key, to: member.value.encodedText())
            }
        }
    }

    private mutating func apply(_ scanner: inout DirectiveScanner) throws(FakeUpstreamDirectiveError) {
        while let pair = try scanner.next() { try set(pair.key, to: pair.value) }
    }

    private mutating func set(_ name: String, to value: String) throws(FakeUpstreamDirectiveError) {
        guard let key = Key(rawValue: name) else { throw .unknownKey(name) }
        switch key {
        case .fault: fault = try Self.choice(key, value)
        case .latency: latency = try Self.choice(key, value)
        case .retryAfter: retryAfter = try Self.count(key, value, in: 0...Self.longestWait)
        case .stall: stallMilliseconds = try Self.count(key, value, in: 0...Self.longestWait)
        case .firstByte: firstByteMilliseconds = try Self.count(key, value, in: 0...Self.longestWait)
        case .latencyMedian: latencyMilliseconds = try Self.count(key, value, in: 0...Self.longestWait)
        case .frameDelay: frameDelayMilliseconds = try Self.count(key, value, in: 0...Self.longestWait)
        case .frames: frames = try Self.count(key, value, in: 1...Self.mostFrames)
        case .frameBytes: frameBytes = try Self.count(key, value, in: 1...Self.largestFrame)
        case .tools: tools = try Self.count(key, value, in: 1...Self.mostTools)
        case .finish: finish = value
        case .text: text = value
        case .tool: tool = value
        case .refusal: refusal = value
        case .toolInput:
            guard (try? JSONReader.read(Array(value.utf8))) != nil else {
                throw .badValue(key: name, value: value, expected: "a JSON document")
            }
            toolInput = value
        case .reasoning:
            guard let flag = ["1": true, "true": true, "0": false, "false": false][value] else {
                throw .badValue(key: name, value: value, expected: "1 or 0")
            }
            reasoning = flag
        }
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: Key, _ value: String
    ) throws(FakeUpstreamDirectiveError) -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: value) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badValue(key: key.rawValue, value: value, expected: "one of \(known)")
        }
        return choice
    }

    private static func count(
        _ key: Key, _ value: String, in range: ClosedRange<Int>
    ) throws(FakeUpstreamDirectiveError) -> Int {
        guard let count = Int(value), range.contains(count) else {
            let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
            throw .badValue(key: key.rawValue, value: value, expected: expected)
        }
        return count
    }
}
