// SPDX-License-Identifier: Apache-2.0

import Conversation
import FakeUpstream
import Foundation
import Locking
import Pipeline
import SeededNumbers
import Settings
import TestKit
import Testing

@testable import GatewayApp

/// The provider of answers is one server, the judge another: `ollama` in the chain, which says one thing to everybody.
@Suite("A gateway whose answers a model judges", .serialized, .timeLimit(.minutes(5)))
struct ModelJudgeGatewayTests {
    private static let judgeModel = "judge-small"
    private static let key = "sk-judge-canary-0123456789"

    private struct Judged: Sendable {
        let meaning: Meaning
        let judge: FakeUpstream

        /// What the judge is told to say from now on.
        func status() async throws -> String {
            try await meaning.gateway.client.send("GET", "/api/admin/cache/judge").text
        }

        func report() async throws -> String {
            try await meaning.gateway.client.send("GET", "/api/admin/cache/semantic-report").text
        }

        /// Waits until the status has a state.
        func wait(for state: String, atMost tries: Int = 3_000) async throws -> String {
            var text = ""
            for _ in 0..<tries {
                text = try await status()
                if text.contains(#""state":"\#(state)""#) { break }
                try await Task.sleep(for: .milliseconds(10))
            }
            return text
        }
    }

    /// Runs a gateway with a judge, which it takes for one that was measured as `missed` says, if that is given.
    private static func run(
        _ folder: String, provider: ProviderName = .ollama, says reply: String = "SAME",
        fault: FakeUpstreamFault? = nil, missed: Int? = nil,
        answeredModel: String = judgeModel, log: CapturedLog = CapturedLog(),
        _ body: @Sendable (Judged) async throws -> Void
    ) async throws {
        let judge = try await FakeUpstream.start(
            FakeUpstreamConfiguration(defaults: FakeUpstreamDirectives(fault: fault, text: reply)))
        let url = "http://127.0.0.1:\(judge.port)"
        if let missed { try Self.write(folder, url: url, answeredModel: answeredModel, missed: missed) }
        let result: Result<Void, any Error>
        do {
            try await Meaning.run(
                .auto, answer: nil, budget: ErrorBudget(maxError: 0.2), folder: folder, log: log.handler,
                adjusting: { settings in
                    settings.provider.fallbacks = [
                        ChainedProvider(
                            provider, url: url, model: "for-clients",
                            keys: [ProviderKeySettings(key: Secret(key), label: "1")])
                    ]
                    settings.semantic.judgeModel = judgeModel
                    settings.semantic.judgeProvider = provider.rawValue
                    settings.semantic.judgementsPerMinute = 6_000
                }
            ) { meaning async throws in try await body(Judged(meaning: meaning, judge: judge)) }
            result = .success(())
        } catch { result = .failure(error) }
        try await judge.stop()
        try result.get()
    }

    /// Writes down that the model was measured, as the gateway would have.
    private static func write(_ folder: String, url: String, answeredModel: String, missed: Int) throws {
        let place = Digest.of(url).hexadecimal.prefix(16)
        let text = """
            {"subject":{"provider":"ollama","model":"\(judgeModel)","place":"\(place)","way":"\(JudgeModel.way)",\
            "pairs":"\(LabelledPairs().digest)"},"answeredModel":"\(answeredModel)","missed":\(missed),"different":282,\
            "alarms":0,"same":282,"measuredAt":1760000000000}
            """
        try text.write(toFile: folder + "/judge.json", atomically: true, encoding: .utf8)
    }

    /// Asks in new words, and has the provider answer in words that no other answer has.
    private static func ask(_ judged: Judged, _ number: Int) async throws -> TestResponse {
        var random = SplitMix64(seed: UInt64(number))
        let words = (0..<12).map { _ in vocabulary[Int(random.next() % UInt64(vocabulary.count))] }
        judged.meaning.gateway.upstream.stand(FakeUpstreamDirectives(text: words.joined(separator: " ")))
        return try await judged.meaning.ask("refund: in the \(words.joined(separator: "-"))\(letters(number)) way")
    }

    /// A number without a digit: digits in questions are a veto.
    private static func letters(_ number: Int) -> String {
        String(String(number).map { Character(UnicodeScalar(97 + ($0.wholeNumberValue ?? 0)) ?? "x") })
    }

    private static let vocabulary = [
        "amber", "basket", "candle", "dolphin", "ember", "forest", "garden", "harbour", "island", "jungle", "kettle",
        "lantern", "meadow", "needle", "orchard", "pebble", "quarry", "river", "saddle", "timber", "umbrella", "valley",
        "willow", "yonder", "zephyr", "anchor", "bridge", "castle", "desert", "engine", "falcon", "glacier", "hammer",
        "ivory", "jacket", "kitten", "ladder", "marble", "napkin", "oyster",
    ]

