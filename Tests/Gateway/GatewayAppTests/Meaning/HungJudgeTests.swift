// SPDX-License-Identifier: Apache-2.0

import Logging
import Pipeline
import TestKit
import Testing

@testable import GatewayApp

@Suite("A judge of answers that hangs", .serialized, .timeLimit(.minutes(3)))
struct HungJudgeTests {
    /// Asks in new words what gets an answer of its own.
    private static func ask(_ meaning: Meaning, _ number: Int) async throws -> TestResponse {
        let words = String(repeating: "word ", count: number + 1)
        return try await meaning.ask("refund: \(words)end")
    }

    @Test("costs requests nothing: nothing is served, what waits is bounded, and one line and a count tell of it")
    func hung() async throws {
        let (judge, log) = (HungJudge(), CapturedLog())
        let notices = LearningNotices(Logger(label: "tests") { _ in log.handler }) { 0 }
        defer { judge.letGo() }
        try await Meaning.run(
            .auto, answer: nil, budget: ErrorBudget(maxError: 0.2), judge: judge, judgeBytes: 8_000,
            troubled: { notices.take($0) }
        ) { meaning async throws in
            for number in 0..<30 {
                let answer = try await Self.ask(meaning, number)
                #expect(answer.layer == "l3")
                #expect(answer.reason == (number == 0 ? "new_partition" : "learning"))
            }
            let report = try await meaning.gateway.client.send("GET", "/api/admin/cache/semantic-report").text
            let found = try #require(report.firstMatch(of: #/"done":(\d+),"dropped":(\d+),"waiting_bytes":(\d+)/#))
            #expect(found.1 == "0")
            #expect(try #require(Int(found.2)) > 0)
            #expect(try #require(Int(found.3)) <= 8_000)
            let metrics = try await meaning.gateway.client.send("GET", "/metrics").text
            #expect(metrics.contains("isartor_semantic_dropped_judgements_total \(found.2)\n"))
            #expect(try await meaning.gateway.client.send("GET", "/health").status == 200)
            #expect(log.text.split(separator: "\n").count { $0.contains("wait to be judged") } == 1)
            // Once it speaks, what waited is judged, and learning goes on.
            judge.letGo()
            var left = -1
            for _ in 0..<1_000 where left != 0 {
                try await Task.sleep(for: .milliseconds(20))
                let report = try await meaning.gateway.client.send("GET", "/api/admin/cache/semantic-report").text
                left = report.firstMatch(of: #/"waiting_bytes":(\d+)/#).flatMap { Int($0.1) } ?? -1
            }
            #expect(left == 0)
        }
    }
}
