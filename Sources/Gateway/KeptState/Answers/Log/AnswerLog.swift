// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import Storage

/// The files that kept answers are in: a row of segments to whose end everything is written.
///
/// What is written last about an identity holds. A segment goes only when all older ones are gone, so the word that an
/// answer is gone outlives what it is about. Used by one thread at a time; ``AnswerTable`` is what others look at.
struct AnswerLog: Sendable {
    /// What is to be written.
    enum Change: Sendable {
        case kept(CacheEntry<ByteBuffer>, Fingerprint)
        case removed(Fingerprint)
    }

    /// The segment that is written.
    struct Active: Sendable {
        let file: SegmentFile
        /// Where its records end.
        var end: Int
        /// What it holds and will hold with the next piece.
        var index = ByteBuffer()
        /// Whether it ends in its index: then that is cut off before anything else is written.
        var isSealed = false
    }

    /// An answer with more bytes is not written.
    static let bodyLimit = 1 << 30
    /// What is written at a time.
    static let pieceSize = 256 << 10
    /// A segment of so many records is full, since its index is made in memory.
    static let recordLimit = 1 << 15

    let folder: String
    /// From so many bytes on a segment is full.
    let segmentSize: Int
    let table = AnswerTable()
    /// Keeps a second program from writing to the same folder.
    let lock: FolderLock
    let seed: @Sendable () -> UInt64
    let put: SegmentFile.Write
    /// The number of the next segment.
    var next: UInt32 = 1
    var active: Active?
    var moving: Moving?
    /// Answers that were found to be damaged when they were to be moved.
    var damaged = 0

    private var piece = ByteBuffer()
    private var staged: [AnswerTable.Change] = []
    /// How many changes are in the piece, and how many were written before it.
    private var waiting = 0
    private var written = 0

    /// A log without segments.
    init(
        folder: String, lock: FolderLock, segmentSize: Int, seed: @escaping @Sendable () -> UInt64,
        write: @escaping SegmentFile.Write
    ) {
        self.folder = folder
        self.lock = lock
        self.segmentSize = segmentSize
        self.seed = seed
        put = write
    }

    /// The size of segments for a cache of so many bytes: some dozens make it up, so that what a removal leaves is soon
    /// given back, and few files are open.
    static func segmentSize(cacheBytes: Int) -> Int {
        min(max(cacheBytes / 16, 64 << 10), max(16 << 20, min(cacheBytes / 64, 1 << 30)))
    }

    // MARK: Writing

    /// Writes changes in their order; tells how many of them are on the disk, and what was in the way of the others.
    ///
    /// - Parameter wall: what makes the calendar's time of an entry's.
    mutating func write(_ changes: [Change], wall: Int64) -> (written: Int, problem: StorageFailure?) {
        let before = written
        do throws(StorageFailure) {
            for change in changes {
                switch change {
                case .kept(let entry, let identity):
                    try makeRoom(for: entry.original.size)
                    let record = AnswerRecord(entry, identity: identity, storedAt: wall + entry.storedAt)
                    stage(
                        LogRecordHead(
                            .kept, identity: identity, storedAt: record.storedAt, cost: Int64(entry.cost))
                    ) { record.pack(into: &$0) }
                case .removed(let identity):
                    try makeRoom(for: 0)
                    stage(LogRecordHead(.removed, identity: identity)) { _ in }
                }
                waiting += 1
                if pieceIsFull { try writePiece() }
            }
            try writePiece()
            return (written - before, nil)
        } catch {
            return (written - before, error)
        }
    }

    /// Sees to it that there is a segment with room for an answer of so many bytes.
    mutating func makeRoom(for size: Int) throws(StorageFailure) {
        if let (end, used, isSealed) = active.map({ ($0.end, $0.index.readableBytes, $0.isSealed) }) {
            // A segment takes one record at least.
            let isFull =
                used >= Self.recordLimit * SegmentEntry.size
                || used > 0 && end + piece.readableBytes + LogRecordHead.size + size > segmentSize
            if !isFull {
                guard isSealed else { return }
                if active?.file.cut(to: end) == true {
                    active?.isSealed = false
                    return
                }
            }
        }
        try writePiece()
        seal()
        let file = try SegmentFile.make(next, in: folder, seed: seed(), write: put)
        next += 1
        table.begin(file)
        active = Active(file: file, end: SegmentHeader.size)
    }

    /// Adds a record to what is written next.
    mutating func stage(_ head: LogRecordHead, payload: (inout ByteBuffer) -> Void) {
        guard let (file, end) = active.map({ ($0.file, $0.end) }) else { return }
        let offset = end + piece.readableBytes
        var head = head
        head.payloadLength = UInt32(piece.writeRecord(head, seed: file.seed, payload: payload) - LogRecordHead.size)
        guard let entry = SegmentEntry(head, at: offset) else { return }
        active?.index.writeEntry(entry)
        let place = AnswerTable.Place(segment: file.number, offset: entry.offset, length: entry.length)
        staged.append(.init(word: AnswerTable.word(head.identity), place: entry.kind == .kept ? place : nil))
    }

    /// Whether so much is staged that it should be written.
    var pieceIsFull: Bool { piece.readableBytes >= Self.pieceSize }

    /// Writes what was staged; nothing of it is on the disk, or in the index, if that fails.
    mutating func writePiece() throws(StorageFailure) {
        guard piece.readableBytes > 0, let (file, end) = active.map({ ($0.file, $0.end) }) else { return }
        defer {
            if piece.storageCapacity > 4 * Self.pieceSize { piece = ByteBuffer() }
            piece.clear()
            staged.removeAll(keepingCapacity: true)
            waiting = 0
        }
        do throws(StorageFailure) { try file.append(piece, at: end, write: put) } catch {
            active?.index.dropLast(staged.count * SegmentEntry.size)
            // What could not be cut off again must not be followed by anything.
            if file.size != end { active = nil }
            throw error
        }
        active?.end += piece.readableBytes
        table.apply(staged, size: end + piece.readableBytes)
        written += waiting
    }

    /// Writes the index behind the records of the segment that is written; without it the next start looks through them.
    mutating func seal() {
        guard let active, !active.isSealed, active.index.readableBytes > 0 else { return }
        let index = SegmentContents.sealing(active.index, end: active.end, seed: active.file.seed)
        do { try active.file.append(index, at: active.end, write: put) } catch { return }
        self.active?.isSealed = true
        table.apply([], size: active.end + index.readableBytes)
    }
}

extension ByteBuffer {
    fileprivate mutating func writeEntry(_ entry: SegmentEntry) { entry.write(into: &self) }

    fileprivate mutating func dropLast(_ count: Int) { moveWriterIndex(to: writerIndex - count) }
}
