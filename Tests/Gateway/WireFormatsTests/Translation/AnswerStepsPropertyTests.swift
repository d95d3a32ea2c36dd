// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers
import Testing

@testable import WireFormats

@Suite("Answer steps, properties")
struct AnswerStepsPropertyTests {
    private static let formats: [WireFormat] = [.openAIChat, .anthropicMessages]

    private func text(_ random: inout SplitMix64) -> String {
        let words = [
            "river", " ", "sea\n", "\r\n", "\"quote\"", "\\", "é", "漢字", "😀", "\t", "data: ", "\n\n", "{}", "\u{0}",
            "\u{2028}", "[DONE]", "averyveryverylongwordwithoutanyspaceinit",
        ]
        return "a" + (0..<random.below(12)).map { _ in random.one(of: words) }.joined()
    }

    /// A part before it grows and what it says, of those that `format` has words for.
    private func part(_ place: Int, _ format: WireFormat, _ random: inout SplitMix64) -> (
        Part, text: String, proof: String?
    ) {
        switch random.below(format == .openAIChat ? 3 : 5) {
        case 0: return (.text(""), text(&random), nil)
        case 1:
            let call = ToolCall(id: "id\(place)", name: "tool", input: "")
            let input = SampleJSON.object(&random, depth: 2).bytes
            return (Part(.toolCall(call)), String(decoding: input, as: UTF8.self), nil)
        case 2:
            let proof = format == .openAIChat || random.chance(30) ? nil : text(&random)
            return (Part(.reasoning(Reasoning(text: ""))), text(&random), proof)
        case 3:
            return (Part(.reasoning(Reasoning(text: "", signature: text(&random), isRedacted: true))), "", nil)
        default:
            let block = SampleJSON.object([
                .init(name: "type", value: .string("server_tool_use")),
                .init(name: "input", value: SampleJSON.object(&random, depth: 1)),
            ])
            return (Part(.opaque(type: "server_tool_use", json: block.bytes)), "", nil)
        }
    }

    /// The parts of a choice in an order that the format can tell.
    private func parts(_ format: WireFormat, _ random: inout SplitMix64) -> [(Part, text: String, proof: String?)] {
        let parts = (0..<random.below(6)).map { part($0, format, &random) }
        guard format == .openAIChat else { return parts }
        // A message has one field for each kind: thoughts, then words, then calls.
        func first(_ isIt: (Part.Content) -> Bool) -> [(Part, text: String, proof: String?)] {
            Array(parts.filter { isIt($0.0.content) }.prefix(1))
        }
        return first { if case .reasoning = $0 { true } else { false } }
            + first { if case .text = $0 { true } else { false } }
            + (random.chance(15) ? [(Part(.refusal("")), text: text(&random), proof: nil)] : [])
            + parts.filter { if case .toolCall = $0.0.content { true } else { false } }
    }

    /// A whole answer that `format` can tell without loss; `isMixed` lets its parts grow side by side.
    private func answer(_ format: WireFormat, isMixed: Bool, _ random: inout SplitMix64) -> [AnswerEvent] {
        let isChat = format == .openAIChat
        var queues: [[AnswerEvent]] = []
        var stops: [AnswerEvent] = []
        var count = 0
        for choice in 0..<(isChat && random.chance(20) ? 3 : 1) {
            var hasCalls = false
            for (part, text, proof) in parts(format, &random) {
                if case .toolCall = part.content { hasCalls = true }
                var queue: [AnswerEvent] = [.open(part: count, choice: choice, part)]
                for piece in TextPieces.pieces(text) { queue.append(.grow(part: count, String(piece))) }
                if let proof { queue.append(.sign(part: count, proof)) }
                queues.append(queue + [.close(part: count)])
                count += 1
            }
            let reasons: [StopReason] =
                isChat ? [.finished, .length, .filtered] : [.finished, .length, .filtered, .other("pause_turn")]
            if !isChat, !hasCalls, random.chance(15) {
                stops.append(.stop(choice: choice, .stopSequence, sequence: text(&random)))
            } else {
                stops.append(.stop(choice: choice, hasCalls ? .toolCalls : random.one(of: reasons), sequence: nil))
            }
        }
        var events: [AnswerEvent] = [
            .begin(
                id: isChat ? "chatcmpl-1" : "msg_1", model: text(&random), created: isChat ? random.below(1 << 40) : nil
            )
        ]
        events += isMixed ? mixed(queues, &random) : queues.flatMap { $0 }
        if random.chance(80) {
            let counts = (0..<5).map { _ in 1 + random.below(10_000) }
            events.append(
                .usage(
                    Usage(
                        input: counts[0], output: counts[1], cachedRead: counts[2], cacheWrite: counts[3],
                        reasoning: counts[4])))
        }
        return events + stops + [.end]
    }

