// SPDX-License-Identifier: Apache-2.0

public import Conversation
import GRDB
public import Pipeline
public import Storage
import WireFormats

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The semantic cache's questions and evidence on disk: written behind, read at the start.
///
/// The file holds what the cache holds, so the cache's bounds are its bounds. Each row is sealed with a digest. Vectors are not
/// written: they are made again of the questions, by whichever encoder there is then. Scores mean something only together
/// with who gave them, so evidence of another encoder, verifier or judge is left out.
public final class QuestionArchive: QuestionJournal, Sendable {
    /// What an earlier run left.
    public struct Contents: Sendable {
        /// Those used last come first.
        public var questions: [KeptQuestion] = []
        public var evidence: [(evidenceClass: Fingerprint, bytes: [UInt8], age: Int64)] = []
        /// Rows whose seal does not fit.
        public var damaged = 0
        /// Classes whose evidence is left out: of other judges, or of a file that is damaged somewhere.
        public var distrusted = 0
    }

    private let store: StateStore
    private let clock: StateClock
    /// Names the encoder, the verifier and the judge that scores and verdicts come from.
    private let judgedBy: String

    /// What a row without its content is charged with in the queue, in bytes.
    private static let smallWrite = 160

    public init(store: StateStore, judgedBy: String, clock: StateClock) {
        self.store = store
        self.judgedBy = judgedBy
        self.clock = clock
    }

    // MARK: The start

    /// Reads what an earlier run left, at most `most` questions, and has everything else removed. Waits for the disk, so it is
    /// for the start only.
    public func contents(most: Int) throws(StorageFailure) -> Contents {
        guard let database = store.database else { return Contents() }
        let (steady, wall, judgedBy) = (clock.steady(), clock.wall(), judgedBy)
        let (found, surplus) = try database.readNow { connection in
            // A clock that was set back makes nothing younger than it is: the newest row is from now at the latest.
            let newest = try Int64.fetchOne(
                connection,
                sql: "SELECT max((SELECT coalesce(max(stored_at), 0) FROM questions), "
                    + "(SELECT coalesce(max(learned_at), 0) FROM evidence))")
            let now = max(wall, newest ?? 0)
            var found = Contents()
            var surplus: [Data] = []
            let rows = try Row.fetchCursor(connection, sql: "SELECT * FROM questions ORDER BY stored_at DESC")
            while let row = try rows.next() {
                guard let question = Self.question(row, toSteady: steady - now) else {
                    found.damaged += 1
                    surplus.append(row["identity"])
                    continue
                }
                if found.questions.count < most {
                    found.questions.append(question)
                } else {
                    surplus.append(row["identity"])
                }
            }
            let classes = try Row.fetchCursor(connection, sql: "SELECT * FROM evidence")
            while let row = try classes.next() {
                let (name, body, judge): (Data, Data, String) = (row["class"], row["body"], row["judged_by"])
                let learnedAt: Int64 = row["learned_at"]
                let seal = Self.seal(name, learnedAt, Data(judge.utf8), body)
                guard seal == row["seal"], let name = Fingerprint(bytes: Array(name)) else {
                    found.damaged += 1
                    continue
                }
                if judge == judgedBy {
                    found.evidence.append((name, Array(body), max(0, now - learnedAt)))
                } else {
                    found.distrusted += 1
                }
            }
            // A file that has lost rows may have lost those that spoke against serving.
            if found.damaged > 0 {
                found.distrusted += found.evidence.count
                found.evidence = []
            }
            return (found, surplus)
        }
        for identity in surplus { remove(identity) }
        if found.distrusted + found.damaged > 0 { keepOnly(found.evidence.map(\.evidenceClass)) }
        return found
    }

    private static func question(_ row: Row, toSteady shift: Int64) -> KeptQuestion? {
        let (identity, subject, blocked): (Data, Data, Data) = (row["identity"], row["subject"], row["blocked"])
        let storedAt: Int64 = row["stored_at"]
        guard seal(identity, storedAt, subject, blocked) == row["seal"],
            let identity = Fingerprint(bytes: Array(identity)), let subject = SemanticSubject(bytes: Array(subject)),
            blocked.count % 32 == 0
        else { return nil }
        let pairs = stride(from: 0, to: blocked.count, by: 32).compactMap { place in
            Fingerprint(bytes: Array(blocked[(blocked.startIndex + place)..<(blocked.startIndex + place + 32)]))
        }
        return KeptQuestion(identity: identity, subject: subject, storedAt: storedAt + shift, blocked: pairs)
    }

