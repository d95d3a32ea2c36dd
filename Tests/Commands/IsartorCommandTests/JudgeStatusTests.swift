// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Testing

@testable import isartor

@Suite("What the commands say of the model that judges")
struct JudgeStatusTests {
    private func status(_ members: String) throws -> JudgeStatus {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(
            JudgeStatus.self,
            from: Data(#"{"provider":"openai","model":"gpt-4o-mini","pairs":564,\#(members)}"#.utf8))
    }

    private static let measured = """
        "answered_model":"gpt-4o-mini-2024-07-18","measured_at":"2026-11-30T21:00:00.000Z","missed":5,"different":282,
        "alarms":1,"same":282,"missed_at_most":0.06,"alarms_at_least":0
        """

    @Test("a measurement is told in full, with what follows from it")
    func measured() throws {
        let good = try status(#""state":"measured","in_use":false,"judgements_of_wordings":1391,\#(Self.measured)"#)
        let text = good.findings(on: Terminal(-1)).joined(separator: "\n")
        #expect(text.contains("gpt-4o-mini-2024-07-18 AS A JUDGE"))
        #expect(text.contains("282              5  1.77 %"))
        #expect(text.contains("282              1  0.35 %"))
        #expect(text.contains("after 1,391 judgements"))
        let bad = try status(#""state":"measured","in_use":true,"judgements_of_wordings":null,\#(Self.measured)"#)
        #expect(bad.findings(on: Terminal(-1)).joined().contains("take a better model"))
        #expect(try status(#""state":"not_measured","in_use":false"#).findings(on: Terminal(-1)).isEmpty)
    }

    @Test(
        "each state says what there is to do",
        arguments: [
            (#""state":"measured","in_use":true"#, "It judges answers"),
            (#""state":"measured","in_use":false"#, "Restart the gateway"),
            (#""state":"measured","in_use":true,"waits_for_start":true"#, "Restart the gateway"),
            (#""state":"outdated","in_use":false"#, "measure again"),
            (#""state":"measuring","in_use":false,"done":17"#, "17 of 564"),
            (#""state":"failed","in_use":false,"problem":"It was stopped.""#, "It was stopped."),
            (#""state":"not_measured","in_use":false"#, "run `isartor cache measure-judge`"),
        ])
    func next(members: String, words: String) throws {
        #expect(CacheMeasureJudgeCommand.next(try status(members)).contains(words))
    }

    @Test("the semantic report says who judges")
    func report() throws {
        func line(_ members: String) throws -> String {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let stats = try decoder.decode(
                SemanticStats.self,
                from: Data(
                    """
                    {"mode":"auto","max_error":0.01,"confidence":0.95,"fewest_judgements":369,"judgements_of_wordings":391,
                    "judge_model":{"provider":"openai","model":"m","pairs":564,\(members)}}
                    """.utf8))
            return SemanticStatsReport(stats: stats, showsEvidence: false).lines(on: Terminal(-1)).joined(
                separator: "\n")
        }
        let asked = try line(#""state":"measured","in_use":true,"said_same":1200,"said_different":3,"failures":2"#)
        #expect(asked.contains("m was asked about 1,203 pairs of answers, and did not answer 2 times"))
        #expect(
            asked.contains("369 judgements at its scores, at the earliest, 391 if answers are worded anew each time"))
        #expect(try line(#""state":"measured","in_use":false"#).contains("judges after a restart"))
        #expect(try line(#""state":"not_measured","in_use":false"#).contains("m is not measured, see"))
    }

    @Test("its arguments are checked, and its progress is counted in pairs")
    func arguments() throws {
        #expect(throws: (any Error).self) { try CacheMeasureJudgeCommand.parse(["--show", "--stop"]) }
        _ = try CacheMeasureJudgeCommand.parse(["--stop", "--json"])
        #expect(
            ProgressBar.line("pairs", count: 141, of: 564, rate: 3, unit: .count)
                == "pairs  [######..................]  25 %  141 of 564")
        #expect(ProgressBar.line("f", count: 1_000_000, of: 4_000_000, rate: nil).hasSuffix("1.0 MB of 4.0 MB"))
    }
}
