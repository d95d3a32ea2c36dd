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
    }

    private static func pairs() throws -> [Pair] {
        var package = URL(filePath: #filePath)
        for _ in 0..<5 { package.deleteLastPathComponent() }
        let text = try String(
            contentsOf: package.appending(path: "Training/judge/data/answers.jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Pair.self, from: Data($0.utf8)) }
    }

    @Test("its errors on the half of the pairs that it was not made by are the ones that enter the bound")
    func measured() throws {
        let pairs = try Self.pairs()
        #expect(pairs.count >= 500)
        let questions = Set(pairs.map(\.question)).sorted {
            $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
        }
        let place = Dictionary(uniqueKeysWithValues: questions.enumerated().map { ($1, $0) })
        let judge = WordingJudge()
        var (missed, different, alarms, same) = (0, 0, 0, 0)
        for pair in pairs where (place[pair.question] ?? 0) % 2 == 1 {
            let says = judge.areSame(pair.a, pair.b)
            #expect(says == judge.areSame(pair.b, pair.a), "\(pair.question)")
            if pair.same { same += 1 } else { different += 1 }
            if pair.same, !says { alarms += 1 }
            if !pair.same, says { missed += 1 }
        }
        let found = (missed: missed, different: different, alarms: alarms, same: same)
        #expect(found == WordingJudge.measured)
    }

    @Test("what is certainly different is called so")
    func different() {
        let judge = WordingJudge()
        #expect(!judge.areSame("Yes, at any time.", "No, only before it ships."))
        #expect(!judge.areSame("The fee is 3.90 euros a month.", "The fee is 8.90 euros a month."))
        #expect(!judge.areSame("You can return it within 14 days.", "You cannot return it within 14 days."))
        #expect(judge.areSame("The fee is **3.90** euros a month.", "The fee is 3.90 euros a month"))
        #expect(!judge.areSame("", "Something."))
    }

    @Test("equal answers are equal whatever frames their words, and code keeps its marks and its case")
    func equal() {
        #expect(AnswerText.areEqual("**Yes**, it is.\n", "Yes it is"))
        #expect(!AnswerText.areEqual("grep -v", "grep -V"))
        #expect(!AnswerText.areEqual("if ready", "if !ready"))
        #expect(!AnswerText.areEqual("5", "-5"))
    }
}
