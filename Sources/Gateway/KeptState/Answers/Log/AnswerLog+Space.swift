// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Storage

/// How the log gives back what nobody can ask for any more.
extension AnswerLog {
    /// The answers of the oldest segment that are still to be moved.
    struct Moving: Sendable {
        let segment: UInt32
        var places: [(word: UInt64, place: AnswerTable.Place)]
    }

    /// Removes the oldest segments while the files take too much, moving what lives in them to the end.
    ///
    /// - Parameter budget: about how many bytes are moved at most.
    /// - Returns: whether there is more to do.
    mutating func tidy(_ budget: Int) -> Bool {
        if table.count == 0 {
            clear()
            return false
        }
        do throws(StorageFailure) { return try moveOldest(budget) } catch {
            // What was not written is still at its old place; the next write tells what is wrong.
            moving = nil
            return false
        }
    }

    private mutating func moveOldest(_ budget: Int) throws(StorageFailure) -> Bool {
        var left = budget
        while let oldest = table.surplus(slack: segmentSize) {
            if moving?.segment != oldest.file.number {
                // The last comes first: it is taken from the end.
                moving = Moving(
                    segment: oldest.file.number, places: table.places(in: oldest.file.number).reversed())
            }
            while let (word, place) = moving?.places.last {
                guard left > 0 else {
                    try writePiece()
                    return true
                }
                try move(place, for: word, from: oldest.file)
                moving?.places.removeLast()
                left -= Int(place.length)
            }
            // Before the old place is gone the new one is written.
            try writePiece()
            moving = nil
            oldest.file.remove()
            table.dropOldest()
        }
        return false
    }

    private mutating func move(
        _ place: AnswerTable.Place, for word: UInt64, from file: SegmentFile
    ) throws(StorageFailure) {
        guard table.holds(place, for: word) else { return }
        let bytes = file.bytes(at: Int(place.offset), count: Int(place.length))
        guard let (head, payload) = LogRecordHead.record(bytes, seed: file.seed), head.kind == .kept,
            AnswerTable.word(head.identity) == word
        else {
            damaged += 1
            return table.forget(place, for: word)
        }
        try makeRoom(for: Int(head.payloadLength))
        stage(head) { $0.writeImmutableBuffer(payload) }
        if pieceIsFull { try writePiece() }
    }

    /// Removes all files, oldest first: whenever that is interrupted, what was removed stays so.
    mutating func clear() {
        moving = nil
        active = nil
        for file in table.clear() { file.remove() }
    }
}