    /// The digest that a row's content must have.
    private static func seal(_ name: Data, _ time: Int64, _ first: Data, _ second: Data) -> Data {
        var bytes: [UInt8] = []
        for piece in [name, first, second] {
            withUnsafeBytes(of: UInt64(piece.count).littleEndian) { bytes += $0 }
            bytes += piece
        }
        withUnsafeBytes(of: time.littleEndian) { bytes += $0 }
        return Data(Digest.of(bytes).bytes.prefix(16))
    }

    // MARK: What the cache tells

    public func kept(_ question: KeptQuestion) {
        let storedAt = clock.wall() - clock.steady() + question.storedAt
        let (identity, subject) = (Data(question.identity.bytes), Data(question.subject.bytes))
        let blocked = Data(question.blocked.flatMap(\.bytes))
        let isTaken = submit(subject.count + blocked.count) { database in
            try database.cachedStatement(
                sql:
                    "INSERT OR REPLACE INTO questions (identity, stored_at, subject, blocked, seal) VALUES (?, ?, ?, ?, ?)"
            ).execute(arguments: [
                identity, storedAt, subject, blocked, Self.seal(identity, storedAt, subject, blocked),
            ])
        }
        // An older state of it must not come back, which may lack a pair that was judged wrong.
        if !isTaken { remove(identity, bytes: 0) }
    }

    public func dropped(_ identity: Fingerprint) { remove(Data(identity.bytes)) }

    public func learned(_ evidenceClass: Fingerprint, _ bytes: [UInt8]) {
        let (name, body, now, judgedBy) = (Data(evidenceClass.bytes), Data(bytes), clock.wall(), judgedBy)
        let isTaken = submit(body.count) { database in
            try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO evidence (class, learned_at, judged_by, body, seal) VALUES (?, ?, ?, ?, ?)"
            ).execute(arguments: [
                name, now, judgedBy, body, Self.seal(name, now, Data(judgedBy.utf8), body),
            ])
        }
        // What is on disk would be more sure of itself than what is known now.
        if !isTaken { forget(name, bytes: 0) }
    }

    public func forgot(_ evidenceClass: Fingerprint) { forget(Data(evidenceClass.bytes)) }

    private func submit(_ bytes: Int, _ body: @escaping @Sendable (Database) throws -> Void) -> Bool {
        store.submit(StateWrite(bytes: bytes + Self.smallWrite, body: body))
    }

    private func remove(_ identity: Data, bytes: Int = QuestionArchive.smallWrite) {
        _ = store.submit(
            StateWrite(bytes: bytes, entries: 0) { database in
                try database.cachedStatement(sql: "DELETE FROM questions WHERE identity = ?")
                    .execute(arguments: [identity])
            })
    }

    private func forget(_ name: Data, bytes: Int = QuestionArchive.smallWrite) {
        _ = store.submit(
            StateWrite(bytes: bytes, entries: 0) { database in
                try database.cachedStatement(sql: "DELETE FROM evidence WHERE class = ?").execute(arguments: [name])
            })
    }

    private func keepOnly(_ classes: [Fingerprint]) {
        let names = Set(classes.map { Data($0.bytes) })
        _ = store.submit(
            StateWrite(bytes: Self.smallWrite, entries: 0) { database in
                for name in try Data.fetchAll(database, sql: "SELECT class FROM evidence") where !names.contains(name) {
                    try database.execute(sql: "DELETE FROM evidence WHERE class = ?", arguments: [name])
                }
            })
    }

    /// Returns when all that was told before is written, or was tried.
    public func flush() async { await store.flush() }

    /// How the file is doing.
    public var report: StorageReport { store.report }

    /// Writes what waits and closes the file.
    public func stop() async { await store.stop() }
}
