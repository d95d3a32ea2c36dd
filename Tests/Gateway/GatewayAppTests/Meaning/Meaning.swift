// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Logging
import Pipeline
import Settings
import TestKit
import Testing

/// A gateway whose semantic cache understands topics, and questions about them.
struct Meaning: Sendable {
    let gateway: TestGateway
    let encoder: TopicEncoder

    static func run(
        _ mode: SemanticMode, answer: String? = "One answer for all.", provider: ProviderName = .openAI,
        encoder: TopicEncoder = TopicEncoder(), rules: [SemanticRule] = [], budget: ErrorBudget = ErrorBudget(),
        draw: @escaping @Sendable () -> Double = { 0.99 }, wait: Int64 = 60_000, threads: Int = 1,
        judge: any AnswerJudge = LiteralJudge(), judgedBy: String = "tests", folder: String? = nil,
        judgeBytes: Int = 8 << 20, troubled: @escaping @Sendable (SemanticTrouble) -> Void = { _ in },
        log: (any LogHandler)? = nil,
        adjusting adjust: @Sendable (inout Settings) -> Void = { _ in },
        _ body: @Sendable (Meaning) async throws -> Void
    ) async throws {
        let policy = SemanticPolicy(mode: mode, rules: rules, budget: budget, wait: wait, judgeBytes: judgeBytes)
        let parts = SemanticParts(
            policy: policy, encoder: encoder, verifier: TopicVerifier(), judge: judge, judgedBy: judgedBy,
            troubled: troubled, draw: draw)
        var upstream = FakeUpstreamConfiguration()
        if let answer { upstream.defaults = FakeUpstreamDirectives(text: answer) }
        try await TestGateway.run(
            provider: provider, threads: threads, upstream: upstream, adjusting: adjust, log: log,
            database: folder.map { $0 + "/isartor.db" }, answers: folder.map { $0 + "/answers" },
            questions: folder.map { $0 + "/semantic.db" }, judge: folder.map { $0 + "/judge.json" }, semantic: parts
        ) { gateway async throws in
            try await body(Meaning(gateway: gateway, encoder: encoder))
        }
    }

    static func chat(_ question: String, _ extra: String = "") -> String {
        #"{"model":"gpt-4o-mini","max_tokens":256,\#(extra)"messages":[{"role":"user","content":"\#(question)"}]}"#
    }

    /// Asks a chat completion.
    func ask(_ question: String, _ extra: String = "", headers: [(String, String)] = []) async throws -> TestResponse {
        try await gateway.client.post("/v1/chat/completions", Self.chat(question, extra), headers: headers)
    }

    /// Asks until the answer is as wanted: judgements are made when there is time.
    func ask(
        _ question: (Int) -> String, atMost: Int = 200, until isWanted: (TestResponse) -> Bool
    ) async throws -> TestResponse? {
        for number in 0..<atMost {
            let answer = try await ask(question(number))
            if isWanted(answer) { return answer }
            if number % 10 == 9 { try await Task.sleep(for: .milliseconds(20)) }
        }
        return nil
    }
}

extension TestResponse {
    var reason: String? { header("x-isartor-cache-reason") }
}
