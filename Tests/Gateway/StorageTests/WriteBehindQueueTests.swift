// SPDX-License-Identifier: Apache-2.0

import GRDB
import Locking
import Storage
import Testing

@Suite("Write-behind queue")
struct WriteBehindQueueTests {
    let folder: TemporaryFolder
    let notices = Notices()

    init() throws { folder = try TemporaryFolder() }

    private func open(_ limits: WriteBehindQueue.Limits = .init()) -> StateStore {
        StateStore.open(folder.databasePath, migrations: NotesTable.migrations, limits: limits) { [notices] in
            notices.take($0)
        }
    }

    private func texts(_ store: StateStore) async throws -> [String] {
        try await store.read { try NotesTable.texts($0) }
    }

    @Test("writes everything in order, many with one commit")
    func groups() async throws {
        let store = open()
        for number in 0..<500 { store.submit(NotesTable.insert("\(number)")) }
        await store.flush()
        #expect(try await texts(store) == (0..<500).map { "\($0)" })
        let report = store.report
        #expect(report.written == 500)
        #expect(report.commits < 100)
        #expect(report.waitingBytes == 0)
        #expect(report.writerNanoseconds > 0)
        #expect(report.longestWaitNanoseconds > 0)
        #expect(report.waitNanoseconds >= report.longestWaitNanoseconds)
        await store.stop()
    }

    @Test("who waits for a commit gets the write's value, or its own error, and others are not touched")
    func commits() async throws {
        struct Mine: Error {}
        let store = open()
        let count = try await store.commit { database in
            try database.execute(sql: "INSERT INTO note VALUES ('one')")
            return try Int.fetchOne(database, sql: "SELECT count(*) FROM note")
        }
        #expect(count == 1)
        await #expect(throws: Mine.self) {
            try await store.commit { database in
                try database.execute(sql: "INSERT INTO note VALUES ('undone')")
                throw Mine()
            }
        }
        #expect(try await texts(store) == ["one"])
        await store.stop()
    }

    @Test("a write that the database refuses leaves no trace and spoils no other")
    func refuses() async throws {
        let store = open()
        let undone = Locked(0)
        let ends = Locked<[StorageFailure?]>([])
        // All in one group: the first is under way or waits while the others come.
        store.submit(NotesTable.insert("before"))
        store.submit(
            StateWrite(
                bytes: 10, undone: { undone.withLock { $0 += 1 } }, ended: { end in ends.withLock { $0.append(end) } },
                body: { database in
                    try database.execute(sql: "INSERT INTO note VALUES ('half')")
                    try database.execute(sql: "INSERT INTO note VALUES (NULL)")
                }))
        store.submit(NotesTable.insert("after"))
        await store.flush()
        #expect(try await texts(store) == ["before", "after"])
        // Once for the group that it was in, once for itself.
        #expect(undone.withLock { $0 } == 2)
        #expect(ends.withLock { $0 }.count == 1)
        #expect(store.report.refused == 1)
        #expect(store.report.written == 2)
        await store.stop()
    }

    @Test("what writes leave to be concluded is written with them, after all of their group")
    func concludes() async throws {
        let store = open()
        let open = Locked<[String]>([])
        func write(_ text: String, fails: Bool = false) -> StateWrite {
            StateWrite(
                bytes: 10, undone: { open.withLock { $0 = [] } },
                conclusion: { database in
                    let left = open.withLock { open in
                        defer { open = [] }
                        return open
                    }
                    if left.isEmpty { return }
                    try database.execute(sql: "INSERT INTO note VALUES (?)", arguments: [left.joined(separator: "+")])
                },
                body: { database in
                    open.withLock { $0.append(text) }
                    if fails { try database.execute(sql: "INSERT INTO note VALUES (NULL)") }
                })
        }
        // A writer that waits, and has begun to, keeps the others together.
        let hold = Locked((isWanted: false, hasBegun: false))
        func begin() {
            hold.withLock { $0 = (true, false) }
            store.submit(
                StateWrite(bytes: 0, entries: 0) { _ in
                    hold.withLock { $0.hasBegun = true }
                    while hold.withLock({ $0.isWanted }) {}
                })
            while !hold.withLock({ $0.hasBegun }) {}
        }
        begin()
        for text in ["a", "b", "c"] { store.submit(write(text)) }
        hold.withLock { $0.isWanted = false }
        await store.flush()
        #expect(try await texts(store) == ["a+b+c"])
        begin()
        for text in ["d", "bad", "e"] { store.submit(write(text, fails: text == "bad")) }
        hold.withLock { $0.isWanted = false }
        await store.flush()
        // One by one each is concluded by itself.
        #expect(try await texts(store) == ["a+b+c", "d", "e"])
        await store.stop()
    }

    @Test("beyond its bound it drops and counts, and says so once")
    func isBounded() async throws {
        let store = open(.init(bytes: 1000))
        // A writer that waits keeps the queue from being emptied meanwhile.
        let gate = Locked(false)
        store.submit(StateWrite(bytes: 0, entries: 0) { _ in while !gate.withLock({ $0 }) {} })
        var taken = 0
        for number in 0..<20 where store.submit(NotesTable.insert("\(number)", bytes: 100)) { taken += 1 }
        gate.withLock { $0 = true }
        await store.flush()
        #expect(taken == 10)
        #expect(store.report.dropped == 10)
        #expect(try await texts(store).count == 10)
        #expect(notices.all == [.dropping])
        #expect(store.submit(NotesTable.insert("later")))
        await store.stop()
    }

    @Test("on a full disk it keeps what comes, and writes it when there is room again")
    func survivesFullDisk() async throws {
        let store = open(.init(pause: 5))
        let disk = FakeDisk()
        disk.isFull.withLock { $0 = true }
        let text = String(repeating: "x", count: 6000)
        for number in 0..<20 { store.submit(disk.insert("\(number) \(text)")) }
        await store.flush()
        #expect(store.report.state == .failing)
        #expect(store.report.reason?.contains("full") == true)
        #expect(store.report.waitingBytes == 2000)
        #expect(store.report.written == 0)
        // Who waits is told at once.
        await #expect(throws: StorageFailure.self) { try await store.commit { _ in } }
        disk.isFull.withLock { $0 = false }
        await store.flush()
        #expect(store.report.state == .active)
        #expect(try await texts(store).map { $0.prefix(2) } == (0..<20).map { $0 < 10 ? "\($0) " : "\($0)" })
        #expect(notices.all.map(\.isGood) == [false, true])
        await store.stop()
    }

    @Test("what waits when it stops is written, what comes later is dropped")
    func stops() async throws {
        let store = open()
        for number in 0..<100 { store.submit(NotesTable.insert("\(number)")) }
        await store.stop()
        #expect(!store.submit(NotesTable.insert("late")))
        let again = open()
        #expect(try await texts(again).count == 100)
        await again.stop()
    }
}
