// SPDX-License-Identifier: Apache-2.0

import WireFormats

/// The splitter of server-sent events, against a slow reading of the same grammar.
struct EventsTarget: FuzzTarget {
    static let name = "sse"
    static let grammar = Grammar.events
    static let tokens = [
        "data:", "data: ", "data", "event: ", "event:", "id: 7", "retry: 100", ": remark", "\n", "\r", "\r\n", "\n\n",
        "\u{FEFF}", ":", "dataset: x", "events", "[DONE]",
    ]

    /// What an event says, free of where it lies.
    private struct Content: Equatable {
        var name: [UInt8]?
        var data: [UInt8]?
        /// The event's bytes; the line feed of a last `\r\n` may belong to the next one.
        var bytes = 0
    }

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var random = SeededNumbers(from: input)
        let whole = try split(input, pieces: [input.count])
        let bySingle = try split(input, pieces: Array(repeating: 1, count: min(input.count, 2048)) + [input.count])
        var pieces: [Int] = []
        var left = input.count
        while left > 0, pieces.count < 512 {
            let piece = 1 + random.below(random.once(in: 3) ? left : min(left, 9))
            pieces.append(piece)
            left -= piece
        }
        pieces.append(left)
        let byChance = try split(input, pieces: pieces)
        let expected = Self.reference(input)
        try Violation.unless(whole.map(Self.saying) == expected, "events are what the standard says")
        try Violation.unless(bySingle.map(Self.saying) == expected, "single bytes give the same events")
        try Violation.unless(byChance.map(Self.saying) == expected, "any pieces give the same events")
        var summary = Summary()
        summary.add(magnitude: whole.count)
        for event in whole.prefix(8) {
            summary.add(event.name == nil)
            summary.add(event.data.map { $0.isEmpty ? 1 : $0.contains(0x0A) ? 2 : 3 } ?? 0)
        }
        return summary
    }

    private static func saying(_ content: Content) -> Content { Content(name: content.name, data: content.data) }

    private func split(_ input: [UInt8], pieces: [Int]) throws(Violation) -> [Content] {
        var splitter = SSESplitter()
        var held: [UInt8] = []
        var rest = input[...]
        var contents: [Content] = []
        var conserved = 0
        for piece in pieces {
            held += rest.prefix(piece)
            rest = rest.dropFirst(piece)
            var expected = splitter.incompleteStart
            while let event = splitter.next(in: held.span) {
                try Violation.unless(event.range.lowerBound == expected, "an event begins where the last one ended")
                try Violation.unless(
                    !event.range.isEmpty && event.range.upperBound <= held.count, "an event lies inside the bytes")
                expected = event.range.upperBound
                conserved += event.range.count
                contents.append(try content(event, held))
            }
            let complete = splitter.incompleteStart
            try Violation.unless(complete == expected, "what is incomplete begins where the last event ended")
            if contents.count & 1 == 0 || held.count > 4096 {
                held.removeFirst(complete)
                splitter.discard(complete)
            }
        }
        try Violation.unless(
            conserved + held.count - splitter.incompleteStart == input.count, "no byte is lost or counted twice")
        return contents
    }

    private func content(_ event: SSEEvent, _ held: [UInt8]) throws(Violation) -> Content {
        var content = Content(name: event.name.map { Array(held[$0]) }, data: event.data.map { Array(held[$0]) })
        for piece in event.moreData {
            try Violation.unless(event.range.contains(piece.lowerBound) || piece.isEmpty, "data lies inside its event")
            content.data?.append(0x0A)
            content.data?.append(contentsOf: held[piece])
        }
        content.bytes = event.range.count
        return content
    }

    /// Line by line, as the standard words it.
    private static func reference(_ input: [UInt8]) -> [Content] {
        var rest = input.starts(with: [0xEF, 0xBB, 0xBF]) ? input.dropFirst(3) : input[...]
        var contents: [Content] = []
        var current = Content()
        var hasFields = false
        while let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            let line = rest[..<end]
            let isPair = rest[end] == 0x0D && end + 1 < rest.endIndex && rest[end + 1] == 0x0A
            rest = rest[(end + (isPair ? 2 : 1))...]
            if line.isEmpty {
                if hasFields { contents.append(current) }
                current = Content()
                hasFields = false
                continue
            }
            hasFields = true
            let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
            var value = line[colon...].dropFirst()
            if value.first == 0x20 { value = value.dropFirst() }
            if line[..<colon].elementsEqual("data".utf8) {
                current.data = current.data.map { $0 + [0x0A] + value } ?? Array(value)
            } else if line[..<colon].elementsEqual("event".utf8) {
                current.name = Array(value)
            }
        }
        return contents
    }
}
