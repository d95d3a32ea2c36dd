// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import SeededNumbers
import Testing
import WireFormats

@testable import DataPlane

@Suite("Stream relay")
struct StreamRelayTests {
    private let answer = Answer(
        origin: .openAIChat, id: "c", model: "m", created: 1,
        choices: [
            Choice(
                parts: [
                    .text("A text of some length, with words é and 漢字 and 😀, that is cut into pieces."),
                    .toolCall(id: "t", name: "f", arguments: #"{"a":[1,2,3],"b":"some more text to be cut"}"#),
                ],
                stopReason: .toolCalls)
        ])

    private func stream(_ format: WireFormat = .openAIChat) throws -> [UInt8] {
        try #require(AnswerCodec.encode(answer, format: format, form: .stream(withUsage: true), now: 1))
    }

    /// What a relay did with `pieces`.
    private struct Relayed {
        var forwarded: [[UInt8]] = []
        var isMalformed = false
        var mayEnd = false
        var hasEnded = false
        var hasFailed = false
        var kept: [UInt8]?
        var count = 0

        var bytes: [UInt8] { forwarded.flatMap { $0 } }
    }

    private func relay(
        _ pieces: [[UInt8]], format: WireFormat = .openAIChat, recordLimit: Int = 1 << 20, finishes: Bool = true
    ) throws -> Relayed {
        let relay = try #require(StreamRelay(format: format, recordLimit: recordLimit))
        var tape = JSONTape()
        var result = Relayed()
        for piece in pieces {
            let taken = relay.take(ByteBuffer(bytes: piece), tape: &tape)
            if let forward = taken.forward { result.forwarded.append(Array(forward.readableBytesView)) }
            if taken.isMalformed {
                result.isMalformed = true
                break
            }
        }
        if finishes, !result.isMalformed {
            let taken = relay.finish(tape: &tape)
            if let forward = taken.forward { result.forwarded.append(Array(forward.readableBytesView)) }
            result.isMalformed = taken.isMalformed
        }
        result.mayEnd = relay.mayEnd
        result.hasEnded = relay.hasEnded
        result.hasFailed = relay.hasFailed
        result.kept = relay.keepable.map { Array($0.readableBytesView) }
        return result
    }

    private func cut(_ bytes: [UInt8], _ sizes: () -> Int) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var place = 0
        while place < bytes.count {
            let end = min(bytes.count, place + sizes())
            pieces.append(Array(bytes[place..<end]))
            place = end
        }
        return pieces
    }

    @Test("token counts that nobody asked for stay behind, and nothing else changes")
    func stripsUsage() throws {
        let asked = """
            data: {"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":""}}],"usage":null}

            data: {"usage": null, "id":"c","choices":[{"index":0,"delta":{"content":"\\"usage\\":null, "}}]}

            : a comment

            data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}] , "usage":null}

            data: {"id":"c","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}

            data: [DONE]


            """
        let unasked = """
            data: {"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

            data: { "id":"c","choices":[{"index":0,"delta":{"content":"\\"usage\\":null, "}}]}

            : a comment

            data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}] }

            data: [DONE]


            """
        for size in [1, 7, 64, 4096] {
            let relay = try #require(StreamRelay(format: .openAIChat, recordLimit: 1 << 20, stripsUsage: true))
            var tape = JSONTape()
            var left: [UInt8] = []
            var rest = Array(asked.utf8)[...]
            while !rest.isEmpty {
                let taken = relay.take(ByteBuffer(bytes: rest.prefix(size)), tape: &tape)
                rest = rest.dropFirst(size)
                if let forward = taken.forward { left += Array(forward.readableBytesView) }
            }
            #expect(String(decoding: left, as: UTF8.self) == unasked)
            #expect(relay.keepable.map { String(buffer: $0) } == unasked)
            #expect(relay.facts.usage?.prompt == 3)
            #expect(relay.facts.usage?.output == 2)
        }
    }

    @Test(
        "what leaves is what came, byte for byte, in whatever pieces",
        arguments: [WireFormat.openAIChat, .anthropicMessages])
    func pieces(format: WireFormat) throws {
        let bytes = try stream(format)
        var random = SplitMix64(seed: 1)
        for longest in [1, 2, 3, 17, 100, 5000] {
            let relayed = try relay(cut(bytes) { 1 + random.below(longest) }, format: format)
            #expect(relayed.bytes == bytes)
            #expect(relayed.kept == bytes)
            #expect(relayed.hasEnded && relayed.mayEnd && !relayed.hasFailed && !relayed.isMalformed)
        }
    }

