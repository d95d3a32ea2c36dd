// SPDX-License-Identifier: Apache-2.0

import Conversation
import Foundation
import GRDB
import Pipeline
import Storage
import Testing
import WireFormats

@testable import KeptState

@Suite("The semantic cache's questions and evidence on disk")
struct QuestionArchiveTests {
    private static func archive(
        _ path: String, _ clock: ScriptedClock, judgedBy: String = "a", queue: Int = 1 << 20
    ) -> (QuestionArchive, StateStore) {
        let store = StateStore.open(
            path, migrations: QuestionSchema.migrations, limits: .init(bytes: queue), notify: { _ in })
        return (QuestionArchive(store: store, judgedBy: judgedBy, clock: clock.clock), store)
    }

    private static func question(_ words: String, storedAt: Int64, blocked: [Fingerprint] = []) throws -> KeptQuestion {
        var reader = RequestReader()
        let body = Array(#"{"model":"m","messages":[{"role":"user","content":"\#(words)"}]}"#.utf8)
        let read = try reader.read(
            body.span, in: RequestContext(surface: .chatCompletions, principal: .local), digest: { Digest.of($0) })
        return KeptQuestion(
            identity: try #require(read.identity),
            subject: try SemanticSubject(read.reading, digest: { Digest.of($0) }),
            storedAt: storedAt, blocked: blocked)
    }

    @Test("the next run finds the questions with their age and blocked pairs, and the evidence")
    func restart() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var (archive, _) = Self.archive(folder.databasePath, clock)
        let pairs = [Digest.of("x"), Digest.of("y")]
        let kept = try Self.question("How do I pay \u{1F4B6}?", storedAt: clock.clock.steady(), blocked: pairs)
        archive.kept(kept)
        archive.kept(try Self.question("gone", storedAt: clock.clock.steady()))
        archive.dropped(try Self.question("gone", storedAt: 0).identity)
        archive.learned(Digest.of("class"), [1, 2, 3])
        archive.learned(Digest.of("other"), [4])
        archive.forgot(Digest.of("other"))
        await archive.stop()
        clock.pass(20_000)
        let later = ScriptedClock(steady: 50, wall: clock.clock.wall())
        (archive, _) = Self.archive(folder.databasePath, later)
        let found = try archive.contents(most: 10)
        #expect(found.questions.count == 1 && found.damaged == 0 && found.distrusted == 0)
        let question = try #require(found.questions.first)
        #expect(question.identity == kept.identity && question.subject == kept.subject && question.blocked == pairs)
        #expect(later.clock.steady() - question.storedAt == 20_000)
        #expect(found.evidence.count == 1)
        #expect(found.evidence.first?.bytes == [1, 2, 3] && found.evidence.first?.age == 20_000)
        await archive.stop()
        #expect(try folder.permissions(folder.databasePath) == 0o600)
    }

    @Test("no more than wanted are read, the newest, and the others are removed")
    func bound() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var (archive, _) = Self.archive(folder.databasePath, clock)
        for number in 0..<5 {
            archive.kept(try Self.question("question \(number)", storedAt: clock.clock.steady()))
            clock.pass(10)
        }
        await archive.stop()
        (archive, _) = Self.archive(folder.databasePath, clock)
        #expect(try archive.contents(most: 2).questions.map(\.subject.question) == ["question 4", "question 3"])
        await archive.stop()
        (archive, _) = Self.archive(folder.databasePath, clock)
        #expect(try archive.contents(most: 10).questions.count == 2)
        await archive.stop()
    }

    @Test("evidence of another judge is left out and stays out")
    func otherJudge() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var (archive, _) = Self.archive(folder.databasePath, clock)
        archive.learned(Digest.of("class"), [1])
        await archive.stop()
        for (judge, distrusted) in [("b", 1), ("a", 0)] {
            (archive, _) = Self.archive(folder.databasePath, clock, judgedBy: judge)
            let found = try archive.contents(most: 10)
            #expect(found.evidence.isEmpty && found.distrusted == distrusted)
            await archive.stop()
        }
    }

    @Test(
        "a row that was changed is dropped, and so is all evidence beside it",
        arguments: [
            "UPDATE questions SET stored_at = stored_at + 1 WHERE rowid = 1",
            "UPDATE questions SET blocked = x'' WHERE rowid = 1",
            "UPDATE questions SET subject = zeroblob(length(subject)) WHERE rowid = 1",
            "UPDATE evidence SET body = x'0909' WHERE rowid = 1", "UPDATE evidence SET learned_at = 7 WHERE rowid = 1",
        ])
    func damage(_ sql: String) async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var (archive, store) = Self.archive(folder.databasePath, clock)
        archive.kept(
            try Self.question("one", storedAt: clock.clock.steady(), blocked: [Digest.of("x")]))
        archive.kept(try Self.question("two", storedAt: clock.clock.steady()))
        archive.learned(Digest.of("class"), [1])
        archive.learned(Digest.of("other"), [2])
        try await store.commit { try $0.execute(sql: sql) }
        await archive.stop()
        (archive, _) = Self.archive(folder.databasePath, clock)
        let found = try archive.contents(most: 10)
        #expect(found.damaged == 1)
        #expect(found.evidence.isEmpty)
        #expect(found.questions.count == (sql.contains("questions") ? 1 : 2))
        await archive.stop()
        (archive, store) = Self.archive(folder.databasePath, clock)
        let again = try archive.contents(most: 10)
        #expect(again.damaged == 0 && again.evidence.isEmpty)
        await archive.stop()
    }

    @Test("a clock that jumps makes nothing younger than it is")
    func clocks() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var (archive, _) = Self.archive(folder.databasePath, clock)
        archive.kept(try Self.question("old", storedAt: clock.clock.steady()))
        clock.pass(60_000)
        archive.kept(try Self.question("new", storedAt: clock.clock.steady()))
        archive.learned(Digest.of("class"), [1])
        await archive.stop()
        let hour: Int64 = 3_600_000
        for (jump, ages) in [(-24 * hour, [0, 60_000]), (24 * hour, [24 * hour, 24 * hour + 60_000])] {
            let jumped = ScriptedClock(steady: 1_000_000_000, wall: clock.clock.wall() + jump)
            (archive, _) = Self.archive(folder.databasePath, jumped)
            let found = try archive.contents(most: 10)
            #expect(found.questions.map { jumped.clock.steady() - $0.storedAt } == ages)
            #expect(found.evidence.first?.age == ages[0])
            await archive.stop()
        }
    }

    @Test("what the queue has no room for does not come back older than it was")
    func fullQueue() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var (archive, _) = Self.archive(folder.databasePath, clock)
        archive.kept(try Self.question("one", storedAt: clock.clock.steady()))
        archive.learned(Digest.of("class"), [1])
        await archive.stop()
        // As on a disk that takes nothing: a queue without room.
        (archive, _) = Self.archive(folder.databasePath, clock, queue: 1)
        archive.kept(try Self.question("one", storedAt: clock.clock.steady(), blocked: [Digest.of("x")]))
        archive.learned(Digest.of("class"), [2])
        #expect(archive.report.dropped > 0)
        await archive.stop()
        (archive, _) = Self.archive(folder.databasePath, clock)
        let found = try archive.contents(most: 10)
        #expect(found.questions.isEmpty && found.evidence.isEmpty)
        await archive.stop()
    }
}
