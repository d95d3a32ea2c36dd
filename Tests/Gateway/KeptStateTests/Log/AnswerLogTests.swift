// SPDX-License-Identifier: Apache-2.0

import Conversation
import Foundation
import NIOCore
import Pipeline
import Storage
import Testing

@testable import KeptState

@Suite("The log of kept answers")
struct AnswerLogTests {
    @Test("what was written last holds, also after a clean end and after a crash", arguments: [false, true])
    func last(isCrash: Bool) throws {
        let folder = try TemporaryFolder()
        var bench = try LogBench(folder.path + "/answers")
        try bench.write(LogBench.kept("one", for: "a"), LogBench.kept("two", for: "b"), LogBench.kept("3", for: "c"))
        try bench.write(LogBench.kept("new", for: "a"), LogBench.removed("b"))
        for _ in 0..<3 {
            #expect(bench.text("a") == "new" && bench.text("b") == nil && bench.text("c") == "3")
            if isCrash { bench.crash() } else { bench.stop() }
            try bench.open()
            #expect(bench.found.answers.map(\.identity) == [Digest.of("a"), Digest.of("c")])
            #expect(bench.found.answers.map(\.storedAt) == [1_005, 1_005])
        }
        try bench.write(LogBench.kept("more", for: "d"))
        #expect(try bench.names().count == 1, "a segment with room is written on")
        bench.stop()
        try bench.open()
        #expect(bench.text("a") == "new" && bench.text("d") == "more")
    }

    @Test("its files are for their owner alone, and a second program does not write to them")
    func owner() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/answers", withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755])
        var bench = try LogBench(folder.path + "/answers")
        try bench.write(LogBench.kept("one", for: "a"))
        #expect(try folder.permissions(bench.folder) == 0o700)
        for name in try bench.names() { #expect(try folder.permissions(bench.path(name)) == 0o600) }
        #expect(throws: StorageFailure.self) { try LogBench(bench.folder) }
        bench.stop()
        try bench.open()
    }

