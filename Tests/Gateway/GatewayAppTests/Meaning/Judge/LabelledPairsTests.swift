// SPDX-License-Identifier: Apache-2.0

import Foundation
import Pipeline
import Testing

@testable import GatewayApp

@Suite("The labelled pairs in the program")
struct LabelledPairsTests {
    private struct Row: Decodable {
        var question: String
        var a: String
        var b: String
        var same: Bool
        var use: String
    }

    @Test(
        "are those of the file that are there to measure by: more than 500, as many of either kind, of one question three"
    )
    func pairs() throws {
        var package = URL(filePath: #filePath)
        for _ in 0..<6 { package.deleteLastPathComponent() }
        let text = try String(
            contentsOf: package.appending(path: "Training/judge/data/answers.jsonl"), encoding: .utf8)
        let rows = try text.split(separator: "\n").map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
            .filter { $0.use == "measure" }
        let pairs = LabelledPairs()
        #expect(pairs.all.count >= 500)
        #expect(
            Set(pairs.all)
                == Set(rows.map { LabelledPair(AnswerPair(question: $0.question, $0.a, $0.b), areSame: $0.same) }))
        #expect(pairs.all.count == rows.count)
        #expect(pairs.all.count { $0.areSame } * 2 == pairs.all.count)
        for group in Dictionary(grouping: pairs.all, by: \.pair.question).values {
            #expect(group.count { $0.areSame } == Int(JudgeCounts.pairsPerQuestion))
            #expect(group.count { !$0.areSame } == Int(JudgeCounts.pairsPerQuestion))
        }
        #expect(!pairs.all.contains { $0.pair.areEqual })
        #expect(pairs.digest.count == 16)
    }
}
