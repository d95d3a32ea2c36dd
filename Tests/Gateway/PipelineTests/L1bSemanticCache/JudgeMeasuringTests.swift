// SPDX-License-Identifier: Apache-2.0

import Locking
import Testing

@testable import Pipeline

@Suite("Measuring a model that judges answers", .timeLimit(.minutes(2)))
struct JudgeMeasuringTests {
    /// Pairs whose words tell nothing; those with even numbers say the same.
    private static func pairs(_ count: Int) -> [LabelledPair] {
        (0..<count).map { number in
            let pair = AnswerPair(
                question: "Question \(number)?", "Blue is what one would take, pair\(number).",
                "Most people would choose the colour of the sky here.")
            return LabelledPair(pair, areSame: number.isMultiple(of: 2))
        }
    }

    private static func number(_ question: ModelQuestion) -> Int {
        question.prompt.firstMatch(of: #/Question (\d+)\?/#).flatMap { Int($0.1) } ?? -1
    }

    private static func measure(
        _ pairs: [LabelledPair], progress: @escaping @Sendable (Int) -> Void = { _ in },
        _ ask: @escaping @Sendable (ModelQuestion) async -> Result<ModelReply, ModelFailure>
    ) async throws(ModelFailure) -> JudgeMeasuring.Outcome {
        try await JudgeMeasuring(
            JudgeModel(provider: "p", name: "m", ask: ask), pairs, pauses: [.milliseconds(1), .milliseconds(1)]
        ).run(progress)
    }

    @Test("counts what it misses and what it takes for different")
    func counts() async throws {
        // Wrong about every tenth pair that differs and every fifth that does not.
        let seen = Locked<[Int]>([])
        let outcome = try await Self.measure(Self.pairs(200), progress: { done in seen.withLock { $0.append(done) } }) {
            let number = Self.number($0)
            let isSame = number % 20 == 1 ? true : number % 10 == 4 ? false : number.isMultiple(of: 2)
            return .success(ModelReply(text: isSame ? "SAME" : "DIFFERENT", model: "m-1"))
        }
        #expect(outcome.counts == JudgeCounts(missed: 10, different: 100, alarms: 20, same: 100))
        #expect(outcome.answeredModel == "m-1")
        #expect(seen.withLock { $0 } == Array(1...200))
        // A question counts as one look, whatever is made of its three pairs.
        #expect(
            outcome.counts.error
                == JudgeError(
                    missed: 10.0 / 3, different: 100.0 / 3, alarms: 20.0 / 3, same: 100.0 / 3, confidence: 0.95))
    }

    @Test("what the words tell is not asked")
    func settled() async throws {
        let told = LabelledPair(AnswerPair(question: "Q", "Yes.", "No."), areSame: false)
        let outcome = try await Self.measure(Self.pairs(2) + [told]) {
            #expect(Self.number($0) >= 0)
            return .success(ModelReply(text: "SAME", model: ""))
        }
        #expect(outcome.counts == JudgeCounts(missed: 1, different: 2, alarms: 0, same: 1))
    }

    @Test("a question that is not answered is put again, and then there is no measurement")
    func failing() async throws {
        let calls = Locked<[Int: Int]>([:])
        @Sendable func count(_ number: Int) -> Int {
            calls.withLock {
                $0[number, default: 0] += 1; return $0[number] ?? 0
            }
        }
        let outcome = try await Self.measure(Self.pairs(20)) {
            count(Self.number($0)) < 3
                ? .failure(ModelFailure("busy")) : .success(ModelReply(text: "SAME", model: "m"))
        }
        #expect(outcome.counts.pairs == 20)
        await #expect(throws: ModelFailure("down")) {
            try await Self.measure(Self.pairs(2_000)) { _ in .failure(ModelFailure("down")) }
        }
    }

    @Test("a model that goes by several names is none, and one that takes no question cannot be measured")
    func useless() async {
        let calls = Locked(0)
        await #expect(throws: ModelFailure.self) {
            try await Self.measure(Self.pairs(2_000)) {
                calls.withLock { $0 += 1 }
                return .success(ModelReply(text: "SAME", model: Self.number($0) < 10 ? "m-1" : "m-2"))
            }
        }
        #expect(calls.withLock { $0 } < 30)
        calls.withLock { $0 = 0 }
        await #expect(throws: ModelFailure.self) {
            try await Self.measure(Self.pairs(2_000)) { _ in
                calls.withLock { $0 += 1 }
                return .failure(ModelFailure("refused", isOfQuestion: true))
            }
        }
        #expect(calls.withLock { $0 } < 30)
        // Some that are refused are different.
        let outcome = try? await Self.measure(Self.pairs(40)) {
            Self.number($0) % 4 == 0
                ? .failure(ModelFailure("refused", isOfQuestion: true)) : .success(ModelReply(text: "SAME", model: "m"))
        }
        #expect(outcome?.counts == JudgeCounts(missed: 20, different: 20, alarms: 10, same: 20))
    }

    @Test("asks nothing any more once it is stopped")
    func stopped() async throws {
        let calls = Locked(0)
        let task = Task {
            try await Self.measure(Self.pairs(2_000)) { _ in
                calls.withLock { $0 += 1 }
                do { try await Task.sleep(for: .milliseconds(2)) } catch {}
                return .success(ModelReply(text: "SAME", model: "m"))
            }
        }
        while calls.withLock({ $0 }) < 20 { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        await #expect(throws: ModelFailure("it was stopped")) { try await task.value }
        #expect(calls.withLock { $0 } < 200)
    }
}
