// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers
import Testing
import WireFormats

@testable import Pipeline

@Suite("The shelf of kept questions")
struct QuestionShelfTests {
    private struct Prepared: PreparedQuestion {
        let canonical: String
        var outsideWords: String? { nil }
        var size: Int { 1000 }
        mutating func attach(_ vectors: QuestionVectors) {}
    }

    private func entry(_ number: Int) throws -> SemanticEntry {
        var reader = RequestReader()
        let body = Array(#"{"model":"m","messages":[{"role":"user","content":"question \#(number)"}]}"#.utf8)
        let context = RequestContext(surface: .chatCompletions, principal: .local)
        let (reading, identity) = try reader.read(body.span, in: context, digest: { Digest.of($0) })
        return SemanticEntry(
            identity: try #require(identity), subject: try SemanticSubject(reading, digest: { Digest.of($0) }),
            prepared: Prepared(canonical: ""), storedAt: 0)
    }

    @Test("the bound in bytes is kept, and what was used longest ago goes first")
    func bound() throws {
        let entries = try (0..<6).map { try entry($0) }
        var shelf = QuestionShelf(limit: 4 * entries[0].size)
        for entry in entries[..<4] { #expect(shelf.put(entry)?.isEmpty == true) }
        shelf.touch(entries[0].id)
        #expect(shelf.put(entries[4])?.map(\.id) == [entries[1].id])
        #expect(shelf.put(entries[5])?.map(\.id) == [entries[2].id])
        #expect(shelf.count == 4)
        #expect(shelf.bytes <= shelf.limit)
        #expect(shelf[entries[0].id] != nil && shelf[entries[1].id] == nil)
        var tiny = QuestionShelf(limit: 10)
        #expect(tiny.put(entries[0]) == nil)
    }

    @Test("whatever is put, touched and removed, the bytes are those of what is there")
    func bookkeeping() throws {
        let entries = try (0..<20).map { try entry($0) }
        var random = SplitMix64(seed: 7)
        var shelf = QuestionShelf(limit: 8 * entries[0].size)
        for _ in 0..<2000 {
            let entry = random.one(of: entries)
            switch random.below(3) {
            case 0: _ = shelf.put(entry)
            case 1: shelf.touch(entry.id)
            default: _ = shelf.remove(entry.id)
            }
            let all = shelf.all
            #expect(all.count == shelf.count)
            #expect(all.reduce(0) { $0 + $1.size } == shelf.bytes)
            #expect(shelf.bytes <= shelf.limit)
        }
    }

    @Test("a blocked pair stays blocked when the answer is renewed")
    func blocked() throws {
        var shelf = QuestionShelf(limit: 1 << 20)
        let entry = try entry(1)
        let pair = Digest.of("pair")
        _ = shelf.put(entry)
        shelf.block(pair, for: entry.id)
        _ = shelf.put(entry)
        #expect(shelf[entry.id]?.blocked == [pair])
    }
}
