// SPDX-License-Identifier: Apache-2.0

import Conversation
import Ledger
import Pipeline
import VectorIndex
import WireFormats

/// What the state files keep of questions, evidence, tool names, vectors and usage: the first byte tells which.
struct RecordTarget: FuzzTarget {
    static let name = "records"
    static let grammar = Grammar.text
    static let tokens = ["0", "1", "2", "3", "\u{0}", "\u{1}", "\u{0}\u{0}\u{0}\u{0}", "m", "what is this", "é"]

    private static let now: Int64 = 1_800_000_000_000

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        let bytes = Array(input.dropFirst())
        let kind = Self.kind(input.first ?? 0)
        summary.add(Int(kind))
        switch kind {
        case 0: try subject(bytes, &summary)
        case 1: try names(bytes, &summary)
        case 2: try evidence(bytes, &summary)
        case 3: try vectors(bytes, &summary)
        default: try entry(bytes, &summary)
        }
        return summary
    }

    private static func kind(_ byte: UInt8) -> UInt8 {
        // One of four, as in the seeds that were there before the ledger's entries were.
        byte == UInt8(ascii: "e") ? 4 : byte % 4
    }

    private func subject(_ bytes: [UInt8], _ summary: inout Summary) throws(Violation) {
        guard let subject = SemanticSubject(bytes: bytes) else { return }
        try Violation.unless(subject.bytes == bytes, "a question that can be read is written the same")
        summary.add(magnitude: subject.question.utf8.count)
        summary.add(subject.kind.isFollowUp)
        summary.add(subject.kind.wantsJSON)
        summary.add(subject.kind.model.isEmpty)
    }

    private func names(_ bytes: [UInt8], _ summary: inout Summary) throws(Violation) {
        guard let names = ToolNames(bytes: bytes) else { return }
        let written = names.bytes
        summary.add(magnitude: written.count)
        try Violation.unless(ToolNames(bytes: written)?.bytes == written, "tool names that were read can be read again")
    }

    private func evidence(_ bytes: [UInt8], _ summary: inout Summary) throws(Violation) {
        let budget = ErrorBudget()
        guard var evidence = ClassEvidence(bytes, budget, age: 0, now: Self.now) else { return }
        let written = evidence.bytes(now: Self.now)
        summary.add(written == bytes)
        evidence = try again(written, budget)
        try Violation.unless(evidence.bytes(now: Self.now) == written, "evidence that was read is written the same")
    }

    private func again(_ bytes: [UInt8], _ budget: ErrorBudget) throws(Violation) -> ClassEvidence {
        guard let evidence = ClassEvidence(bytes, budget, age: 0, now: Self.now) else {
            throw Violation(rule: "evidence that was read can be read again")
        }
        return evidence
    }

    private func vectors(_ bytes: [UInt8], _ summary: inout Summary) throws(Violation) {
        guard let vectors = QuantisedVectors(bytes: bytes) else { return }
        try Violation.unless(vectors.bytes == bytes, "vectors that can be read are written the same")
        summary.add(vectors.count)
        summary.add(magnitude: vectors.dimension)
        for number in 0..<vectors.count {
            let length = vectors.vector(number).reduce(0) { $0 + $1 * $1 }.squareRoot()
            try Violation.unless(abs(length - 1) < 0.02, "a vector has the length 1")
        }
    }

    private func entry(_ bytes: [UInt8], _ summary: inout Summary) throws(Violation) {
        guard let numbers = EntryNumbers(packed: bytes) else { return }
        try Violation.unless(numbers.packed == bytes, "an entry that can be read is written the same")
        try Violation.unless(bytes.count <= EntryNumbers.mostBytes, "an entry is no longer than the longest")
        summary.add(magnitude: bytes.count)
        summary.add(numbers.money == nil)
        summary.add(numbers.shape == 0)
    }
}
