// SPDX-License-Identifier: Apache-2.0

public import Conversation
public import WireFormats

/// The prompt of a request body as hashes: enough to find where two turns differ, and nothing of what they say.
///
/// Providers keep prompts in the order tools, instructions, messages, whatever the order in the body; so does the sketch.
/// Markers for the prompt cache (`cache_control`) are no part of the prompt.
public struct PromptSketch: Sendable, Hashable {
    /// A tool, the instructions or one of them, a message.
    struct Part: Sendable, Hashable {
        var kind: PrefixBreak.Part
        var index: Int32
        /// Who speaks, shortened.
        var role: String
        var hash: UInt64
        /// Where it lies in the body.
        var start: Int32
        /// Its bytes without markers.
        var length: Int32
        /// Where its blocks begin among all.
        var firstBlock: Int32
        /// Markers that were left out: where in the body, and how long.
        var gaps: [Range<Int32>]
    }

    /// Differences are found to the block.
    static let blockSize = 256
    private static let longestRole = 32

    private(set) var parts: [Part] = []
    private(set) var blocks: [UInt64] = []
    /// How long the body is.
    public private(set) var bodyBytes = 0

    /// Sketches a request body; nil if it is none of the format's.
    ///
    /// - Parameter tape: is scanned into, so that its storage can be used again.
    public init?(_ body: Span<UInt8>, _ format: WireFormat, tape: inout JSONTape) {
        do throws(JSONProblem) { try tape.scan(body) } catch { return nil }
        guard tape.nodes.first?.kind == .object else { return nil }
        bodyBytes = body.count
        var sketcher = Sketcher(tape: tape)
        let names = Names(format)
        for name in names.tools { sketcher.each(.tool, of: name, in: body, &self) }
        for name in names.instructions { sketcher.each(.instructions, of: name, in: body, &self) }
        sketcher.each(.message, of: names.messages, in: body, &self)
        guard parts.contains(where: { $0.kind == .message }) else { return nil }
    }

    /// The memory that it takes, in bytes, roughly.
    public var footprint: Int {
        blocks.count * 8 + parts.reduce(128) { $0 + MemoryLayout<Part>.stride + 8 * $1.gaps.count }
    }

    /// What the members are called in a format.
    private struct Names {
        var tools: [StaticString]
        var instructions: [StaticString]
        var messages: StaticString

        init(_ format: WireFormat) {
            switch format {
            case .openAIChat, .native:
                (tools, instructions, messages) = (["tools", "functions"], [], "messages")
            case .openAIResponses: (tools, instructions, messages) = (["tools"], ["instructions"], "input")
            case .anthropicMessages: (tools, instructions, messages) = (["tools"], ["system"], "messages")
            case .gemini:
                (tools, instructions, messages) = (["tools"], ["systemInstruction", "system_instruction"], "contents")
            }
        }
    }

    /// Takes the parts of a body one after another.
    private struct Sketcher {
        let tape: JSONTape
        var bytes: [UInt8] = []

        /// Takes the elements of a member, or its value if it is no list.
        mutating func each(
            _ kind: PrefixBreak.Part, of name: StaticString, in body: Span<UInt8>, _ sketch: inout PromptSketch
        ) {
            guard let value = tape.member(name, of: tape.root, in: body) else { return }
            guard tape.nodes[value].kind == .array else { return take(value, kind, 0, in: body, &sketch) }
            var elements: [Int] = []
            tape.forEachElement(of: value) { elements.append($0) }
            for (index, element) in elements.enumerated() { take(element, kind, index, in: body, &sketch) }
        }

        private mutating func take(
            _ value: Int, _ kind: PrefixBreak.Part, _ index: Int, in body: Span<UInt8>, _ sketch: inout PromptSketch
        ) {
            let range = tape.range(of: value)
            let gaps = markers(in: value, body)
            bytes.removeAll(keepingCapacity: true)
            var place = range.lowerBound
            for gap in gaps {
                append(place..<gap.lowerBound, of: body)
                place = gap.upperBound
            }
            append(place..<range.upperBound, of: body)
            let role = kind == .message ? tape.member("role", of: value, in: body) : nil
            var part = Part(
                kind: kind, index: Int32(clamping: index),
                role: role.flatMap { tape.string(at: $0, in: body) }.map { String($0.prefix(longestRole)) } ?? "",
                hash: BlockHash.start, start: Int32(clamping: range.lowerBound), length: Int32(clamping: bytes.count),
                firstBlock: Int32(clamping: sketch.blocks.count),
                gaps: gaps.map { Int32(clamping: $0.lowerBound)..<Int32(clamping: $0.upperBound) })
            bytes.withUnsafeBytes { whole in
                for offset in stride(from: 0, to: whole.count, by: blockSize) {
                    let block = UnsafeRawBufferPointer(rebasing: whole[offset..<min(offset + blockSize, whole.count)])
                    let hash = BlockHash.of(block)
                    sketch.blocks.append(hash)
                    part.hash = BlockHash.mix(part.hash, hash)
                }
            }
            sketch.parts.append(part)
        }

        private mutating func append(_ range: Range<Int>, of body: Span<UInt8>) {
            body.extracting(range).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        }

        /// The members `cache_control` of objects inside a value, each with a comma beside it.
        private func markers(in value: Int, _ body: Span<UInt8>) -> [Range<Int>] {
            var found: [Range<Int>] = []
            var stack = [value]
            while let object = stack.popLast() {
                switch tape.nodes[object].kind {
                case .object:
                    tape.forEachMember(of: object) { key, member in
                        if tape.matches(key, "cache_control", in: body) {
                            found.append(marker(key, member, body))
                        } else if tape.nodes[member].kind == .object || tape.nodes[member].kind == .array {
                            stack.append(member)
                        }
                    }
                case .array:
                    tape.forEachElement(of: object) {
                        if tape.nodes[$0].kind == .object || tape.nodes[$0].kind == .array { stack.append($0) }
                    }
                default: break
                }
            }
            return found.sorted { $0.lowerBound < $1.lowerBound }
        }

        private func marker(_ key: Int, _ member: Int, _ body: Span<UInt8>) -> Range<Int> {
            var (start, end) = (tape.range(of: key).lowerBound, tape.range(of: member).upperBound)
            var before = start - 1
            while before > 0, body[before] <= 0x20 { before -= 1 }
            if body[before] == UInt8(ascii: ",") { return before..<end }
            // The first member takes the comma behind it along.
            while end < body.count, body[end] <= 0x20 { end += 1 }
            if end < body.count, body[end] == UInt8(ascii: ",") { end += 1 }
            start = before + 1
            return start..<end
        }
    }
}