    /// Asks until something is served from the semantic cache; how many questions that took, nil if none was.
    private static func askUntilServed(_ judged: Judged, from start: Int = 0, atMost: Int) async throws -> Int? {
        for number in start..<(start + atMost) {
            if try await ask(judged, number).layer == "l1b" { return number - start }
            // Judgements are made when there is time.
            try await Task.sleep(for: .milliseconds(15))
        }
        return nil
    }

    // MARK: Measuring

    @Test("measures it on request, with its own key and by the one provider that has it, and writes the result down")
    func measures() async throws {
        let (place, log) = (try TemporaryPlace(), CapturedLog())
        try await Self.run(place.path, log: log) { judged async throws in
            #expect(try await judged.status().contains(#""state":"not_measured""#))
            #expect(log.text.contains("isartor cache measure-judge"))
            let client = judged.meaning.gateway.client
            let begun = try await client.send("POST", "/api/admin/cache/judge")
            #expect(begun.status == 202)
            #expect(try await client.send("POST", "/api/admin/cache/judge").status == 409)
            let status = try await judged.wait(for: "measured")
            let pairs = LabelledPairs().all
            let differing = pairs.count { !$0.areSame }
            #expect(status.contains(#""alarms":0,"same":\#(differing)"#))
            #expect(status.contains(#""answered_model":"\#(Self.judgeModel)""#))
            // Whoever calls everything the same finds only what words tell.
            let missed = try #require(status.firstMatch(of: #/"missed":(\d+)/#).flatMap { Int($0.1) })
            let asked = judged.judge.requests
            #expect(asked.count == pairs.count - (differing - missed))
            #expect(asked.allSatisfy { $0.headers.contains { $0.value == "Bearer \(Self.key)" } })
            #expect(judged.meaning.gateway.upstreamCalls == 0)
            // The gateway that measured goes on as it was until it is restarted.
            #expect(status.contains(#""in_use":false"#))
            #expect(JudgeRecord(at: place.path + "/judge.json")?.counts.missed == missed)
            for text in [status, log.text, try await judged.report()] { #expect(!text.contains(Self.key)) }
            // The ledger has each question under its own name.
            var stats = ""
            for _ in 0..<200 where !stats.contains(#""calls":\#(asked.count)"#) {
                try await Task.sleep(for: .milliseconds(20))
                stats = try await client.send("GET", "/api/admin/usage").text
            }
            #expect(stats.contains(#""calls":\#(asked.count)"#))
            #expect(try await client.send("GET", "/debug/stats/agents").text.contains(#""isartor""#))
        }
    }

    @Test("asks providers of every format in their own", arguments: [ProviderName.anthropic, .gemini, .azure])
    func formats(provider: ProviderName) async throws {
        let place = try TemporaryPlace()
        try await Self.run(place.path, provider: provider) { judged async throws in
            _ = try await judged.meaning.gateway.client.send("POST", "/api/admin/cache/judge")
            let status = try await judged.wait(for: "measured")
            #expect(status.contains(#""alarms":0,"same":282"#))
            #expect(status.contains(#""answered_model":"\#(Self.judgeModel)""#))
            let bodies = judged.judge.requests.map { String(decoding: $0.body, as: UTF8.self) }
            #expect(bodies.count > 500)
            #expect(bodies.allSatisfy { $0.contains("2048") && $0.contains("Reply with one word") })
        }
    }

    @Test("a measurement that fails or is stopped says why, and leaves nothing behind")
    func fails() async throws {
        let place = try TemporaryPlace()
        try await Self.run(place.path, fault: .status400) { judged async throws in
            let client = judged.meaning.gateway.client
            _ = try await client.send("POST", "/api/admin/cache/judge")
            #expect(try await judged.wait(for: "failed").contains("refuses"))
            judged.judge.stand(FakeUpstreamDirectives(fault: .stallBefore, text: "SAME"))
            #expect(try await client.send("POST", "/api/admin/cache/judge").status == 202)
            let stopped = try await client.send("DELETE", "/api/admin/cache/judge")
            #expect(stopped.text.contains("It was stopped."))
            #expect(!FileManager.default.fileExists(atPath: place.path + "/judge.json"))
            // What the stopped one has still to say is nothing to the next one.
            judged.judge.stand(FakeUpstreamDirectives(fault: FakeUpstreamFault.none, text: "SAME"))
            #expect(try await client.send("POST", "/api/admin/cache/judge").status == 202)
            #expect(try await judged.wait(for: "measured").contains(#""waits_for_start":true"#))
        }
    }

    @Test("without a model there is nothing to measure, and the answer says what to set")
    func none() async throws {
        try await Meaning.run(.auto) { meaning async throws in
            for method in ["GET", "POST", "DELETE"] {
                let answer = try await meaning.gateway.client.send(method, "/api/admin/cache/judge")
                #expect(answer.status == 400)
                #expect(answer.text.contains("semantic_judge_model"))
            }
            #expect(!(try await meaning.gateway.client.send("GET", "/metrics").text.contains("judge_up")))
        }
    }

    // MARK: Judging

    @Test("one that was not measured is not asked, and answers in other words are hardly evidence")
    func unmeasured() async throws {
        let place = try TemporaryPlace()
        try await Self.run(place.path) { judged async throws in
            #expect(try await Self.askUntilServed(judged, atMost: 60) == nil)
            #expect(judged.judge.requests.isEmpty)
            #expect(try await judged.meaning.gateway.client.send("GET", "/metrics").text.contains("judge_up 0\n"))
            #expect(try await judged.report().contains(#""in_use":false"#))
        }
    }

    @Test("one that was measured makes them evidence, behind requests")
    func judges() async throws {
        let place = try TemporaryPlace()
        try await Self.run(place.path, missed: 3) { judged async throws in
            let questions = try #require(try await Self.askUntilServed(judged, atMost: 120))
            // 19 spotless judgements are needed at 20 %, and a few more for what the judge misses.
            #expect(questions >= 20)
            let asked = judged.judge.requests
            #expect(asked.count >= 19)
            #expect(asked.allSatisfy { String(decoding: $0.body, as: UTF8.self).contains("SAME or DIFFERENT?") })
            let report = try await judged.report()
            #expect(report.contains(#""state":"serving""#))
            #expect(report.contains(#""in_use":true"#))
            let metrics = try await judged.meaning.gateway.client.send("GET", "/metrics").text
            #expect(metrics.contains("isartor_semantic_judge_up 1\n"))
            let said = try #require(
                metrics.firstMatch(of: #/judge_answers_total\{outcome="same"\} (\d+)/#).flatMap { Int($0.1) })
            #expect(said >= 19)
        }
        // Another judge has its evidence to gather anew.
        try await Self.run(place.path) { judged async throws in
            #expect(try await Self.ask(judged, 500).layer == "l3")
            #expect(!(try await judged.report().contains(#""state":"serving""#)))
        }
    }

    @Test("one that finds them different keeps the class from serving, and their pairs are blocked")
    func different() async throws {
        let place = try TemporaryPlace()
        try await Self.run(place.path, says: "DIFFERENT", missed: 3) { judged async throws in
            #expect(try await Self.askUntilServed(judged, atMost: 60) == nil)
            #expect(judged.judge.requests.count > 19)
            let report = try await judged.report()
            #expect(report.contains(#""state":"over_budget""#))
        }
    }

    @Test(
        "one that is down holds learning up and no request; once it is back, what waited is judged",
        arguments: [FakeUpstreamFault.status503, .status401, .status404, .reset, .malformedSSE])
    func down(fault: FakeUpstreamFault) async throws {
        let (place, log) = (try TemporaryPlace(), CapturedLog())
        try await Self.run(place.path, fault: fault, missed: 3, log: log) { judged async throws in
            for number in 0..<40 { #expect(try await Self.ask(judged, number).layer == "l3") }
            for _ in 0..<300 where judged.judge.requests.count < 4 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(judged.judge.requests.count >= 4)
            let report = try await judged.report()
            #expect(report.contains(#""judged":0,"judged_wrong":0"#))
            #expect(log.text.split(separator: "\n").count { $0.contains("does not answer; it is asked again") } == 1)
            judged.judge.stand(FakeUpstreamDirectives(fault: FakeUpstreamFault.none, text: "SAME"))
            let served = try await Self.askUntilServed(judged, from: 100, atMost: 2_000)
            #expect(served != nil)
            #expect(!log.text.contains(Self.key))
        }
    }

    @Test("one that answers as another model than the one that was measured judges nothing any more")
    func outdated() async throws {
        let (place, log) = (try TemporaryPlace(), CapturedLog())
        try await Self.run(place.path, missed: 3, answeredModel: "judge-small-2024", log: log) { judged async throws in
            #expect(try await Self.askUntilServed(judged, atMost: 60) == nil)
            #expect(try await judged.wait(for: "outdated").contains(#""in_use":false"#))
            // As many as were under way at once.
            #expect(judged.judge.requests.count <= 4)
            #expect(log.text.contains("it answers as `judge-small`, and what was measured is `judge-small-2024`"))
            #expect(try await judged.meaning.gateway.client.send("GET", "/metrics").text.contains("judge_up 0\n"))
        }
    }

    @Test("a provider that is none of the chain has no judge, and neither have simulated answers")
    func nobody() async throws {
        let log = CapturedLog()
        try await Meaning.run(
            .auto, log: log.handler,
            adjusting: {
                $0.semantic.judgeModel = "judge-small"
                $0.semantic.judgeProvider = "Groq"
            }
        ) { meaning async throws in
            #expect(try await meaning.gateway.client.send("GET", "/api/admin/cache/judge").status == 400)
        }
        #expect(log.text.contains("none of the chain, which has openai"))
        try await Meaning.run(
            .auto, provider: .synthetic, log: log.handler, adjusting: { $0.semantic.judgeModel = "judge-small" }
        ) { meaning async throws in
            #expect(try await meaning.gateway.client.send("GET", "/api/admin/cache/judge").status == 400)
        }
        #expect(log.text.contains("simulated"))
    }
}
