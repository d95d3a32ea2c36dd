// SPDX-License-Identifier: Apache-2.0

import CJudgeData
import Conversation
import Pipeline
import WireFormats

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The pairs of answers in this program that a judge is measured by.
struct LabelledPairs: Sendable {
    let all: [LabelledPair]
    /// Names these pairs: what was measured by others tells nothing about them.
    let digest: String

    private struct Question: Decodable {
        var question: String
        var texts: [String]
        var same: [[Int]]
        var different: [[Int]]
    }

    /// Reads them; empty if the program holds none that can be read, which a test rules out.
    init() {
        let data = Data(bytes: judge_pairs(), count: judge_pairs_length())
        digest = String(Digest.of(Array(data)).hexadecimal.prefix(16))
        var all: [LabelledPair] = []
        for line in data.split(separator: UInt8(ascii: "\n")) {
            guard let question = try? JSONDecoder().decode(Question.self, from: line) else { continue }
            for (places, areSame) in [(question.same, true), (question.different, false)] {
                for place in places where place.count == 2 && place.allSatisfy(question.texts.indices.contains) {
                    let pair = AnswerPair(
                        question: question.question, question.texts[place[0]], question.texts[place[1]])
                    all.append(LabelledPair(pair, areSame: areSame))
                }
            }
        }
        self.all = all
    }
}
