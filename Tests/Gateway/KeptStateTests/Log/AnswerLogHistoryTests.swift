// SPDX-License-Identifier: Apache-2.0

import Conversation
import Foundation
import Pipeline
import SeededNumbers
import Testing

@testable import KeptState

@Suite("The log after anything that can happen to it", .timeLimit(.minutes(5)))
struct AnswerLogHistoryTests {
    /// A log, and what must be true of it.
    private struct Run {
        var random: SplitMix64
        var bench: LogBench
        var history = LogHistory()
        let names = (0..<14).map { "name \($0)" }
        private var number = 0
        /// Damage that an index has hidden shows when that is gone, and may cost answers then.
        private var isDamaged = false

        init(_ seed: UInt64, _ folder: String) throws {
            random = SplitMix64(seed: seed)
            bench = try LogBench(folder + "/answers", segmentSize: 2_000 + 500 * random.below(6))
        }

        /// Writes some changes, on a disk that may be full meanwhile.
        mutating func write() throws {
            let changes = (0..<(1 + random.below(4))).map { _ -> (name: String, text: String?) in
                number += 1
                let size = random.chance(5) ? 5_000 : 400
                let text = "\(number) " + String(repeating: "x", count: random.below(size))
                return (random.one(of: names), random.chance(65) ? text : nil)
            }
            let told = changes.map { change in
                change.text.map { LogBench.kept($0, for: change.name) } ?? LogBench.removed(change.name)
            }
            let before = place
            if random.chance(10) { bench.room.leave(random.below(1_500)) }
            var (written, problem) = bench.attempt(told)
            #expect(problem == nil || written < told.count)
            bench.room.leave(nil)
            if problem != nil {
                let rest = Array(told.dropFirst(written))
                let count = rest.count
                (written, problem) = bench.attempt(rest)
                #expect(written == count && problem == nil)
            }
            try remember(changes, since: before)
            try check()
            if random.chance(50) { bench.tidy(random.below(3_000)) }
        }

        /// Where the next record comes.
        private var place: LogHistory.Place {
            guard let active = bench.log?.active else { return .init(segment: bench.log?.next ?? 1, offset: 0) }
            return .init(segment: active.file.number, offset: active.end)
        }

        /// Finds out where changes were written, by the heads of the records.
        private mutating func remember(
            _ changes: [(name: String, text: String?)], since before: LogHistory.Place
        ) throws {
            var entries: [(LogHistory.Place, SegmentEntry)] = []
            for segment in bench.log?.table.segments ?? [] where segment.file.number >= before.segment {
                let file = segment.file
                let contents = SegmentContents(size: file.size, seed: file.seed, isLast: true) {
                    file.bytes(at: $0, count: $1)
                }
                for entry in contents.entries {
                    let place = LogHistory.Place(segment: file.number, offset: Int(entry.offset))
                    if place >= before { entries.append((place, entry)) }
                }
            }
            try #require(entries.count == changes.count)
            for ((place, entry), change) in zip(entries, changes) {
                #expect(entry.identity == Digest.of(change.name))
                history.add(change.name, change.text, at: place, length: Int(entry.length))
            }
        }

        /// The log says what was written last, but where `lost` allows that it says nothing.
        mutating func check(lost: Set<String> = []) throws {
            for name in names {
                let (found, expected) = (bench.text(name), history.text(name))
                if found == nil, expected != nil, lost.contains(name) {
                    history.lose(name)
                } else {
                    try #require(found == expected, "\(name)")
                }
            }
        }

        /// Where each answer is now.
        private func answerPlaces() -> [String: LogHistory.Place] {
            names.reduce(into: [:]) { places, name in
                guard let (file, place) = bench.log?.table.find(Digest.of(name)) else { return }
                places[name] = .init(segment: file.number, offset: Int(place.offset + place.length))
            }
        }

        mutating func restart() throws {
            if random.chance(50) { bench.stop() } else { bench.crash() }
            try bench.open()
            try check(lost: isDamaged ? Set(names) : [])
        }

        /// A crash that tears the end of the newest file.
        mutating func tear() throws {
            let places = answerPlaces()
            if random.chance(30) { bench.stop() } else { bench.crash() }
            guard let name = try bench.names().last, let segment = SegmentFile.number(name) else {
                return try bench.open()
            }
            let size = try bench.size(name)
            let left = random.chance(20) ? random.below(size + 1) : max(0, size - random.below(600))
            bench.cut(name, to: left)
            let cut = LogHistory.Place(segment: segment, offset: left)
            let moved = places.filter { $0.value > cut }.map(\.key)
            let undone = history.cut(at: cut)
            try bench.open()
            try check(lost: undone.union(moved))
        }

        /// A bit of a file that changes while nobody looks.
        mutating func damage() throws {
            let isClean = random.chance(50)
            if isClean { bench.stop() } else { bench.crash() }
            let files = try bench.names()
            guard !files.isEmpty else { return try bench.open() }
            let name = random.chance(40) ? files[files.count - 1] : random.one(of: files)
            let place = random.below(try bench.size(name))
            // What is broken at the end of a file that was not finished looks like what a crash tore.
            if name == files.last, let segment = SegmentFile.number(name) {
                let contents = try bench.contents(name)
                if !contents.isSealed, let last = contents.entries.last, place >= Int(last.offset),
                    place < Int(last.offset) + LogRecordHead.size
                {
                    _ = history.cut(at: .init(segment: segment, offset: Int(last.offset)))
                }
            }
            isDamaged = true
            try bench.flip(name, at: place, bit: random.below(8))
            try bench.open()
            try check(lost: Set(names))
        }
    }

    /// `LOG_SEEDS=5000 swift test --filter AnswerLogHistoryTests` looks longer.
    private static let seeds = ProcessInfo.processInfo.environment["LOG_SEEDS"].flatMap { UInt64($0) } ?? 60

    @Test(
        "it never says anything wrong, nothing that was removed comes back, and a crash costs the torn end at most",
        arguments: 0..<seeds)
    func anything(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        var run = try Run(seed, folder.path)
        // A crash tears what was written just now, not what was damaged long ago.
        let tears = seed % 2 == 0
        for _ in 0..<60 {
            switch run.random.below(20) {
            case 0: try run.restart()
            case 1...2: if tears { try run.tear() } else { try run.damage() }
            default: try run.write()
            }
        }
        try run.restart()
    }
}
