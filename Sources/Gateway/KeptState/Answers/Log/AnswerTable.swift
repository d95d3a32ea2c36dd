// SPDX-License-Identifier: Apache-2.0

import Conversation
import Locking

/// Where each kept answer stands in the log, and how much of each segment still lives.
///
/// By a word of the identity, some 30 bytes an answer; who reads an answer compares the whole identity. Changed by the
/// log's writer alone, once the disk has what the change says.
final class AnswerTable: Sendable {
    /// Where a record is.
    struct Place: Sendable, Equatable {
        var segment: UInt32
        var offset: UInt32
        var length: UInt32
    }

    /// A segment, oldest first; their numbers have no gaps.
    struct Segment: Sendable {
        let file: SegmentFile
        /// The bytes of its file.
        var size: Int
        /// The bytes of answers in it that can still be asked for.
        var live = 0
    }

    /// What a record that was written says: where an answer is now, or that it is nowhere.
    struct Change: Sendable {
        var word: UInt64
        var place: Place?
    }

    private struct State: Sendable {
        var places: [UInt64: Place] = [:]
        var segments: [Segment] = []

        mutating func count(_ place: Place, _ sign: Int) {
            guard let first = segments.first?.file.number, place.segment >= first else { return }
            let number = Int(place.segment - first)
            if number < segments.count { segments[number].live += sign * Int(place.length) }
        }
    }

    private let state = Locked(State())

    /// What an identity is looked up by.
    static func word(_ identity: Fingerprint) -> UInt64 { identity.words.y }

    // MARK: Looking

    /// Where the answer under an identity may be.
    func find(_ identity: Fingerprint) -> (file: SegmentFile, place: Place)? {
        state.withLock { state in
            guard let place = state.places[Self.word(identity)], let first = state.segments.first?.file.number,
                place.segment >= first, Int(place.segment - first) < state.segments.count
            else { return nil }
            return (state.segments[Int(place.segment - first)].file, place)
        }
    }

    /// Whether an answer is still where it was found.
    func holds(_ place: Place, for word: UInt64) -> Bool { state.withLock { $0.places[word] == place } }

    /// The answers that live in a segment, in its order.
    func places(in segment: UInt32) -> [(word: UInt64, place: Place)] {
        state.withLock { state in
            state.places.filter { $0.value.segment == segment }.map { (word: $0.key, place: $0.value) }
        }.sorted { $0.place.offset < $1.place.offset }
    }

    /// How many answers there are.
    var count: Int { state.withLock { $0.places.count } }

    /// The segments, oldest first.
    var segments: [Segment] { state.withLock { $0.segments } }

    /// The oldest segment if the files take too much: twice what lives in them, and `slack`. Never the one that is written.
    func surplus(slack: Int) -> Segment? {
        state.withLock { state in
            guard state.segments.count > 1, let oldest = state.segments.first else { return nil }
            let (size, live) = state.segments.reduce((0, 0)) { ($0.0 + $1.size, $0.1 + $1.live) }
            return oldest.live == 0 || size > 2 * live + slack ? oldest : nil
        }
    }

    // MARK: Changing

    /// Takes up what an earlier run left.
    func restore(_ segments: [Segment], _ places: [UInt64: Place]) {
        state.withLock { state in
            state.segments = segments
            state.places = places
            for place in places.values { state.count(place, 1) }
        }
    }

    /// A new segment is there.
    func begin(_ file: SegmentFile) {
        state.withLock { $0.segments.append(Segment(file: file, size: SegmentHeader.size)) }
    }

    /// What was written to the newest segment, which has `size` bytes now.
    func apply(_ changes: [Change], size: Int) {
        state.withLock { state in
            for change in changes {
                let old =
                    if let place = change.place { state.places.updateValue(place, forKey: change.word) } else {
                        state.places.removeValue(forKey: change.word)
                    }
                if let old { state.count(old, -1) }
                if let place = change.place { state.count(place, 1) }
            }
            if !state.segments.isEmpty { state.segments[state.segments.count - 1].size = size }
        }
    }

    /// An answer cannot be read any more.
    func forget(_ place: Place, for word: UInt64) {
        state.withLock { state in
            guard state.places[word] == place else { return }
            state.places[word] = nil
            state.count(place, -1)
        }
    }

    /// The oldest segment is gone, and what was still in it.
    func dropOldest() {
        state.withLock { state in
            guard !state.segments.isEmpty else { return }
            let segment = state.segments.removeFirst()
            guard segment.live > 0 else { return }
            state.places = state.places.filter { $0.value.segment != segment.file.number }
        }
    }

    /// Forgets everything; tells what files there were, oldest first.
    func clear() -> [SegmentFile] {
        state.withLock { state in
            defer { state = State() }
            return state.segments.map(\.file)
        }
    }
}