    @Test("what nobody can ask for is given back, a piece at a time, and what lives is moved")
    func space() throws {
        let folder = try TemporaryFolder()
        var bench = try LogBench(folder.path + "/answers", segmentSize: 8192)
        let text = String(repeating: "x", count: 700)
        // Some stay, and others come again and again.
        for number in 0..<10 { try bench.write(LogBench.kept("\(number)" + text, for: "stays \(number)")) }
        for number in 0..<400 {
            try bench.write(LogBench.kept("\(number)" + text, for: "comes \(number % 5)"))
            while bench.tidy(1_000) {}
            #expect(try bench.size() < 2 * 15 * 1_000 + 2 * 8192)
        }
        for _ in 0..<2 {
            for number in 0..<10 { #expect(bench.text("stays \(number)") == "\(number)" + text) }
            for number in 0..<5 { #expect(bench.text("comes \(number)") == "\(395 + number)" + text) }
            bench.crash()
            try bench.open()
        }
        // A piece is about as large as was asked for.
        for number in 0..<10 { try bench.write(LogBench.kept("\(number)" + text, for: "stays \(number)")) }
        for number in 0..<10 { try bench.write(LogBench.removed("stays \(number)")) }
        for number in 0..<5 { try bench.write(LogBench.removed("comes \(number)")) }
        let hasMore = bench.tidy(1_000)
        #expect(!hasMore)
        #expect(try bench.names().isEmpty, "where nothing lives there are no files")
        try bench.write(LogBench.kept("again", for: "a"))
        bench.crash()
        try bench.open()
        #expect(bench.text("a") == "again")
    }

    @Test("a reader holds a segment that is removed meanwhile")
    func reader() throws {
        let folder = try TemporaryFolder()
        var bench = try LogBench(folder.path + "/answers")
        try bench.write(LogBench.kept("one", for: "a"))
        let (file, place) = try #require(bench.log?.table.find(Digest.of("a")))
        bench.log?.clear()
        #expect(try bench.names().isEmpty && bench.text("a") == nil)
        let bytes = file.bytes(at: Int(place.offset), count: Int(place.length))
        let record = AnswerRecord(logRecord: bytes, identity: Digest.of("a"), seed: file.seed)
        #expect(record.map { String(buffer: $0.body) } == "one")
    }

    @Test("a full disk leaves nothing half-written, and what was written before")
    func full() throws {
        let folder = try TemporaryFolder()
        var bench = try LogBench(folder.path + "/answers")
        try bench.write(LogBench.kept("one", for: "a"))
        let size = try bench.size()
        let changes = [LogBench.kept("two", for: "a"), LogBench.removed("b"), LogBench.kept("three", for: "c")]
        for room in 0..<250 {
            bench.room.leave(room)
            let (written, problem) = bench.attempt(changes)
            #expect(written == 0 && problem != nil)
            #expect(try bench.size() == size && bench.text("a") == "one" && bench.text("c") == nil)
        }
        bench.room.leave(nil)
        try bench.write(changes[0], changes[1], changes[2])
        bench.stop()
        try bench.open()
        #expect(bench.text("a") == "two" && bench.text("c") == "three")
    }

    @Test("an answer that is larger than a segment has one of its own")
    func large() throws {
        let folder = try TemporaryFolder()
        var bench = try LogBench(folder.path + "/answers")
        let text = String(repeating: "long ", count: 200_000)
        try bench.write(LogBench.kept("small", for: "a"), LogBench.kept(text, for: "b"), LogBench.kept("c", for: "c"))
        for _ in 0..<2 {
            #expect(bench.text("a") == "small" && bench.text("b") == text && bench.text("c") == "c")
            #expect(try bench.names().count == 3)
            bench.crash()
            try bench.open()
        }
    }

    @Test("a file that is none of ours or newer is set aside, and what is older is not believed")
    func setAside() throws {
        for isNewer in [false, true] {
            let folder = try TemporaryFolder()
            var bench = try LogBench(folder.path + "/answers")
            for number in 0..<12 {
                try bench.write(LogBench.kept("\(number)" + String(repeating: "x", count: 1200), for: "\(number)"))
            }
            bench.stop()
            let names = try bench.names()
            #expect(names.count == 4)
            let header = try FileHandle(forUpdating: URL(fileURLWithPath: bench.path(names[2])))
            try header.seek(toOffset: isNewer ? 8 : 0)
            try header.write(contentsOf: Data([77, 0, 0, 0]))
            try header.close()
            try bench.open()
            #expect(bench.found.setAside.map(\.cause) == [isNewer ? .newer : .damaged])
            #expect(try bench.names() == [names[3]])
            #expect(bench.text("0") == nil && bench.text("11") != nil)
            #expect(try folder.names() == ["answers"])
            let all = try FileManager.default.contentsOfDirectory(atPath: bench.folder)
            #expect(all.contains { $0.hasPrefix(names[2] + (isNewer ? ".newer-" : ".damaged-")) })
        }
    }

    @Test("where a segment is missing nothing older is believed, and names that are no segments' are left alone")
    func missing() throws {
        let folder = try TemporaryFolder()
        var bench = try LogBench(folder.path + "/answers")
        for number in 0..<12 {
            try bench.write(LogBench.kept("\(number)" + String(repeating: "x", count: 1200), for: "\(number)"))
        }
        bench.stop()
        let names = try bench.names()
        try FileManager.default.removeItem(atPath: bench.path(names[1]))
        for name in ["4294967295.log", "1.log", "00000000001.log", "-000000001.log", "notes"] {
            try Data("mine".utf8).write(to: URL(fileURLWithPath: bench.path(name)))
        }
        try bench.open()
        #expect(bench.found.setAside.isEmpty)
        #expect(try bench.names() == Array(names[2...]))
        #expect(bench.text("0") == nil && bench.text("11") != nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder).count == 2 + 5)
        #expect(try Data(contentsOf: URL(fileURLWithPath: bench.path("notes"))) == Data("mine".utf8))
    }
}