    @Test("only whole events leave")
    func holdBack() throws {
        let bytes = try stream()
        let relayed = try relay(cut(bytes) { 7 }, finishes: false)
        for piece in relayed.forwarded { #expect(piece.suffix(2).elementsEqual("\n\n".utf8)) }
        #expect(relayed.bytes == bytes)
    }

    @Test("a stream that is cut in the middle of an event ends with the event before it, and is not kept")
    func cutInside() throws {
        let bytes = try stream()
        let events = String(decoding: bytes, as: UTF8.self).split(separator: "\n\n").map { Array(($0 + "\n\n").utf8) }
        let whole = events.prefix(3).flatMap { $0 }
        for length in [1, 6, 20] {
            let relayed = try relay([whole + events[3].prefix(length)], finishes: false)
            #expect(relayed.bytes == whole)
            #expect(!relayed.mayEnd && relayed.kept == nil)
        }
    }

    @Test(
        "an upstream that ends before the last event gives a stream that may not end, except when all choices stopped")
    func noLastEvent() throws {
        let bytes = try stream()
        let events = String(decoding: bytes, as: UTF8.self).split(separator: "\n\n").map { Array(($0 + "\n\n").utf8) }
        let early = try relay([events.prefix(3).flatMap { $0 }])
        #expect(!early.mayEnd && early.kept == nil)
        let late = try relay([events.dropLast().flatMap { $0 }])
        #expect(late.mayEnd && !late.hasEnded && late.kept == nil)
        let messages = String(decoding: try stream(.anthropicMessages), as: UTF8.self).split(separator: "\n\n")
            .dropLast()
        #expect(
            try !relay([Array((messages.joined(separator: "\n\n") + "\n\n").utf8)], format: .anthropicMessages).mayEnd)
    }

    @Test("a last event without its blank line passes as it came, and the stream is not kept")
    func unterminated() throws {
        let bytes = Array(try stream().dropLast())
        let relayed = try relay([bytes])
        #expect(relayed.bytes == bytes && relayed.hasEnded && relayed.kept == nil)
    }

    @Test("a stream ends before an event that nobody could read")
    func malformed() throws {
        let bytes = try stream()
        let end = try #require(String(decoding: bytes, as: UTF8.self).firstRange(of: "\n\n"))
        let first = Array(String(decoding: bytes, as: UTF8.self)[..<end.upperBound].utf8)
        for rest in ["data: {\"choices\":[}\n\n", "data: oops\n\ndata: [DONE]\n\n"] {
            let relayed = try relay([first + Array(rest.utf8) + bytes])
            #expect(relayed.isMalformed && relayed.bytes == first && relayed.kept == nil)
        }
        let last = try relay([first + Array("data: {\"half".utf8)])
        #expect(last.bytes == first && last.kept == nil && !last.mayEnd)
    }

    @Test("what comes after the last event passes, whatever it is")
    func afterwards() throws {
        let bytes = try stream() + Array("data: bye\n\n: x\n\n".utf8)
        let relayed = try relay([bytes])
        #expect(relayed.bytes == bytes && !relayed.isMalformed && relayed.hasEnded)
    }

    @Test("a failure in the provider's words passes, ends the stream well, and is not kept")
    func failure() throws {
        let events =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\ndata: {\"error\":{\"message\":\"no\"}}\n\n"
        let relayed = try relay([Array(events.utf8)])
        #expect(relayed.bytes == Array(events.utf8))
        #expect(relayed.hasFailed && relayed.mayEnd && relayed.kept == nil)
    }

    @Test("an answer that is cut by its limit passes and is not kept")
    func lengthLimit() throws {
        var short = answer
        short.choices[0].stopReason = .length
        let bytes = try #require(
            AnswerCodec.encode(short, format: .openAIChat, form: .stream(withUsage: false), now: 1))
        let relayed = try relay([bytes])
        #expect(relayed.bytes == bytes && relayed.hasEnded && relayed.kept == nil)
    }

    @Test("a stream up to the limit is kept, one byte more is not, and none where nothing shall be")
    func recordLimit() throws {
        let bytes = try stream()
        let pieces = cut(bytes) { 50 }
        #expect(try relay(pieces, recordLimit: bytes.count).kept == bytes)
        let less = try relay(pieces, recordLimit: bytes.count - 1)
        #expect(less.kept == nil && less.bytes == bytes && less.hasEnded)
        #expect(try relay(pieces, recordLimit: 0).kept == nil)
    }

    @Test("an event beyond what is held back passes unwatched, and the stream is not kept")
    func large() throws {
        let event =
            Array("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"".utf8)
            + Array(repeating: 0x78, count: 5 << 20)
            + Array("\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n".utf8)
        let relayed = try relay(cut(event) { 1 << 20 }, recordLimit: 32 << 20)
        #expect(relayed.bytes == event)
        #expect(relayed.mayEnd && relayed.kept == nil)
        let inOne = try relay([event], recordLimit: 32 << 20)
        #expect(inOne.bytes == event && inOne.kept == event)
    }

    @Test("the native format has no relay")
    func native() {
        #expect(StreamRelay(format: .native, recordLimit: 1) == nil)
    }
}
