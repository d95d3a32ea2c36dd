// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers
import Testing

@testable import WireFormats

@Suite("Responses answers, there and back")
struct ResponsesAnswerPropertyTests {
    @Test("a whole answer that is written and read again is the same", arguments: 0..<4 as Range<UInt64>)
    func whole(seed: UInt64) {
        var samples = ResponsesAnswerSamples(seed: seed)
        for _ in 0..<2_500 {
            let events = ResponsesAnswerSamples.whole(samples.answer(sideBySide: false))
            let json = ResponsesCoding.json(events)
            #expect(ResponsesCoding.read(json) == events, "\(json)")
        }
    }

    @Test("a stream that is written and read again has the same steps", arguments: 10..<16 as Range<UInt64>)
    func stream(seed: UInt64) {
        var samples = ResponsesAnswerSamples(seed: seed)
        for _ in 0..<1_500 {
            let events = samples.answer(sideBySide: true)
            let stream = ResponsesCoding.stream(events)
            #expect(ResponsesCoding.read(stream: stream) == events, "\(stream)")
        }
    }

    @Test(
        "a stream's last event holds the answer that the same steps make as a whole",
        arguments: 20..<22 as Range<UInt64>)
    func lastEvent(seed: UInt64) throws {
        var samples = ResponsesAnswerSamples(seed: seed)
        for _ in 0..<200 {
            let events = samples.answer(sideBySide: true)
            let last = try #require(Coding.datas(ResponsesCoding.stream(events)).last.flatMap { SampleJSON($0) })
            let whole = try #require(SampleJSON(ResponsesCoding.json(ResponsesAnswerSamples.whole(events))))
            guard case .array(let items)? = whole["output"], whole["status"] == .string("completed") else { continue }
            #expect(last["response"]?.sorted == whole.sorted, "\(items.count) items")
        }
    }

    @Test("a stream in any pieces is the stream in one", arguments: 30..<34 as Range<UInt64>)
    func pieces(seed: UInt64) throws {
        var samples = ResponsesAnswerSamples(seed: seed)
        var random = SplitMix64(seed: seed)
        for _ in 0..<100 {
            let events = samples.answer(sideBySide: true)
            let stream = Array(ResponsesCoding.stream(events).utf8)
            var splitter = SSESplitter()
            var reader = ResponsesEventReader()
            var facts = ResponsesStreamFacts()
            var tape = JSONTape()
            var held: [UInt8] = []
            var read: [AnswerEvent] = []
            var place = 0
            while place < stream.count {
                let count = min(stream.count - place, 1 + random.below(random.chance(50) ? 3 : 400))
                held += stream[place..<(place + count)]
                place += count
                while let event = splitter.next(in: held.span) {
                    let data = try #require(event.data)
                    #expect(event.moreData.isEmpty)
                    let bytes = Array(held[data])
                    #expect(reader.read(bytes.span, tape: &tape, into: &read))
                    _ = facts.inspect(bytes.span, &tape)
                }
                let done = splitter.incompleteStart
                held.removeFirst(done)
                splitter.discard(done)
            }
            #expect(read == events)
            let stop = events.compactMap { if case .stop(_, let reason, _) = $0 { reason } else { nil } }
            #expect(facts.facts.isWhole == stop.allSatisfy(\.isComplete))
            let usage = events.contains { if case .usage = $0 { true } else { false } }
            #expect(facts.facts.hasUsage == usage && !facts.facts.failed)
        }
    }

    @Test("readers take any damage without harm", arguments: 40..<44 as Range<UInt64>)
    func damage(seed: UInt64) {
        var samples = ResponsesAnswerSamples(seed: seed)
        var random = SplitMix64(seed: seed)
        for _ in 0..<150 {
            let events = samples.answer(sideBySide: true)
            var datas = Coding.datas(ResponsesCoding.stream(events))
            for _ in 0..<(1 + random.below(3)) {
                let place = random.below(datas.count)
                if random.chance(40) {
                    datas.remove(at: place)
                    if datas.isEmpty { break }
                } else {
                    var bytes = Array(datas[place].utf8)
                    bytes[random.below(bytes.count)] = random.one(of: Array("\"{}[]:,0nx".utf8))
                    datas[place] = String(decoding: bytes, as: UTF8.self)
                }
            }
            guard let read = ResponsesCoding.read(datas: datas) else { continue }
            // Every part is opened once, in order, grows only while it is open, and nothing follows the end.
            var open: Set<Int> = []
            var next = 0
            for (place, event) in read.enumerated() {
                switch event {
                case .begin: #expect(place == 0)
                case .open(let part, _, _):
                    #expect(part == next)
                    next += 1
                    open.insert(part)
                case .grow(let part, _), .sign(let part, _): #expect(open.contains(part))
                case .close(let part): #expect(open.remove(part) != nil)
                case .stop: #expect(open.isEmpty)
                case .usage: break
                case .failure, .end: #expect(place == read.count - 1)
                }
            }
            // A writer takes whatever a reader tells.
            for data in Coding.datas(ResponsesCoding.stream(read)) { #expect(SampleJSON(data) != nil, "\(data)") }
        }
    }
}
