// SPDX-License-Identifier: Apache-2.0

import SeededNumbers
import Testing
import WireFormats

@Suite("SSE splitter")
struct SSESplitterTests {
    typealias Event = ReferenceEventStream.Event

    /// What the splitter finds in `pieces` when each is taken, and the bytes before it dropped, as they come.
    private func split(_ pieces: [[UInt8]]) -> (events: [Event], bytes: [UInt8], rest: [UInt8]) {
        var splitter = SSESplitter()
        var held: [UInt8] = []
        var events: [Event] = []
        var passed: [UInt8] = []
        for piece in pieces {
            held += piece
            var start = 0
            while let event = splitter.next(in: held.span) {
                func text(_ range: Range<Int>) -> String { String(decoding: held[range], as: UTF8.self) }
                events.append(
                    Event(name: event.name.map(text), data: ([event.data].compactMap { $0 } + event.moreData).map(text))
                )
                #expect(event.range.lowerBound == start)
                start = event.range.upperBound
                passed += held[event.range]
            }
            #expect(splitter.incompleteStart == start)
            held.removeFirst(start)
            splitter.discard(start)
        }
        return (events, passed, held)
    }

    private func events(_ text: String) -> [Event] { split([Array(text.utf8)]).events }

    @Test(
        "fields are read as browsers read them",
        arguments: [
            ("data: a\n\n", [Event(name: nil, data: ["a"])]), ("data:a\n\n", [Event(name: nil, data: ["a"])]),
            ("data:  a\n\n", [Event(name: nil, data: [" a"])]), ("data\n\n", [Event(name: nil, data: [""])]),
            ("data:\n\n", [Event(name: nil, data: [""])]), ("data: \n\n", [Event(name: nil, data: [""])]),
            ("event: x\ndata: 1\n\n", [Event(name: "x", data: ["1"])]),
            ("data: 1\nevent: x\n\n", [Event(name: "x", data: ["1"])]),
            ("event: x\nevent: y\ndata: 1\n\n", [Event(name: "y", data: ["1"])]),
            ("event: x\n\n", [Event(name: "x", data: [])]), ("event\ndata\n\n", [Event(name: "", data: [""])]),
            ("data: 1\ndata: 2\ndata: 3\n\n", [Event(name: nil, data: ["1", "2", "3"])]),
            (": note\n\n", [Event(name: nil, data: [])]), (": note\ndata: a\n\n", [Event(name: nil, data: ["a"])]),
            ("id: 7\nretry: 10\n\n", [Event(name: nil, data: [])]), ("dat: a\n\n", [Event(name: nil, data: [])]),
            ("database: a\n\n", [Event(name: nil, data: [])]), ("Data: a\n\n", [Event(name: nil, data: [])]),
            (" data: a\n\n", [Event(name: nil, data: [])]), ("data: a: b\n\n", [Event(name: nil, data: ["a: b"])]),
            ("\n\n\ndata: a\n\n\n\ndata: b\n\n", [Event(name: nil, data: ["a"]), Event(name: nil, data: ["b"])]),
            ("\u{feff}data: a\n\n", [Event(name: nil, data: ["a"])]),
            ("\u{feff}\u{feff}data: a\n\n", [Event(name: nil, data: [])]),
            ("data: a\n\n\u{feff}data: b\n\n", [Event(name: nil, data: ["a"]), Event(name: nil, data: [])]),
            ("data: a\r\rdata: b\r\n\r\ndata: c\n\r", ["a", "b", "c"].map { Event(name: nil, data: [$0]) }),
            ("data: a\r\ndata: b\rdata: c\n\n", [Event(name: nil, data: ["a", "b", "c"])]),
            ("data: a", []), ("data: a\n", []), ("data: a\r\n", []), ("", []), ("\n\n\n", []),
        ] as [(String, [Event])])
    func fields(text: String, expected: [Event]) {
        #expect(events(text) == expected)
        #expect(ReferenceEventStream(Array(text.utf8)).events == expected)
    }

    @Test("an event's range holds its blank line, and the bytes before its fields")
    func ranges() {
        let result = split([Array("\n\n: hello\n\ndata: a\r\n\r\ndata: rest\r\n".utf8)])
        #expect(result.events.count == 2)
        #expect(result.bytes == Array("\n\n: hello\n\ndata: a\r\n\r\n".utf8))
        #expect(result.rest == Array("data: rest\r\n".utf8))
    }

