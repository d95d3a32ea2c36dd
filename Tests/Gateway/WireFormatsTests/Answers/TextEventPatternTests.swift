// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers
import Testing

@testable import WireFormats

@Suite("Events that differ in their text only")
struct TextEventPatternTests {
    private static let before = #"{"id":"c1","choices":[{"index":0,"delta":{"content":""#
    private static let after = #""},"finish_reason":null}]}"#

    private func pattern(_ text: String) -> TextEventPattern {
        let event = Array((Self.before + text + Self.after).utf8)
        var pattern = TextEventPattern()
        pattern.learn(event.span, text: Self.before.utf8.count..<Self.before.utf8.count + text.utf8.count)
        return pattern
    }

    private func textBytes(_ data: String, _ learned: String = "Hello") -> Int? {
        pattern(learned).textBytes(in: Array(data.utf8).span)
    }

    @Test(
        "the text may be any that a JSON string may hold as it is",
        arguments: ["a", "Hello", "a longer text", "Grüße, 世界"])
    func knows(text: String) {
        #expect(textBytes(Self.before + text + Self.after) == text.utf8.count)
    }

    @Test(
        "what is not a plain text is read as before",
        arguments: ["", #"a"b"#, #"a\nb"#, "a\nb", #"","role":"x"#, #"0123456789"0"#, "01234567\u{1}9"])
    func refuses(text: String) { #expect(textBytes(Self.before + text + Self.after) == nil) }

    @Test("bytes that are not UTF-8 are read as before")
    func refusesBytes() {
        for bytes in [[0xFF], [0xC3], Array("01234567".utf8) + [0xE2, 0x82]] as [[UInt8]] {
            let data = Array(Self.before.utf8) + bytes + Array(Self.after.utf8)
            #expect(pattern("Hello").textBytes(in: data.span) == nil)
        }
    }

    @Test("everything around the text has to be the same")
    func isExact() {
        let event = Array((Self.before + "Hello" + Self.after).utf8)
        #expect(pattern("Hello").textBytes(in: event.span) == 5)
        for place in event.indices where !(Self.before.utf8.count..<Self.before.utf8.count + 5).contains(place) {
            var other = event
            other[place] ^= 1
            #expect(pattern("Hello").textBytes(in: other.span) == nil)
        }
        for count in 0..<event.count { #expect(pattern("Hello").textBytes(in: event.span.extracting(..<count)) == nil) }
    }

    @Test("nothing is known at first, and an event that is too long is not kept")
    func bounds() {
        #expect(TextEventPattern().textBytes(in: Array("{}".utf8).span) == nil)
        #expect(TextEventPattern().textBytes(in: Array("".utf8).span) == nil)
        let long = String(repeating: "x", count: 3 << 10)
        #expect(textBytes(Self.before + "Hello" + Self.after, long) == nil)
        #expect(textBytes(Self.before + long + Self.after) == long.utf8.count)
    }

    // MARK: In a stream

    private static let texts = [
        "Hello", " world", "", "Grüße", #"a\nb"#, #"\u0041"#, "a much longer piece of text than that",
    ]

    private func chat(_ text: String, _ random: inout SplitMix64) -> String {
        let index = random.one(of: ["0", "0", "1", "70"])
        let more = random.one(of: [
            "", #","refusal":null"#, #","reasoning_content":"so""#, #","role":"assistant""#,
            #","tool_calls":[{"index":0}]"#,
        ])
        let end = random.one(of: ["null", "null", "null", "null", #""stop""#, #""length""#])
        let second = random.one(of: [
            "", "", "", #",{"index":1,"delta":{"content":"x"},"finish_reason":null}"#,
            #",{"index":99,"delta":{"content":"x"}}"#,
        ])
        let counts = random.one(of: [
            "", "", #","usage":null"#, #","usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}"#,
        ])
        let choice = #"{"index":\#(index),"delta":{"content":"\#(text)"\#(more)},"finish_reason":\#(end)}"#
        return #"{"id":"c","model":"m","choices":[\#(choice)\#(second)]\#(counts)}"#
    }

    private func message(_ text: String, _ random: inout SplitMix64) -> String {
        let delta = random.one(of: [
            #"{"type":"text_delta","text":"\#(text)"}"#, #"{"type":"thinking_delta","thinking":"\#(text)"}"#,
            #"{"type":"text_delta","text":"\#(text)","citation":"x"}"#,
        ])
        guard random.chance(40) else { return #"{"type":"content_block_delta","index":0,"delta":\#(delta)}"# }
        return random.one(of: [
            #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"\#(text)"}}"#,
            #"{"type":"content_block_stop","index":0}"#,
            #"{"type":"message_delta","delta":{"stop_reason":"end_turn"}}"#,
        ])
    }

    @Test(
        "an inspector that learns sees what one sees that reads every event",
        arguments: [WireFormat.openAIChat, .anthropicMessages])
    func sameAsReading(format: WireFormat) throws {
        var random = SplitMix64(seed: 18)
        var tape = JSONTape()
        var known = 0
        for round in 0..<400 {
            var learning = try #require(StreamInspector(format: format, placesUsage: round % 2 == 0))
            var reading = learning
            reading.learns = false
            var data: [UInt8] = []
            for _ in 0..<20 {
                // Some events come twice, and some are spoiled.
                if data.isEmpty || random.chance(60) {
                    let text = random.one(of: Self.texts)
                    data = Array((format == .openAIChat ? chat(text, &random) : message(text, &random)).utf8)
                }
                var sent = data
                if random.chance(10) { sent[random.below(sent.count)] = UInt8(random.below(256)) }
                let bytes = Array("data: ".utf8) + sent + Array("\n\n".utf8)
                var splitter = SSESplitter()
                while let event = splitter.next(in: bytes.span) {
                    if let data = event.data, learning.pattern.textBytes(in: bytes.span.extracting(data)) != nil {
                        known += 1
                    }
                    let verdict = learning.inspect(event, in: bytes.span, tape: &tape)
                    #expect(verdict == reading.inspect(event, in: bytes.span, tape: &tape))
                }
                #expect(learning.facts == reading.facts)
                #expect(learning.usagePlace == reading.usagePlace)
                #expect(learning.hasBegun == reading.hasBegun && learning.hasStopped == reading.hasStopped)
            }
        }
        #expect(known > 200)
    }
}
