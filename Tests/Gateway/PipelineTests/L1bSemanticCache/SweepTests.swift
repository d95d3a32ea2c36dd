// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@testable import Pipeline

@Suite("Kept questions whose time is over")
struct SweepTests {
    private struct Prepared: PreparedQuestion {
        let canonical: String
        var outsideWords: String? { nil }
        var size: Int { 1000 }
        mutating func attach(_ vectors: QuestionVectors) {}
    }

    private struct AnyVerifier: QuestionVerifier {
        var threshold: Double { 1 }
        func prepare(_ question: String) -> any PreparedQuestion { Prepared(canonical: question) }
        func compare(_ one: any PreparedQuestion, _ other: any PreparedQuestion) -> QuestionVerdict {
            QuestionVerdict(probability: 0)
        }
    }

    private struct AnyEncoder: QuestionEncoder {
        let identity = "any"
        let dimension = 4
        func encode(
            size: Int, wait: Int64, text: @escaping @Sendable () -> String?,
            done: @escaping @Sendable (Result<QuestionVectors?, EncodingMiss>) -> Void
        ) {
            done(.success(text().map { _ in QuestionVectors(whole: [1, 0, 0, 0]) }))
        }
    }

    private struct AnyJudge: AnswerJudge {
        let error = JudgeError.none
        func areSame(_ pair: AnswerPair) async -> Bool? { true }
    }

    private func inquiry(_ number: Int) throws -> SemanticInquiry {
        var reader = RequestReader()
        let body = Array(#"{"model":"m","messages":[{"role":"user","content":"question \#(number)"}]}"#.utf8)
        let context = RequestContext(surface: .chatCompletions, principal: .local)
        let (reading, identity) = try reader.read(body.span, in: context, digest: { Digest.of($0) })
        return SemanticInquiry(
            try SemanticSubject(reading, digest: { Digest.of($0) }), identity: try #require(identity),
            requestID: "isr-\(number)", mode: .shadow)
    }

    @Test("give their memory back in portions, by whoever looks after that")
    func portions() throws {
        let policy = SemanticPolicy(mode: .shadow, lifetime: 1000)
        let cache = try #require(
            SemanticCache(policy, encoder: AnyEncoder(), verifier: AnyVerifier(), judge: AnyJudge()) { _, _ in true })
        func look(_ number: Int, at now: Int64) throws {
            let inquiry = try inquiry(number)
            cache.look(inquiry, now: now) { _ in }
            if number < 600 { cache.keep(inquiry, storedAt: now) }
        }
        for number in 0..<600 { try look(number, at: 100) }
        #expect(cache.size.entries == 600)
        // Nothing is too old, and then it is not looked for all the time.
        try look(1000, at: 1099)
        #expect(cache.size.entries == 600)
        let due = 100 + SemanticCache.sweepInterval
        try look(1001, at: due - 1)
        #expect(cache.size.entries == 600)
        try look(1002, at: due)
        #expect(cache.size.entries == 600 - 256)
        try look(1003, at: due)
        try look(1004, at: due)
        #expect(cache.size.entries == 0)
        #expect(cache.size.bytes == 0)
    }
}
