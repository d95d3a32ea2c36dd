// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import SeededNumbers
import Testing
import WireFormats

@testable import KeptState

@Suite("Answers as records of the log")
struct AnswerRecordTests {
    private static func record(_ random: inout SplitMix64) -> AnswerRecord {
        var tools = ToolNames()
        for number in 0..<random.below(3) {
            _ = tools.name("tool \(number)", namespace: random.chance(50) ? "space" : nil, isCustom: random.chance(50))
        }
        var usage: Usage?
        if random.chance(70) {
            var counts = Usage(
                input: random.below(100_000), output: random.below(9), cachedRead: random.below(2),
                cacheWrite: random.below(1 << 40), reasoning: 3)
            counts.cacheWriteHour = random.below(5)
            counts.audioInput = random.below(6)
            counts.imageInput = random.below(7)
            counts.audioOutput = random.below(8)
            counts.tier = random.one(of: [.standard, .batch, .other])
            counts.toldCost = random.chance(50) ? Int64.random(in: .min ... .max, using: &random) : nil
            usage = counts
        }
        return AnswerRecord(
            identity: Digest.of("\(random.next())"), storedAt: Int64(random.below(1 << 40)),
            provider: random.one(of: ["openai", "", "provider-é"]), format: random.one(of: WireFormat.allCases),
            form: random.one(of: [.json, .stream(withUsage: false), .stream(withUsage: true), .array]),
            hasUsage: random.chance(50), tools: tools, model: String(repeating: "m", count: random.below(90)),
            answeredModel: random.chance(50) ? "answered" : nil, usage: usage,
            body: ByteBuffer(bytes: (0..<random.below(3_000)).map { UInt8(truncatingIfNeeded: $0) }))
    }

    private static func written(_ record: AnswerRecord, seed: UInt64) -> ByteBuffer {
        var bytes = ByteBuffer()
        let head = LogRecordHead(.kept, identity: record.identity, storedAt: record.storedAt, cost: 17)
        let length = bytes.writeRecord(head, seed: seed) { record.pack(into: &$0) }
        #expect(length == bytes.readableBytes)
        return bytes
    }

    @Test(
        "what was written is read again, by its identity and the segment's seed only",
        arguments: 0..<50 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let record = Self.record(&random)
        let bytes = Self.written(record, seed: seed)
        let read = try #require(AnswerRecord(logRecord: bytes, identity: record.identity, seed: seed))
        #expect(read.identity == record.identity && read.storedAt == record.storedAt)
        #expect(read.provider == record.provider && read.format == record.format && read.form == record.form)
        #expect(read.hasUsage == record.hasUsage && read.tools == record.tools && read.model == record.model)
        #expect(read.answeredModel == record.answeredModel && read.usage == record.usage)
        #expect(read.body == record.body)
        #expect(AnswerRecord(logRecord: bytes, identity: Digest.of("another"), seed: seed) == nil)
        #expect(AnswerRecord(logRecord: bytes, identity: record.identity, seed: seed + 1) == nil)
    }

    @Test("a record with a bit that changed, or without its end, is none", arguments: 0..<10 as Range<UInt64>)
    func damage(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let record = Self.record(&random)
        let bytes = Self.written(record, seed: seed)
        for place in 0..<bytes.readableBytes {
            var other = bytes
            other.setInteger(try #require(bytes.getInteger(at: place, as: UInt8.self)) ^ 16, at: place)
            #expect(AnswerRecord(logRecord: other, identity: record.identity, seed: seed) == nil)
            let prefix = try #require(bytes.getSlice(at: 0, length: place))
            #expect(AnswerRecord(logRecord: prefix, identity: record.identity, seed: seed) == nil)
        }
    }

    @Test("fields that claim more bytes than there are, or say nothing, are no answer")
    func lengths() throws {
        var random = SplitMix64(seed: 3)
        let record = Self.record(&random)
        var whole = ByteBuffer()
        record.pack(into: &whole)
        let fields = whole.readableBytes - record.body.readableBytes
        for count in 0..<fields {
            let prefix = try #require(whole.getSlice(at: 0, length: count))
            #expect(AnswerRecord(packed: prefix, identity: record.identity, storedAt: 1) == nil)
        }
        for (place, value) in [(0, 99), (1, 99)] {
            var other = whole
            other.setInteger(UInt8(value), at: place)
            #expect(AnswerRecord(packed: other, identity: record.identity, storedAt: 1) == nil)
        }
        var long = whole
        long.setInteger(UInt32.max, at: 3, endianness: .little)
        #expect(AnswerRecord(packed: long, identity: record.identity, storedAt: 1) == nil)
    }
}
