// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers
import Testing

@testable import WireFormats

@Suite("Responses requests, there and back")
struct ResponsesRequestPropertyTests {
    @Test("a conversation that is written and read again is the same", arguments: 0..<8 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var samples = ResponsesRequestSamples(seed: seed, isNative: seed.isMultiple(of: 2))
        for _ in 0..<2_500 {
            let conversation = samples.conversation()
            let body = try ResponsesCoding.body(conversation)
            var back = try ResponsesCoding.decode(body)
            back.origin = conversation.origin
            #expect(back == conversation, "\(body)")
        }
    }

    @Test("any damage to a request is a problem or another request, never harm", arguments: 20..<24 as Range<UInt64>)
    func damage(seed: UInt64) throws {
        var samples = ResponsesRequestSamples(seed: seed, isNative: true)
        var random = SplitMix64(seed: seed)
        for _ in 0..<300 {
            var bytes = try ResponsesCoding.encode(samples.conversation()).body
            for _ in 0...random.below(3) {
                bytes[random.below(bytes.count)] = random.one(of: Array("\"{}[]:,1ntx".utf8))
            }
            var tape = JSONTape()
            guard (try? tape.scan(bytes.span)) != nil else { continue }
            guard tape.nodes[tape.root].kind == .object,
                let read = try? ResponsesRequestDecoder.decode(tape, bytes.span)
            else { continue }
            // What can be read can be written, and reads the same again, for the format's own fields are its own.
            let again = try ResponsesCoding.body(read)
            #expect(SampleJSON(again) != nil || again.contains("\\ud"), "\(again)")
        }
    }
}
