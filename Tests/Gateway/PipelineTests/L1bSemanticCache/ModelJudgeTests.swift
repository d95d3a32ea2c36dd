// SPDX-License-Identifier: Apache-2.0

import Locking
import Testing

@testable import Pipeline

@Suite("A model that judges answers", .timeLimit(.minutes(2)))
struct ModelJudgeTests {
    /// A model that says what it is told to say, one reply after another; the last one again and again.
    private final class Script: Sendable {
        private let replies: Locked<[Result<ModelReply, ModelFailure>]>
        let asked = Locked<[ModelQuestion]>([])
        let troubles = Locked<[SemanticTrouble]>([])

        init(_ replies: Result<ModelReply, ModelFailure>...) { self.replies = Locked(replies) }

        var calls: Int { asked.withLock { $0.count } }

        var model: JudgeModel {
            JudgeModel(provider: "p", name: "m") { question in
                self.asked.withLock { $0.append(question) }
                return self.replies.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
            }
        }

        func judge(_ interval: Duration = .zero, pause: Duration = .milliseconds(1)) -> ModelJudge {
            ModelJudge(
                model, answeredModel: "m-1", measured: JudgeCounts(missed: 3, different: 282, alarms: 0, same: 282),
                pace: .init(interval: interval, pause: pause, longestPause: .milliseconds(4)),
                troubled: { trouble, _ in self.troubles.withLock { $0.append(trouble) } })
        }
    }

    private static func says(_ text: String, _ model: String = "m-1") -> Result<ModelReply, ModelFailure> {
        .success(ModelReply(text: text, model: model))
    }

    private static let down = Result<ModelReply, ModelFailure>.failure(ModelFailure("down"))
    private static let reworded = AnswerPair(
        question: "How long may I return it?", "Send it back within two weeks of delivery.",
        "You have a fortnight from the day it arrives to bring the item back.")

    @Test("is not asked where the words tell")
    func settled() async {
        let script = Script(Self.says("SAME"))
        let judge = script.judge()
        #expect(await judge.areSame(AnswerPair(question: "Q", "**Yes**, it is.", "Yes it is")) == true)
        #expect(await judge.areSame(AnswerPair(question: "Q", "Yes, always.", "No, never.")) == false)
        let long = String(repeating: "word ", count: 7_000)
        #expect(await judge.areSame(AnswerPair(question: "Q", long, "Other \(long)")) == false)
        #expect(script.calls == 0)
    }

    @Test("is asked where they do not, and counted")
    func asked() async throws {
        let script = Script(Self.says("SAME"), Self.says("DIFFERENT"))
        let judge = script.judge()
        #expect(await judge.areSame(Self.reworded) == true)
        #expect(await judge.areSame(Self.reworded) == false)
        #expect(judge.counts.same == 1)
        #expect(judge.counts.different == 1)
        let question = try #require(script.asked.withLock { $0.first })
        for text in [Self.reworded.question, Self.reworded.one, Self.reworded.other] {
            #expect(question.prompt.contains(text))
        }
        #expect(judge.error.missed > 0.01)
        #expect(judge.error.missed < 0.06)
        #expect(judge.error.alarms == 0)
    }

    @Test("that does not answer is asked until it does: no pair is passed over")
    func silent() async {
        let script = Script(Self.down, Self.down, Self.down, Self.down, Self.down, Self.says("SAME"))
        let judge = script.judge()
        #expect(await judge.areSame(Self.reworded) == true)
        #expect(script.calls == 6)
        #expect(judge.counts.failures == 5)
        #expect(script.troubles.withLock { $0 } == Array(repeating: .judgeSilent, count: 5))
    }

    @Test("that refuses a pair finds it different")
    func refused() async {
        let script = Script(.failure(ModelFailure("no", isOfQuestion: true)))
        #expect(await script.judge().areSame(Self.reworded) == false)
        #expect(script.calls == 1)
    }

    @Test("that was replaced judges nothing any more, and the pair that showed it counts as different")
    func outdated() async {
        let script = Script(Self.says("SAME", "m-2"))
        let judge = script.judge()
        #expect(!judge.isOutdated)
        #expect(await judge.areSame(Self.reworded) == false)
        #expect(judge.isOutdated)
        // Not even what is equal, or evidence would be made of the equal ones alone.
        #expect(await judge.areSame(AnswerPair(question: "Q", "A", "A")) == nil)
        #expect(await judge.areSame(Self.reworded) == nil)
        #expect(script.calls == 1)
        #expect(script.troubles.withLock { $0 } == [.judgeOutdated])
    }

    @Test("gives up when it is told to")
    func cancelled() async throws {
        let script = Script(Self.down)
        let judge = script.judge(pause: .seconds(600))
        let task = Task { await judge.areSame(Self.reworded) }
        while script.calls == 0 { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        #expect(await task.value == nil)
    }

    @Test("is asked no more often than it may be")
    func pace() async {
        let script = Script(Self.says("SAME"))
        let judge = script.judge(.milliseconds(20))
        let began = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<6 { group.addTask { _ = await judge.areSame(Self.reworded) } }
        }
        #expect(ContinuousClock.now - began >= .milliseconds(100))
        #expect(script.calls == 6)
        #expect(ModelJudge.Pace(perMinute: 30).interval == .seconds(2))
        #expect(ModelJudge.Pace(perMinute: 600).mostWaiting == 1_200)
        #expect(ModelJudge.Pace(perMinute: 1).mostWaiting == 64)
    }
}
