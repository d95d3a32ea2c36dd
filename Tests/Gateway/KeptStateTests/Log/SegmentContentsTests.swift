// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import SeededNumbers
import Testing

@testable import KeptState

@Suite("Contents of a segment")
struct SegmentContentsTests {
    private static let seed: UInt64 = 0x1234_5678_9ABC_DEF0

    /// A segment with some records, and where each of them ends.
    private static func segment(_ count: Int, _ random: inout SplitMix64) -> (bytes: ByteBuffer, ends: [Int]) {
        var bytes = SegmentHeader(seed: seed).bytes
        var ends: [Int] = []
        for number in 0..<count {
            let isKept = random.chance(70)
            let head = LogRecordHead(
                isKept ? .kept : .removed, identity: Digest.of("\(number)"), storedAt: Int64(number), cost: 9)
            let size = isKept ? random.below(300) : 0
            bytes.writeRecord(head, seed: seed) { $0.writeRepeatingByte(0x41, count: size) }
            ends.append(bytes.readableBytes)
        }
        return (bytes, ends)
    }

    private static func contents(_ bytes: ByteBuffer, isLast: Bool = true) -> SegmentContents {
        SegmentContents(size: bytes.readableBytes, seed: seed, isLast: isLast) { place, count in
            bytes.getSlice(at: place, length: min(count, bytes.readableBytes - place)) ?? ByteBuffer()
        }
    }

    private static func sealed(_ bytes: ByteBuffer) -> ByteBuffer {
        var index = ByteBuffer()
        for entry in contents(bytes).entries { entry.write(into: &index) }
        var sealed = bytes
        sealed.writeImmutableBuffer(SegmentContents.sealing(index, end: bytes.readableBytes, seed: seed))
        return sealed
    }

    @Test("the index says what the heads say")
    func index() {
        var random = SplitMix64(seed: 1)
        let (bytes, ends) = Self.segment(40, &random)
        let found = Self.contents(bytes)
        #expect(!found.isSealed && found.end == bytes.readableBytes)
        #expect(found.entries.map { Int($0.offset + $0.length) } == ends)
        #expect(found.entries.map(\.identity) == (0..<40).map { Digest.of("\($0)") })
        let sealed = Self.contents(Self.sealed(bytes))
        #expect(sealed.isSealed && sealed.end == found.end && sealed.entries == found.entries)
    }

    @Test("what was torn at the end of the newest segment is left out, and makes an older one damaged")
    func torn() throws {
        var random = SplitMix64(seed: 2)
        let (bytes, ends) = Self.segment(12, &random)
        for size in SegmentHeader.size..<bytes.readableBytes {
            let part = try #require(bytes.getSlice(at: 0, length: size))
            let whole = ends.filter { $0 <= size }
            let found = Self.contents(part)
            #expect(found.entries.map { Int($0.offset + $0.length) } == whole)
            #expect(found.end == whole.last ?? SegmentHeader.size)
            let older = Self.contents(part, isLast: false)
            let isWhole = size == whole.last ?? SegmentHeader.size
            #expect(older.entries.contains { $0.kind == .damaged } == !isWhole)
        }
    }

    @Test("nothing that stands before damage is believed, and all that stands behind it is")
    func damage() throws {
        var random = SplitMix64(seed: 3)
        let (bytes, ends) = Self.segment(12, &random)
        let starts = [SegmentHeader.size] + ends.dropLast()
        for (number, start) in starts.enumerated().dropLast() {
            var broken = bytes
            broken.setInteger(try #require(bytes.getInteger(at: start + 20, as: UInt8.self)) ^ 1, at: start + 20)
            let found = Self.contents(broken)
            #expect(found.entries.first?.kind == .damaged)
            #expect(found.entries.dropFirst().map { Int($0.offset + $0.length) } == Array(ends.dropFirst(number + 1)))
        }
    }

    @Test("an index with a bit that changed is not believed, and the records are, whatever the bit was")
    func brokenIndex() throws {
        var random = SplitMix64(seed: 4)
        let (bytes, ends) = Self.segment(9, &random)
        let sealed = Self.sealed(bytes)
        for place in bytes.readableBytes..<sealed.readableBytes {
            var broken = sealed
            broken.setInteger(try #require(sealed.getInteger(at: place, as: UInt8.self)) ^ 4, at: place)
            let found = Self.contents(broken)
            #expect(!found.isSealed && found.end == bytes.readableBytes)
            #expect(found.entries.map { Int($0.offset + $0.length) } == ends)
        }
    }

    @Test("a header that is short, strange or newer is refused")
    func headers() throws {
        let bytes = SegmentHeader(seed: Self.seed).bytes
        #expect(bytes.readableBytes == SegmentHeader.size)
        #expect(try SegmentHeader(bytes).seed == Self.seed)
        for count in 0..<SegmentHeader.size {
            #expect(Self.problem(try #require(bytes.getSlice(at: 0, length: count))) == .short)
        }
        for place in 0..<SegmentHeader.size {
            var other = bytes
            other.setInteger(try #require(bytes.getInteger(at: place, as: UInt8.self)) ^ 2, at: place)
            // A version that is not known tells nothing of the rest.
            let isVersion = 8..<12 ~= place
            #expect(Self.problem(other) == (isVersion ? .newer(1 ^ (2 << UInt32(8 * (place - 8)))) : .foreign))
        }
    }

    private static func problem(_ bytes: ByteBuffer) -> SegmentHeader.Problem? {
        do throws(SegmentHeader.Problem) {
            _ = try SegmentHeader(bytes)
            return nil
        } catch {
            return error
        }
    }
}
