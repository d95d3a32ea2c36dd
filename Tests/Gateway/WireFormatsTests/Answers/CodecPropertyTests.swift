// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers
import Testing
import WireFormats

@Suite("Answer codec properties")
struct CodecPropertyTests {
    private func text(_ random: inout SplitMix64, from minimum: Int = 1) -> String {
        let words = [
            "river", " ", " ", "sea\n", "\r\n", "\"quote\"", "\\", "é", "漢字", "😀", "\t", "data: ", "\n\n", "{}",
            "\u{0}", "\u{2028}",
            "averyveryverylongwordwithoutanyspaceinit",
        ]
        return (0..<minimum + random.below(30)).map { _ in random.one(of: words) }.joined()
    }

    private func json(_ value: SampleJSON) -> [UInt8] { value.bytes }

    /// An object's text, with white space inside but not around it: a raw value has none there.
    private func object(_ random: inout SplitMix64) -> String {
        let spaced = SampleJSON.object(&random, depth: 2).spaced(&random)
        let inner = spaced.drop { $0 <= 0x20 }
        return String(decoding: inner[...(inner.lastIndex { $0 > 0x20 } ?? inner.startIndex)], as: UTF8.self)
    }

    private func chat(_ random: inout SplitMix64) -> Answer {
        let reasons: [StopReason] = [.finished, .finished, .toolCalls, .length, .filtered, .other("new")]
        var answer = Answer(
            origin: .openAIChat, id: "chatcmpl-\(random.below(1000))", model: text(&random),
            created: random.below(2_000_000_000),
            choices: [])
        for index in 0..<(random.chance(80) ? 1 : 3) {
            var choice = Choice(index: index, parts: [], stopReason: random.one(of: reasons))
            if random.chance(80) {
                choice.parts.append(.text(text(&random)))
                if random.chance(20) {
                    let logprobs =
                        #"{"content":[{"token":"a","logprob":-0.5},{"token":"b","logprob":-1}],"refusal":null}"#
                    choice.extras.append(.init(name: "logprobs", json: Array(logprobs.utf8)))
                }
            }
            for _ in 0..<(random.chance(60) ? 0 : 1 + random.below(3)) {
                choice.parts.append(
                    .toolCall(
                        id: text(&random), name: text(&random), arguments: random.chance(80) ? object(&random) : ""))
            }
            if random.chance(20) {
                let filters = SampleJSON.object(&random, depth: 1)
                choice.extras.append(.init(name: "content_filter_results", json: json(filters)))
            }
            if random.chance(50) { choice.messageExtras.append(.init(name: "refusal", json: Array("null".utf8))) }
            if random.chance(30) { choice.messageExtras.append(.init(name: "annotations", json: json(.array([])))) }
            if random.chance(30) {
                choice.messageExtras.append(
                    .init(name: "reasoning_content", json: json(.string(text(&random, from: 0)))))
            }
            answer.choices.append(choice)
        }
        if random.chance(70) {
            let counts = (0..<4).map { _ in random.below(10_000) }
            answer.usage = Usage(input: counts[0], output: counts[1], cachedRead: counts[2], reasoning: counts[3])
            answer.rawUsage = Array(
                #"{"prompt_tokens":\#(counts[0] + counts[2]),"completion_tokens":\#(counts[1]),"prompt_tokens_details":{"cached_tokens":\#(counts[2])},"completion_tokens_details":{"reasoning_tokens":\#(counts[3])}}"#
                    .utf8)
        }
        if random.chance(50) {
            answer.extras.append(.init(name: "system_fingerprint", json: json(.string(text(&random)))))
        }
        if random.chance(20) {
            answer.extras.append(.init(name: "x_new", json: json(SampleJSON.random(&random, depth: 2))))
        }
        return answer
    }

    private func message(_ random: inout SplitMix64) -> Answer {
        var choice = Choice(
            parts: [], stopReason: random.one(of: [.finished, .toolCalls, .length, .filtered, .other("pause_turn")]))
        if random.chance(20) {
            choice.stopReason = .stopSequence
            choice.stopSequence = text(&random)
        }
        for _ in 0..<random.below(5) {
            switch random.below(5) {
            case 0, 1: choice.parts.append(.text(text(&random, from: 0)))
            case 2: choice.parts.append(.reasoning(text(&random, from: 0), signature: text(&random, from: 0)))
            case 3:
                choice.parts.append(.toolCall(id: text(&random), name: text(&random), arguments: object(&random)))
            default:
                let block = SampleJSON.object([
                    .init(name: "type", value: .string("something_new")),
                    .init(name: "value", value: SampleJSON.random(&random, depth: 2)),
                ])
                choice.parts.append(.opaque(.anthropicMessages, json(block)))
            }
        }
        let counts = (0..<4).map { _ in random.below(10_000) }
        var answer = Answer(
            origin: .anthropicMessages, id: "msg_\(random.below(1000))", model: text(&random), choices: [choice],
            usage: Usage(input: counts[0], output: counts[1], cachedRead: counts[2], cacheWrite: counts[3]),
            rawUsage: Array(
                #"{"input_tokens":\#(counts[0]),"cache_creation_input_tokens":\#(counts[3]),"cache_read_input_tokens":\#(counts[2]),"output_tokens":\#(counts[1]),"x_new":{}}"#
                    .utf8))
        if random.chance(40) {
            answer.extras.append(.init(name: "container", json: json(SampleJSON.random(&random, depth: 2))))
        }
        return answer
    }

    /// Equal to the byte: Swift's strings also call equal what is only written in two ways.
    private func expectExact(_ answer: Answer) throws {
        try Coding.expectKept(answer)
        let json = try #require(Coding.json(answer, answer.origin))
        let stream = try #require(Coding.stream(answer, answer.origin))
        let back = try #require(Coding.decode(stream: stream, answer.origin))
        func exact(_ text: String?) -> [UInt8]? { text.flatMap { SampleJSON($0)?.sorted.bytes } }
        #expect(exact(Coding.json(back, answer.origin)) == exact(json))
    }

    @Test("completions come back equal through JSON and stream", arguments: 0..<6 as Range<UInt64>)
    func completions(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<40 { try expectExact(chat(&random)) }
    }

    @Test("messages come back equal through JSON and stream", arguments: 10..<16 as Range<UInt64>)
    func messages(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<40 { try expectExact(message(&random)) }
    }

    @Test("decoders take any damage without harm", arguments: 20..<24 as Range<UInt64>)
    func damage(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for round in 0..<60 {
            let answer = round.isMultiple(of: 2) ? chat(&random) : message(&random)
            for text in [Coding.json(answer, answer.origin), Coding.stream(answer, answer.origin)] {
                var bytes = Array(try #require(text).utf8)
                for _ in 0...random.below(4) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
                var tape = JSONTape()
                for format in WireFormat.allCases {
                    let fromJSON = AnswerCodec.decode(json: bytes.span, format: format)
                    let fromStream = AnswerCodec.decode(stream: bytes.span, format: format)
                    _ = Inspected(bytes, format: format)
                    _ = AnswerInspector.facts(bytes.span, format: format, tape: &tape)
                    for decoded in [fromJSON, fromStream].compactMap({ $0 }) {
                        // What can be read can be told again, or is refused; what is told is JSON.
                        for other in WireFormat.allCases {
                            guard let told = Coding.json(decoded, other) else { continue }
                            #expect(SampleJSON(told) != nil || told.contains("\\ud"), "\(told)")
                        }
                    }
                }
            }
        }
    }
}
