// SPDX-License-Identifier: Apache-2.0

import Conversation
import KeptState
import NIOCore

/// Files of kept answers: segments as they lie on a disk, and indexes and answers whose checksums are right whatever they
/// say. The first byte tells which.
struct AnswerLogTarget: FuzzTarget {
    static let name = "answer-log"
    static let grammar = Grammar.text
    static let tokens = ["ISRTANSR", "ISRK", "ISRR", "ISRX", "\u{0}", "\u{1}", "\u{0}\u{0}\u{0}\u{0}", "openai"]

    private static let identity = Fingerprint(words: SIMD4(1, 2, 3, 4))

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        let bytes = ByteBuffer(bytes: input.dropFirst())
        let kind = (input.first ?? 0) % 3
        summary.add(Int(kind))
        switch kind {
        case 0: try segment(bytes, &summary)
        case 1: try index(bytes, &summary)
        default: try answer(bytes, &summary)
        }
        return summary
    }

    private func segment(_ bytes: ByteBuffer, _ summary: inout Summary) throws(Violation) {
        let header: SegmentHeader
        do { header = try SegmentHeader(bytes) } catch {
            summary.add(error == .foreign)
            summary.add(error == .short)
            return
        }
        for isLast in [false, true] { try contents(bytes, header.seed, isLast: isLast, &summary) }
    }

    private func index(_ bytes: ByteBuffer, _ summary: inout Summary) throws(Violation) {
        var segment = SegmentHeader(seed: 5).bytes
        segment.writeRepeatingByte(0, count: 1_000)
        let end = segment.readableBytes
        segment.writeImmutableBuffer(SegmentContents.sealing(bytes, end: end, seed: 5))
        try contents(segment, 5, isLast: true, &summary)
    }

    private func contents(
        _ bytes: ByteBuffer, _ seed: UInt64, isLast: Bool, _ summary: inout Summary
    ) throws(Violation) {
        let size = bytes.readableBytes
        let contents = SegmentContents(size: size, seed: seed, isLast: isLast) { place, count in
            bytes.getSlice(at: place, length: min(count, size - place)) ?? ByteBuffer()
        }
        summary.add(contents.isSealed)
        summary.add(magnitude: contents.entries.count)
        try Violation.unless(contents.end <= size, "records end within the segment")
        for entry in contents.entries {
            summary.add(Int(entry.kind.rawValue))
            let end = Int(entry.offset) + Int(entry.length)
            try Violation.unless(
                Int(entry.offset) >= SegmentHeader.size && end <= contents.end, "an entry is within the records")
            guard entry.kind == .kept else { continue }
            guard let record = bytes.getSlice(at: Int(entry.offset), length: Int(entry.length)),
                let answer = AnswerRecord(logRecord: record, identity: entry.identity, seed: seed)
            else { continue }
            try Violation.unless(answer.identity == entry.identity, "an answer is the one that was asked for")
        }
    }

    private func answer(_ bytes: ByteBuffer, _ summary: inout Summary) throws(Violation) {
        guard let answer = AnswerRecord(packed: bytes, identity: Self.identity, storedAt: 9) else { return }
        summary.add(Int(answer.format.rawValue))
        summary.add(answer.hasUsage)
        summary.add(answer.usage != nil)
        summary.add(answer.answeredModel == nil)
        summary.add(magnitude: answer.body.readableBytes)
        var written = ByteBuffer()
        answer.pack(into: &written)
        guard let again = AnswerRecord(packed: written, identity: Self.identity, storedAt: 9) else {
            throw Violation(rule: "an answer that was read can be read again")
        }
        try Violation.unless(
            again.body == answer.body && again.usage == answer.usage && again.tools == answer.tools
                && again.model == answer.model && again.provider == answer.provider,
            "an answer that was read is written the same")
    }
}
