// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers
import Testing

@testable import WireFormats

@Suite("Gemini streams")
struct GeminiStreamTests {
    /// A random answer as events. Texts do not follow each other: a stream would join them.
    private func answer(_ random: inout SplitMix64) -> [AnswerEvent] {
        func text() -> String { random.one(of: ["sea ", "a\n\nb", "\"q\"", "漢字", "data: x\r\n", "]", "{", "}"]) }
        var events: [AnswerEvent] = [.begin(id: "r\(random.below(99))", model: "gemini-2.5-flash", created: nil)]
        var part = 0
        var stops: [AnswerEvent] = []
        for choice in 0..<(random.chance(80) ? 1 : 2) {
            var hasCalls = false
            var last = -1
            for _ in 0..<random.below(6) {
                var kind = random.below(5)
                if kind < 2, kind == last { kind = 2 }
                last = kind
                switch kind {
                case 0, 1:
                    events.append(
                        .open(part: part, choice: choice, kind == 0 ? .text("") : Part(.reasoning(Reasoning(text: ""))))
                    )
                    for _ in 0...random.below(3) { events.append(.grow(part: part, text())) }
                    if kind == 1, random.chance(50) { events.append(.sign(part: part, "c2lnbmVk")) }
                case 4:
                    let json = Array(#"{"executableCode":{"code":"1\n"}}"#.utf8)
                    events.append(.open(part: part, choice: choice, Part(.opaque(type: "executableCode", json: json))))
                default:
                    hasCalls = true
                    let extras =
                        random.chance(30) ? [ExtraField(name: "thoughtSignature", json: Array("\"c2ln\"".utf8))] : []
                    let call = ToolCall(id: "c\(part)", name: "f", input: "")
                    events.append(.open(part: part, choice: choice, Part(.toolCall(call), extras: extras)))
                    events.append(
                        .grow(part: part, String(decoding: SampleJSON.object(&random, depth: 2).bytes, as: UTF8.self)))
                }
                events.append(.close(part: part))
                part += 1
            }
            let whole: StopReason = hasCalls ? .toolCalls : .finished
            let reason = random.one(of: [whole, .length, .filtered, .other("NO_IMAGE")])
            stops.append(.stop(choice: choice, reason, sequence: nil))
        }
        if random.chance(80) {
            let thoughts = random.below(20)
            events.append(
                .usage(
                    Usage(
                        input: random.below(99), output: thoughts + random.below(99), cachedRead: random.below(9),
                        reasoning: thoughts)))
        }
        return events + stops + [.end]
    }

    /// Pieces of one part that follow each other are one.
    private func joined(_ events: [AnswerEvent]) -> [AnswerEvent] {
        var joined: [AnswerEvent] = []
        for event in events {
            if case .grow(let part, let piece) = event, case .grow(part, let before) = joined.last {
                joined[joined.count - 1] = .grow(part: part, before + piece)
            } else {
                joined.append(event)
            }
        }
        return joined
    }

    /// With several choices, a part's end shows only when something else of its choice comes.
    private func comparable(_ events: [AnswerEvent]?) -> [AnswerEvent]? {
        guard let events, events.contains(where: { if case .stop(1, _, _) = $0 { true } else { false } }) else {
            return events
        }
        return events.filter { if case .close = $0 { false } else { true } }
    }

    @Test(
        "events come back through JSON, events and array, whatever pieces these come in",
        arguments: 0..<10 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<150 {
            let events = answer(&random)
            let sse = GeminiCoding.sse(events)
            let read = GeminiCoding.stream(sse, &random)
            #expect(comparable(read) == comparable(events), "\(String(decoding: sse, as: UTF8.self))")
            let array = GeminiCoding.array(events)
            #expect(SampleJSON(array) != nil)
            #expect(comparable(GeminiCoding.array(array, &random)) == comparable(events))
            let json = GeminiCoding.json(events)
            #expect(comparable(GeminiCoding.answer(json)) == comparable(joined(events)), "\(json)")
            var tape = JSONTape()
            var facts = GeminiStreamFacts()
            for data in Coding.datas(String(decoding: sse, as: UTF8.self)) {
                #expect(facts.inspect(Array(data.utf8).span, &tape) == .fine)
            }
            let isComplete = events.allSatisfy { event in
                if case .stop(_, let reason, _) = event { return reason.isComplete }
                return true
            }
            #expect(facts.hasStopped && facts.facts.isWhole == isComplete && !facts.facts.failed)
            try tape.scan(Array(json.utf8).span)
            #expect(GeminiAnswerFacts.facts(Array(json.utf8).span, tape) == facts.facts)
        }
    }

    @Test("a stream is what Google sends: pieces, whole calls, and the end with counts")
    func golden() {
        let events: [AnswerEvent] = [
            .begin(id: "", model: "m", created: nil),
            .open(part: 0, choice: 0, .text("")), .grow(part: 0, "Two"),
            .open(part: 1, choice: 0, Part(.toolCall(ToolCall(id: "c", name: "f", input: "")))),
            .grow(part: 1, "{\"a\""), .grow(part: 0, " words"), .grow(part: 1, ":1}"), .close(part: 0), .close(part: 1),
            .usage(Usage(input: 5, output: 7, cachedRead: 2, cacheWrite: 1, reasoning: 3)),
            .stop(choice: 0, .toolCalls, sequence: nil), .end,
        ]
        let names = #""modelVersion":"m","responseId":"seed1"}"#
        func chunk(_ part: String) -> String {
            #"data: {"candidates":[{"content":{"parts":[\#(part)],"role":"model"},"index":0}],\#(names)"# + "\r\n\r\n"
        }
        let expected =
            chunk(#"{"text":"Two"}"#) + chunk(#"{"text":" words"}"#)
            + chunk(#"{"functionCall":{"id":"c","name":"f","args":{"a":1}}}"#)
            + #"data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"#
            + #""finishReason":"STOP","index":0}],"#
            + #""usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":4,"totalTokenCount":15,"#
            + #""cachedContentTokenCount":2,"thoughtsTokenCount":3},"# + names + "\r\n\r\n"
        #expect(String(decoding: GeminiCoding.sse(events), as: UTF8.self) == expected)
    }

    @Test("a failure ends a stream and an array in the format's own words")
    func failure() throws {
        let error = GatewayError(status: 503, kind: .overloaded, code: "busy", message: "Try later.")
        let events: [AnswerEvent] = [
            .begin(id: "r", model: "m", created: nil), .open(part: 0, choice: 0, .text("")), .grow(part: 0, "x"),
            .failure(error), .grow(part: 0, "never"), .end,
        ]
        let sse = String(decoding: GeminiCoding.sse(events), as: UTF8.self)
        let datas = Coding.datas(sse)
        #expect(datas.count == 2 && !sse.contains("never"))
        #expect(SampleJSON(datas[1])?["error"]?["status"] == .string("UNAVAILABLE"))
        let array = try #require(SampleJSON(GeminiCoding.array(events)))
        #expect(array[1]?["error"]?["code"] == .number("503"))
        var tape = JSONTape()
        var facts = GeminiStreamFacts()
        #expect(facts.inspect(Array(datas[1].utf8).span, &tape) == .failure && facts.facts.failed)
    }

    @Test("what is cut is not finished, and what is no chunk is malformed")
    func cut() {
        func events(_ datas: [String]) -> (isFine: Bool, events: [AnswerEvent]) {
            var reader = GeminiEventReader()
            var tape = JSONTape()
            var events: [AnswerEvent] = []
            var isFine = true
            for data in datas { isFine = isFine && reader.read(Array(data.utf8).span, tape: &tape, into: &events) }
            reader.finish(into: &events)
            return (isFine, events)
        }
        let begun = #"{"candidates":[{"content":{"parts":[{"text":"x"}]}}],"responseId":"r"}"#
        #expect(events([begun]).events.last == .grow(part: 0, "x"))
        let ended = #"{"candidates":[{"finish_reason":"STOP"}],"usage_metadata":{"prompt_token_count":3}}"#
        #expect(
            events([begun, ended, "[DONE]"]).events.suffix(4)
                == [.close(part: 0), .usage(Usage(input: 3)), .stop(choice: 0, .finished, sequence: nil), .end])
        #expect(events([]).events.isEmpty)
        for broken in ["{", "[]", "1", #"{"candidates":[1]}"#, #"{"candidates":[{"content":{"parts":[{"text":1}]}}]}"#]
        {
            #expect(!events([broken]).isFine, "\(broken)")
        }
        let late = events([begun, #"{"error":{"code":429,"message":"Slow down.","status":"RESOURCE_EXHAUSTED"}}"#])
        #expect(
            late.events.last
                == .failure(
                    GatewayError(status: 429, kind: .rateLimit, code: "RESOURCE_EXHAUSTED", message: "Slow down.")))
    }

    @Test("an array that is none is noticed, and elements have a bound")
    func arrays() {
        func split(_ text: String, limit: Int = 100) -> (elements: [String], isOver: Bool, isMalformed: Bool) {
            var splitter = GeminiArraySplitter(limit: limit)
            let bytes = Array(text.utf8)
            var elements: [String] = []
            while let element = splitter.next(in: bytes.span) {
                elements.append(String(decoding: bytes[element], as: UTF8.self))
            }
            return (elements, splitter.isOver, splitter.isMalformed)
        }
        #expect(split(" [ ]\n") == ([], true, false))
        #expect(
            split("[{\"a\":\"}\\\"]\"}\r\n,\r\n{\"b\":[{}]}\n]") == (
                ["{\"a\":\"}\\\"]\"}", "{\"b\":[{}]}"], true, false
            ))
        #expect(split("[{},{\"a\"") == (["{}"], false, false))
        for broken in ["{}", "[1]", "[{},]", "[{}{}]", "[,{}]", "[] x"] {
            #expect(split(broken).isMalformed, "\(broken)")
        }
        #expect(split("[{\"abcdefghijkl\":1}]", limit: 8) == ([], false, true))
    }
}