    /// The steps of all queues, side by side, while parts still begin in their order.
    private func mixed(_ queues: [[AnswerEvent]], _ random: inout SplitMix64) -> [AnswerEvent] {
        var rest = queues.map { $0[...] }
        var events: [AnswerEvent] = []
        while rest.contains(where: { !$0.isEmpty }) {
            let unopened = rest.indices.first { rest[$0].count == queues[$0].count }
            let open = rest.indices.filter { !rest[$0].isEmpty && $0 <= unopened ?? rest.count }
            let place = random.one(of: open)
            events.append(rest[place].removeFirst())
        }
        return events
    }

    @Test(
        "what is written is read back, as JSON and as a stream in any pieces", arguments: formats,
        0..<10 as Range<UInt64>)
    func roundTrip(format: WireFormat, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<100 {
            let events = answer(format, isMixed: false, &random)
            let shape = AnswerShape(events)
            #expect(shape.disorder == nil)
            #expect(Steps.read(json: Steps.json(events, format), format).map(AnswerShape.init) == shape)
            let stream = Steps.stream(events, format)
            let read = Steps.read(pieces: [stream], format)
            #expect(
                read.isSound && AnswerShape(read.events) == shape, "\(Steps.words(events)) \(Steps.words(read.events))")
            let pieces = Steps.cut(stream, longest: random.one(of: [1, 9, 300]), &random)
            #expect(Steps.read(pieces: pieces, format).events == read.events)
            let inspected = Inspected(stream, format: format)
            #expect(inspected?.verdicts.contains(.malformed) == false && inspected?.verdicts.last == .end)
        }
    }

    @Test("parts that grow side by side come out whole", arguments: formats, 20..<26 as Range<UInt64>)
    func sideBySide(format: WireFormat, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<100 {
            let events = answer(format, isMixed: true, &random)
            let json = Steps.json(events, format)
            let read = Steps.read(pieces: [Steps.stream(events, format)], format)
            #expect(read.isSound && AnswerShape(read.events).disorder == nil)
            #expect(Steps.json(read.events, format) == json)
        }
    }

    @Test(
        "a stream in the other format says what the answer says as a whole there", arguments: formats,
        30..<36 as Range<UInt64>)
    func across(format: WireFormat, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let other: WireFormat = format == .openAIChat ? .anthropicMessages : .openAIChat
        for _ in 0..<100 {
            let events = answer(format, isMixed: random.chance(50), &random)
            let read = Steps.read(pieces: [Steps.stream(events, other)], other)
            #expect(read.isSound && AnswerShape(read.events).disorder == nil && read.events.last == .end)
            #expect(Steps.json(read.events, other) == Steps.json(events, other))
        }
    }

    @Test("a replay in pieces says the same", arguments: 40..<44 as Range<UInt64>)
    func replay(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<100 {
            let format = random.one(of: Self.formats)
            guard let whole = Steps.read(json: Steps.json(answer(format, isMixed: false, &random), format), format)
            else {
                Issue.record("an answer that was written cannot be read")
                return
            }
            let pieces = AnswerReplay.pieces(whole)
            #expect(AnswerShape(pieces) == AnswerShape(whole) && AnswerShape(pieces).disorder == nil)
            for case .grow(_, let piece) in pieces { #expect(piece.utf8.count < 400) }
        }
    }

    @Test("damage does no harm: steps stay in order up to where they end", arguments: formats, 50..<56 as Range<UInt64>)
    func damage(format: WireFormat, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<60 {
            let events = answer(format, isMixed: true, &random)
            var stream = Steps.stream(events, format)
            for _ in 0...random.below(4) { stream[random.below(stream.count)] = UInt8(random.below(256)) }
            stream.removeLast(random.chance(50) ? 0 : random.below(stream.count))
            for reading in Self.formats {
                let read = Steps.read(pieces: [stream], reading).events
                #expect(AnswerShape(read).disorder == nil, "\(Steps.words(read))")
                for writing in Self.formats {
                    _ = Steps.stream(read, writing)
                    #expect(SampleJSON(Steps.json(read, writing)) != nil)
                }
            }
            var json = Array(Steps.json(events, format).utf8)
            json[random.below(json.count)] = UInt8(random.below(256))
            for reading in Self.formats {
                var tape = JSONTape()
                guard (try? tape.scan(json.span)) != nil else { break }
                _ =
                    reading == .openAIChat
                    ? ChatAnswerReader.read(json.span, tape) : MessagesAnswerReader.read(json.span, tape)
            }
        }
    }
}
