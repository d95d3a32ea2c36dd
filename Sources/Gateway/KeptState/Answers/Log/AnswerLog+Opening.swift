// SPDX-License-Identifier: Apache-2.0

import Storage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// How a log takes up what earlier runs have written.
extension AnswerLog {
    /// What was there.
    struct Found: Sendable {
        /// The answers that can be asked for.
        var answers: [SegmentEntry] = []
        /// Files that were no segments, and have other names now.
        var setAside: [SetAsideFile] = []
    }

    /// Opens the log in a folder, which is made if there is none.
    ///
    /// Looks from the newest segment back, since what was written last holds. Where something is missing or damaged it
    /// stops, and all that is older goes: what is missing may have said that some of it was removed.
    static func open(
        _ folder: String, segmentSize: Int, seed: @escaping @Sendable () -> UInt64,
        write: @escaping SegmentFile.Write = SegmentFile.systemWrite
    ) throws(StorageFailure) -> (log: AnswerLog, found: Found) {
        let lock = try FolderLock(folder)
        var log = AnswerLog(folder: folder, lock: lock, segmentSize: segmentSize, seed: seed, write: write)
        var numbers = try FolderLock.names(in: folder).compactMap { SegmentFile.number($0) }.sorted()
        log.next = (numbers.last ?? 0) + 1
        var found = Found()
        var search = Search()
        var unusable: (number: UInt32, cause: SetAsideFile.Cause, detail: String)?
        while !search.isOver, let number = numbers.last, number + UInt32(search.segments.count) + 1 == log.next {
            numbers.removeLast()
            do throws(SegmentFile.Problem) {
                search.look(into: try SegmentFile.reopen(number, in: folder))
            } catch {
                switch error {
                case .header(.short) where search.segments.isEmpty:
                    // It was just being made.
                    unlink(folder + "/" + SegmentFile.name(number))
                    log.next = number
                    continue
                case .header(.newer(let version)): unusable = (number, .newer, "its form is \(version)")
                case .header: unusable = (number, .damaged, "it does not begin as a file of answers does")
                case .system(let failure): throw failure
                }
                search.isOver = true
            }
        }
        for number in numbers { unlink(folder + "/" + SegmentFile.name(number)) }
        // Only now, since without it the older ones would be believed.
        if let (number, cause, detail) = unusable {
            found.setAside.append(
                try SetAsideFile.put(aside: folder + "/" + SegmentFile.name(number), cause, detail: detail))
        }
        found.answers = search.answers
        log.takeUp(search)
        return (log, found)
    }

    /// What was found so far, from the newest record back.
    private struct Search {
        var segments: [(file: SegmentFile, contents: SegmentContents)] = []
        var answers: [SegmentEntry] = []
        var places: [UInt64: AnswerTable.Place] = [:]
        private var isKnown: Set<UInt64> = []
        /// Whether older records are of no use.
        var isOver = false

        mutating func look(into file: SegmentFile) {
            let contents = SegmentContents(
                size: file.size, seed: file.seed, isLast: segments.isEmpty, read: { file.bytes(at: $0, count: $1) })
            segments.append((file, contents))
            for entry in contents.entries.reversed() {
                guard entry.kind != .damaged else {
                    isOver = true
                    return
                }
                let word = AnswerTable.word(entry.identity)
                guard isKnown.insert(word).inserted, entry.kind == .kept else { continue }
                answers.append(entry)
                places[word] = .init(segment: file.number, offset: entry.offset, length: entry.length)
            }
        }
    }

    private mutating func takeUp(_ search: Search) {
        // From the oldest on, so that the newest stays the one that is written.
        for segment in search.segments.reversed() {
            let isNewest = segment.file.number + 1 == next
            active = Active(segment)
            guard !segment.contents.isSealed else { continue }
            // What is behind the records is of no use; what cannot be cut off must not be followed by anything.
            guard segment.file.cut(to: segment.contents.end) else {
                active = nil
                continue
            }
            if !isNewest { seal() }
        }
        table.restore(search.segments.reversed().map { .init(file: $0.file, size: $0.file.size) }, search.places)
    }
}

extension AnswerLog.Active {
    fileprivate init(_ segment: (file: SegmentFile, contents: SegmentContents)) {
        self.init(file: segment.file, end: segment.contents.end, isSealed: segment.contents.isSealed)
        for entry in segment.contents.entries { entry.write(into: &index) }
    }
}
