// SPDX-License-Identifier: Apache-2.0

import SeededNumbers
import Testing
import WireFormats

@Suite("JSON properties")
struct JSONPropertyTests {
    private func problem(_ bytes: [UInt8], _ tape: inout JSONTape) -> JSONProblem? {
        do { try tape.scan(bytes.span) } catch { return error }
        return nil
    }

    /// Walks all nodes and expects that every `next` leads to the node after the value, and every range to its bytes.
    private func expectLinked(_ tape: JSONTape, _ bytes: [UInt8]) {
        func after(_ index: Int) -> Int {
            let node = tape.nodes[index]
            let range = tape.range(of: index)
            var place = index + 1
            switch node.kind {
            case .object:
                #expect(bytes[range.lowerBound] == UInt8(ascii: "{"))
                #expect(bytes[range.upperBound - 1] == UInt8(ascii: "}"))
                while place < Int(node.next) {
                    #expect(tape.nodes[place].kind == .string)
                    place = after(after(place))
                }
            case .array:
                #expect(bytes[range.lowerBound] == UInt8(ascii: "["))
                #expect(bytes[range.upperBound - 1] == UInt8(ascii: "]"))
                while place < Int(node.next) { place = after(place) }
            case .string:
                #expect(bytes[range.lowerBound] == 0x22 && bytes[range.upperBound - 1] == 0x22)
            case .number, .true, .false, .null:
                #expect(!range.isEmpty)
            }
            #expect(place == Int(node.next))
            return place
        }
        #expect(after(tape.root) == tape.nodes.count)
    }

    @Test("what the writer wrote is read back equal, with white space or without", arguments: 0..<4 as Range<UInt64>)
    func roundTrip(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var tape = JSONTape()
        for _ in 0..<250 {
            let sample = SampleJSON.random(&random)
            let compact = sample.bytes
            if let found = problem(compact, &tape) {
                Issue.record("\(found): \(String(decoding: compact, as: UTF8.self))")
                continue
            }
            expectLinked(tape, compact)
            #expect(SampleJSON(tape, tape.root, in: compact.span) == sample)
            let spaced = sample.spaced(&random)
            #expect(problem(spaced, &tape) == nil)
            expectLinked(tape, spaced)
            #expect(SampleJSON(tape, tape.root, in: spaced.span) == sample)
        }
    }

    @Test("every beginning of a text is refused as cut off", arguments: 10..<13 as Range<UInt64>)
    func beginnings(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var tape = JSONTape()
        for _ in 0..<25 {
            let text = SampleJSON.object(&random, depth: 3).bytes
            for count in 0..<min(text.count, 400) {
                #expect(problem(Array(text[..<count]), &tape)?.reason == .truncated, "\(count) of \(text)")
            }
        }
    }

    @Test("the scanner and a plain recogniser agree on damaged texts", arguments: 20..<28 as Range<UInt64>)
    func damaged(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var tape = JSONTape()
        var accepted = 0
        for _ in 0..<600 {
            var text = SampleJSON.random(&random, depth: 3).spaced(&random)
            if text.count > 200 { text = Array(text[..<200]) }
            for _ in 0...random.below(3) { damage(&text, &random) }
            let expected = ReferenceRecogniser.accepts(text)
            let found = problem(text, &tape)
            #expect(
                (found == nil) == expected, "\(String(describing: found)): \(String(decoding: text, as: UTF8.self))")
            if expected {
                accepted += 1
                expectLinked(tape, text)
            }
        }
        // Both kinds occur, else the comparison would say nothing.
        #expect(accepted > 20 && accepted < 580)
    }

    private func damage(_ text: inout [UInt8], _ random: inout SplitMix64) {
        let bytes: [UInt8] =
            Array("{}[]\",:\\/utfnrlse0123-+.eE \n\t'".utf8) + [0, 0x1F, 0x7F, 0x80, 0xC3, 0xED, 0xF4, 0xFF]
        let place = random.below(text.count + 1)
        switch random.below(5) {
        case 0: text.insert(random.one(of: bytes), at: place)
        case 1: if place < text.count { text[place] = random.one(of: bytes) }
        case 2: if place < text.count { text.remove(at: place) }
        case 3:
            if place < text.count {
                let end = min(text.count, place + 1 + random.below(12))
                text.insert(contentsOf: Array(text[place..<end]), at: place)
            }
        default:
            if place < text.count { text.removeSubrange(place..<min(text.count, place + 1 + random.below(6))) }
        }
    }

    @Test("a tape forgets what it held before, also after a text that was refused")
    func reuse() throws {
        var tape = JSONTape()
        #expect(problem(Array(#"{"a":[1,2,{"b":"#.utf8), &tape)?.reason == .truncated)
        let text = Array("[true]".utf8)
        #expect(problem(text, &tape) == nil)
        #expect(SampleJSON(tape, tape.root, in: text.span) == .array([.boolean(true)]))
        tape.shrink(to: 0)
        #expect(tape.nodes.isEmpty)
        #expect(problem(text, &tape) == nil)
    }
}