    @Test("a line feed that comes after its carriage return belongs to the next event's bytes")
    func latePair() {
        let result = split([Array("data: a\r\n\r".utf8), Array("\ndata: b\n\n".utf8)])
        #expect(result.events == [Event(name: nil, data: ["a"]), Event(name: nil, data: ["b"])])
        #expect(result.bytes == Array("data: a\r\n\r\ndata: b\n\n".utf8))
    }

    @Test("any pieces give the same events, and no byte is lost", arguments: 0..<8 as Range<UInt64>)
    func pieces(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let words = [
            "data", "data:", "data: ", "event: e", ":", " ", "id: 1", "retry", "x", "{\"long\":\"text of a chunk\"}",
            "\n",
            "\n", "\n\n", "\r", "\r\n", "\r\n\r\n", "\r\r", "é", "\u{feff}", "\ndata: ",
        ]
        for _ in 0..<150 {
            let text =
                (random.chance(10) ? "\u{feff}" : "")
                + (0..<random.below(24)).map { _ in random.one(of: words) }.joined()
            let bytes = Array(text.utf8)
            let whole = split([bytes])
            #expect(whole.events == ReferenceEventStream(bytes).events)
            #expect(whole.bytes + whole.rest == bytes)
            for longest in [1, 2, 7, 30] {
                var pieces: [[UInt8]] = []
                var place = 0
                while place < bytes.count {
                    let end = min(bytes.count, place + 1 + random.below(longest))
                    pieces.append(Array(bytes[place..<end]))
                    place = end
                }
                let cut = split(pieces)
                #expect(cut.events == whole.events, "\(text.debugDescription)")
                #expect(cut.bytes + cut.rest == bytes)
            }
        }
    }

    @Test(
        "a stream cut at any two places gives the same events",
        arguments: [
            "\u{feff}event: x\r\ndata: a\r\n: note\r\ndata: b\r\n\r\n", "data: a\r\rdata\rdata:  b\r\r\n: c\r\r",
            "\u{feff}\ndata: é\n\n:\n\nid: 1\ndata:\ndata: {\n\n",
            ":data: x\n\ndata: 1\r\n\rdata: 2\n\r\ndata: 3\r\n\n",
        ])
    func anyTwoPlaces(text: String) {
        let bytes = Array(text.utf8)
        let expected = ReferenceEventStream(bytes).events
        #expect(!expected.isEmpty)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                let cut = split([Array(bytes[..<first]), Array(bytes[first..<second]), Array(bytes[second...])])
                #expect(cut.events == expected, "\(first) \(second)")
                #expect(cut.bytes + cut.rest == bytes)
            }
        }
    }

    @Test("comments stand anywhere and say nothing; a mark of the byte order counts at the very start only")
    func comments() {
        #expect(events(":data: x\ndata: a\n: y\ndata: b\n:\n\n") == [Event(name: nil, data: ["a", "b"])])
        #expect(events("data: a\n\u{feff}data: b\n\n") == [Event(name: nil, data: ["a"])])
        #expect(split([[0xEF], [0xBB], [0xBF], Array("data: a\n\n".utf8)]).events == [Event(name: nil, data: ["a"])])
        #expect(split([[0xEF, 0xBB], Array("data: a\n\n".utf8)]).events == [Event(name: nil, data: [])])
    }

    @Test("bytes that are no text pass as they are")
    func noText() {
        let bytes: [UInt8] = Array("data: ".utf8) + [0xFF, 0x00, 0xC3] + Array("\n\n".utf8)
        var splitter = SSESplitter()
        let event = splitter.next(in: bytes.span)
        #expect(event?.data.map { Array(bytes[$0]) } == [0xFF, 0x00, 0xC3])
    }

    @Test("what the writer writes is read back")
    func writer() {
        var writer = SSEWriter()
        writer.event(data: Array(#"{"a":1}"#.utf8))
        writer.event("message_stop", data: Array("{}".utf8))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "data: {\"a\":1}\n\nevent: message_stop\ndata: {}\n\n")
        #expect(
            split([writer.bytes]).events == [
                Event(name: nil, data: [#"{"a":1}"#]), Event(name: "message_stop", data: ["{}"]),
            ])
    }

    @Test("JSON with line ends between its tokens stays one line of data")
    func lineEnds() {
        var writer = SSEWriter()
        writer.event(data: Array("{\n  \"a\": [\r\n1]\r}".utf8))
        let events = split([writer.bytes]).events
        #expect(events.count == 1)
        #expect(events.first?.data.count == 1)
        #expect(events.first.flatMap { SampleJSON($0.data.joined()) } == SampleJSON(#"{"a":[1]}"#))
    }
}
