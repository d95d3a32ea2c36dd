// SPDX-License-Identifier: Apache-2.0

import Conversation
import Foundation
import NIOCore
import Pipeline
import Storage
import Testing
import WireFormats

@testable import KeptState

/// A log in a folder, without a queue and threads, and with the means to spoil its files.
struct LogBench {
    let folder: String
    let segmentSize: Int
    let room = FakeRoom()
    var log: AnswerLog?
    var found = AnswerLog.Found()

    init(_ folder: String, segmentSize: Int = 4096) throws {
        self.folder = folder
        self.segmentSize = segmentSize
        try open()
    }

    /// Opens what there is in the folder.
    mutating func open() throws {
        (log, found) = try AnswerLog.open(
            folder, segmentSize: segmentSize, seed: { .random(in: .min ... .max) }, write: room.write)
    }

    /// Ends as a program does that is killed.
    mutating func crash() { log = nil }

    /// Ends as a program does that may finish.
    mutating func stop() {
        log?.seal()
        log = nil
    }

    // MARK: Writing and reading

    static func kept(_ text: String, for name: String) -> AnswerLog.Change {
        let body = ByteBuffer(string: text)
        let entry = CacheEntry(
            provider: "openai",
            original: .init(format: .openAIChat, form: .json, body: body, size: body.readableBytes), hasUsage: true,
            storedAt: 5)
        return .kept(entry, Digest.of(name))
    }

    static func removed(_ name: String) -> AnswerLog.Change { .removed(Digest.of(name)) }

    /// Writes changes, all of them.
    mutating func write(_ changes: AnswerLog.Change...) throws {
        let (written, problem) = attempt(changes)
        try #require(written == changes.count && problem == nil)
    }

    /// Writes as many changes as can be; tells how many that were, and what was in the way of the others.
    mutating func attempt(_ changes: [AnswerLog.Change]) -> (written: Int, problem: StorageFailure?) {
        log?.write(changes, wall: 1_000) ?? (0, nil)
    }

    /// Gives room back; tells whether there is more to do.
    @discardableResult
    mutating func tidy(_ budget: Int) -> Bool { log?.tidy(budget) ?? false }

    /// What the log says about a name.
    func text(_ name: String) -> String? {
        let identity = Digest.of(name)
        guard let (file, place) = log?.table.find(identity) else { return nil }
        let bytes = file.bytes(at: Int(place.offset), count: Int(place.length))
        return AnswerRecord(logRecord: bytes, identity: identity, seed: file.seed).map { String(buffer: $0.body) }
    }

    // MARK: Files

    /// The names of the segments' files, oldest first.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { SegmentFile.number($0) != nil }.sorted()
    }

    func path(_ name: String) -> String { folder + "/" + name }

    func size(_ name: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path(name))[.size] as? Int ?? 0
    }

    /// The bytes of all segments.
    func size() throws -> Int { try names().reduce(0) { $0 + (try size($1)) } }

    /// What a segment's file holds, as the next start will see it.
    func contents(_ name: String) throws -> SegmentContents {
        let number = try #require(SegmentFile.number(name))
        let file = try SegmentFile.reopen(number, in: folder)
        return SegmentContents(size: file.size, seed: file.seed, isLast: try names().last == name) {
            file.bytes(at: $0, count: $1)
        }
    }

    func cut(_ name: String, to size: Int) { truncate(path(name), off_t(size)) }

    /// Changes a bit of a file.
    func flip(_ name: String, at place: Int, bit: Int) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path(name)))
        try file.seek(toOffset: UInt64(place))
        let byte = try #require(try file.read(upToCount: 1)?.first)
        try file.seek(toOffset: UInt64(place))
        try file.write(contentsOf: Data([byte ^ 1 << UInt8(bit)]))
        try file.close()
    }
}
