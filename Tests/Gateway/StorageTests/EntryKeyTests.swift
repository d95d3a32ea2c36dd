// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Storage

/// A key holds what it is made of, in an order that can be walked; what does not fit has none.
struct EntryKeyTests {
    private static let numbers: [Int64] = [-1, 0, 1, 0xFFFF, 0xFFFF_FFFF]

    @Test(arguments: [0, 1, 17, 1_060_000, 1 << 22 - 1] as [Int64])
    func `a key is taken apart again, and no two are the same`(_ origin: Int64) throws {
        var seen: Set<Int64> = []
        for number in Self.numbers {
            for part: Int64 in [0, 1, 255] {
                let key = try #require(EntryKey(origin: origin, number: number, part: part))
                #expect([key.origin, key.number, key.part] == [origin, number, part])
                #expect(key.id >= 0)
                #expect(seen.insert(key.id).inserted)
                #expect(EntryKey.all(of: origin).contains(key.id))
                #expect(EntryKey.numbered(of: origin).contains(key.id) == (number >= 0))
                #expect(!EntryKey.all(of: origin + 1).contains(key.id))
            }
        }
    }

    @Test func `what does not fit has no key`() {
        #expect(EntryKey(origin: 1 << 22, number: 0, part: 0) == nil)
        #expect(EntryKey(origin: -1, number: 0, part: 0) == nil)
        #expect(EntryKey(origin: 0, number: 1 << 32, part: 0) == nil)
        #expect(EntryKey(origin: 0, number: -2, part: 0) == nil)
        #expect(EntryKey(origin: 0, number: 0, part: 256) == nil)
        #expect(EntryKey(origin: 0, number: 0, part: -1) == nil)
    }

    @Test func `a request's calls are beside it, and nothing else`() throws {
        let number = RequestNumber(origin: "isr-", number: 7)
        let keys = try #require(EntryKey.all(of: number, origin: 3))
        func has(_ number: Int64, _ part: Int64) throws -> Bool {
            keys.contains(try #require(EntryKey(origin: 3, number: number, part: part)).id)
        }
        #expect(try has(7, 0))
        #expect(try has(7, 255))
        #expect(try !has(6, 255))
        #expect(try !has(8, 0))
        #expect(EntryKey.all(of: number, origin: 1 << 22) == nil)
    }

    @Test func `every word of the dictionary can be an origin's`() {
        let words = WordKind.allCases.reduce(0) { $0 + $1.limit + 1 }
        #expect(EntryKey(origin: Int64(words), number: 0, part: 0) != nil)
    }
}
