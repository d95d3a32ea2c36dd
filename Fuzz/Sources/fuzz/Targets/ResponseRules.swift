// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Providers

/// What must hold for the bytes that an upstream sends.
struct ResponseRules {
    /// One response as it was read, free of the pieces in which its body came.
    private struct Reading: Equatable {
        var head = ""
        var framing = ResponseHead.Framing.none
        var body: [UInt8] = []
        var hasEnded = false
    }

    private struct Outcome: Equatable {
        var readings: [Reading] = []
        var problem: ResponseProblem?
    }

    private let allocator = ByteBufferAllocator()

    /// Reads `input` whole and in pieces, which must come to the same.
    func check(_ input: [UInt8]) throws(Violation) -> Summary {
        var random = SeededNumbers(from: input)
        let whole = try read(input) { $0 }
        // Byte by byte where heads and chunk sizes usually are.
        let single = try read(input) { input.count - $0 < 640 ? 1 : $0 }
        let pieces = try read(input) { 1 + random.below(random.once(in: 3) ? $0 : min($0, 9)) }
        try Violation.unless(single == whole, "single bytes give the same responses:\n\(whole)\n\(single)")
        try Violation.unless(pieces == whole, "any pieces give the same responses:\n\(whole)\n\(pieces)")
        var summary = Summary()
        summary.add(whole.problem.map { "\($0)" } ?? "")
        for reading in whole.readings.prefix(3) {
            summary.add(reading.hasEnded)
            summary.add(magnitude: reading.body.count)
            summary.add(reading.head.utf8.count == 0)
            switch reading.framing {
            case .none: summary.add(1)
            case .length: summary.add(2)
            case .chunked: summary.add(3)
            case .untilClose: summary.add(4)
            }
        }
        return summary
    }

    private func read(_ input: [UInt8], piece: (Int) -> Int) throws(Violation) -> Outcome {
        var parser = ResponseParser()
        var buffer = allocator.buffer(capacity: 0)
        var outcome = Outcome()
        var rest = input[...]
        var given = 0
        while !rest.isEmpty, outcome.problem == nil {
            let bytes = rest.prefix(max(1, piece(rest.count)))
            rest = rest.dropFirst(bytes.count)
            buffer.writeBytes(bytes)
            do {
                while let event = try parser.next(&buffer) { try take(event, &outcome, &given, &parser) }
            } catch let problem as ResponseProblem {
                outcome.problem = problem
            } catch let violation as Violation {
                throw violation
            } catch {
                throw Violation(rule: "\(error)")
            }
        }
        try Violation.unless(given + buffer.readableBytes <= input.count, "no more bytes come out than came in")
        if outcome.problem == nil, case .end? = parser.finishAtClose(), var last = outcome.readings.popLast() {
            try Violation.unless(
                last.framing == .untilClose, "only a response without a length ends with its connection")
            last.hasEnded = true
            outcome.readings.append(last)
        }
        return outcome
    }

    private func take(
        _ event: ResponseParser.Event, _ outcome: inout Outcome, _ given: inout Int, _ parser: inout ResponseParser
    ) throws(Violation) {
        switch event {
        case .head(let head):
            try Violation.unless(
                outcome.readings.last?.hasEnded ?? true, "a head comes after the end of what was before")
            outcome.readings.append(try Self.reading(head))
            given += head.bytes.readableBytes
        case .body(let bytes):
            guard var last = outcome.readings.popLast(), !last.hasEnded else {
                throw Violation(rule: "a body comes between a head and an end")
            }
            try Violation.unless(bytes.readableBytes > 0, "a piece of a body is not empty")
            given += bytes.readableBytes
            last.body += bytes.readableBytesView
            if case .length(let count) = last.framing {
                try Violation.unless(last.body.count <= count, "a body is no longer than its head said")
            }
            outcome.readings.append(last)
        case .end:
            guard var last = outcome.readings.popLast(), !last.hasEnded else {
                throw Violation(rule: "an end comes after a head")
            }
            if case .length(let count) = last.framing {
                try Violation.unless(last.body.count == count, "a body is as long as its head said")
            }
            last.hasEnded = true
            outcome.readings.append(last)
            try Violation.unless(parser.isBetweenResponses, "after an end nothing is half read")
            parser.reset()
        }
    }

    private static func reading(_ head: ResponseHead) throws(Violation) -> Reading {
        var reading = Reading(framing: head.framing)
        let bytes = Array(head.bytes.readableBytesView)
        reading.head = "\(head.status) \(head.keepsAlive) \(head.value("content-type") ?? "")"
        if head.value("content-type", hasPrefix: "text/event-stream") { reading.head += " stream" }
        for field in head.fields {
            try Violation.unless(
                field.name.upperBound <= field.value.lowerBound && field.value.upperBound <= bytes.count,
                "a header line lies inside its head")
            // These are sent on as they are.
            try Violation.unless(
                !bytes[field.name].contains { $0 <= 0x20 || $0 == 0x7F || $0 == 0x3A }, "a header's name is one word")
            try Violation.unless(
                !bytes[field.value].contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 }, "a header's value is one line")
            reading.head += "\n" + String(decoding: bytes[field.name], as: UTF8.self)
            reading.head += ": " + String(decoding: bytes[field.value], as: UTF8.self)
        }
        try Violation.unless((200..<1000).contains(head.status), "only final responses are told")
        return reading
    }
}
