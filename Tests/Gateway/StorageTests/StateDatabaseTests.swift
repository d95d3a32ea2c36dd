// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Storage
import Testing

@Suite("State database")
struct StateDatabaseTests {
    let folder: TemporaryFolder
    let notices = Notices()

    init() throws { folder = try TemporaryFolder() }

    private func open(_ migrations: [SchemaMigration] = NotesTable.migrations) -> StateStore {
        StateStore.open(folder.databasePath, migrations: migrations) { [notices] in notices.take($0) }
    }

    private func fill(_ count: Int = 1) async throws {
        let store = open()
        for number in 0..<count { store.submit(NotesTable.insert("note \(number)")) }
        await store.stop()
    }

    private func texts() async throws -> [String] {
        let store = open()
        let texts = try await store.read { try NotesTable.texts($0) }
        await store.stop()
        return texts
    }

    @Test("its files are for their owner alone, and what was written is there again")
    func keeps() async throws {
        let store = open()
        try await store.commit { try $0.execute(sql: "INSERT INTO note VALUES ('kept')") }
        for name in try folder.names() {
            #expect(try folder.permissions(folder.path + "/" + name) == 0o600, "\(name)")
        }
        await store.stop()
        #expect(try await texts() == ["kept"])
        #expect(notices.all.isEmpty)
    }

    @Test("a file that others could read is taken away from them")
    func narrowsPermissions() async throws {
        try await fill()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.databasePath)
        #expect(try await texts() == ["note 0"])
        #expect(try folder.permissions(folder.databasePath) == 0o600)
    }

    @Test("what is no database is set aside with a message, and a new file takes its place")
    func setsGarbageAside() async throws {
        try Data(repeating: 0x2A, count: 10_000).write(to: URL(fileURLWithPath: folder.databasePath))
        #expect(try await texts() == [])
        guard case .setAside(let file) = try #require(notices.all.first) else {
            Issue.record("not told")
            return
        }
        #expect(file.cause == .damaged)
        #expect(try Data(contentsOf: URL(fileURLWithPath: file.newPath)).count == 10_000)
        #expect(file.text.contains(file.newPath))
    }

    @Test("a database with a spoilt page is set aside")
    func setsDamageAside() async throws {
        try await fill(2000)
        let url = URL(fileURLWithPath: folder.databasePath)
        var bytes = try Data(contentsOf: url)
        for place in 8192..<(bytes.count - 4096) { bytes[place] = 0xEE }
        try bytes.write(to: url)
        #expect(try await texts() == [])
        guard case .setAside(let file) = try #require(notices.all.first) else { return }
        #expect(file.cause == .damaged)
    }

    @Test("a newer version's file is set aside whole")
    func setsNewerAside() async throws {
        let newer = NotesTable.migrations + [SchemaMigration("notes-9") { _ in }]
        let store = open(newer)
        store.submit(NotesTable.insert("from the future"))
        await store.stop()
        #expect(try await texts() == [])
        guard case .setAside(let file) = try #require(notices.all.first) else { return }
        #expect(file.cause == .newer)
        #expect(file.detail.contains("notes-9"))
        let old = try DatabaseQueue(path: file.newPath)
        #expect(try await old.read { try NotesTable.texts($0) } == ["from the future"])
    }

    @Test("another program's database is set aside untouched")
    func setsForeignAside() async throws {
        let foreign = try DatabaseQueue(path: folder.databasePath)
        try await foreign.write {
            try $0.execute(sql: "PRAGMA application_id = 77; CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)")
        }
        try foreign.close()
        #expect(try await texts() == [])
        guard case .setAside(let file) = try #require(notices.all.first) else { return }
        #expect(file.cause == .foreign)
        let theirs = try DatabaseQueue(path: file.newPath)
        #expect(try await theirs.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM theirs") } == 1)
    }

    @Test("where no file can be, the store does without and says why")
    func doesWithout() async throws {
        let store = StateStore.open(folder.path + "/missing/isartor.db") { [notices] in notices.take($0) }
        #expect(!store.isKept)
        #expect(store.report.state == .unavailable)
        #expect(store.report.reason?.contains("missing") == true)
        #expect(!store.submit(NotesTable.insert("lost")))
        await #expect(throws: StorageFailure.self) { try await store.commit { _ in } }
        await #expect(throws: StorageFailure.self) { try await store.read { _ in } }
        #expect(notices.all.count == 1)
        await store.stop()
    }
}
