// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Pipeline

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("The judge of answers by their words")
struct WordingJudgeTests {
    private struct Pair: Decodable {
        var question: String
        var a: String
        var b: String
        var same: Bool
        var use: String
    }

    private static func pairs() throws -> [Pair] {
        var package = URL(filePath: #filePath)
        for _ in 0..<5 { package.deleteLastPathComponent() }
        let text = try String(
            contentsOf: package.appending(path: "Training/judge/data/answers.jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Pair.self, from: Data($0.utf8)) }
    }

    @Test("its errors on the pairs that it was not made by are the ones that enter the bound")
    func measured() throws {
        let pairs = try Self.pairs().filter { $0.use == "measure" }
        #expect(pairs.count >= 500)
        var found = JudgeCounts()
        for pair in pairs {
            let says = WordingJudge.areSame(pair.a, pair.b)
            #expect(says == WordingJudge.areSame(pair.b, pair.a), "\(pair.question)")
            found.add(
                LabelledPair(AnswerPair(question: pair.question, pair.a, pair.b), areSame: pair.same), areSame: says)
        }
        #expect(found == WordingJudge.measured)
    }

    @Test("what is certainly different is called so")
    func different() {
        #expect(!WordingJudge.areSame("Yes, at any time.", "No, only before it ships."))
        #expect(!WordingJudge.areSame("The fee is 3.90 euros a month.", "The fee is 8.90 euros a month."))
        #expect(!WordingJudge.areSame("You can return it within 14 days.", "You cannot return it within 14 days."))
        #expect(WordingJudge.areSame("The fee is **3.90** euros a month.", "The fee is 3.90 euros a month"))
        #expect(!WordingJudge.areSame("", "Something."))
    }

    @Test("equal answers are equal whatever frames their words, and code keeps its marks and its case")
    func equal() {
        #expect(AnswerText.areEqual("**Yes**, it is.\n", "Yes it is"))
        #expect(!AnswerText.areEqual("grep -v", "grep -V"))
        #expect(!AnswerText.areEqual("if ready", "if !ready"))
        #expect(!AnswerText.areEqual("5", "-5"))
    }
}
