// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Requests of chat completions and messages: properties")
struct RequestPropertyTests {
    private func conversation(_ format: WireFormat, seed: UInt64) -> Conversation {
        if format == .openAIChat {
            var sample = ChatRequestSample(seed: seed)
            return sample.conversation()
        }
        var sample = MessagesRequestSample(seed: seed)
        return sample.conversation()
    }

    private func target(_ format: WireFormat) -> EncodingTarget {
        format == .openAIChat ? RequestCoding.chat() : RequestCoding.messages("m")
    }

    @Test(
        "what is written is read back equal", arguments: [WireFormat.openAIChat, .anthropicMessages],
        0..<8 as Range<UInt64>)
    func roundTrip(format: WireFormat, part: UInt64) throws {
        for seed in part * 10_000..<part * 10_000 + 2_000 {
            let conversation = conversation(format, seed: seed)
            let request = try RequestCoding.write(conversation, target(format))
            let body = String(decoding: request.body, as: UTF8.self)
            let back = try RequestCoding.read(body, format)
            #expect(back == conversation, "seed \(seed): \(body)")
            #expect(request.dropped.isEmpty, "seed \(seed)")
            if back != conversation { return }
        }
    }

    @Test(
        "in the other format it is refused in words or read back with the same turns and words",
        arguments: 0..<8 as Range<UInt64>)
    func across(part: UInt64) throws {
        var carried = 0
        for seed in part * 1000..<part * 1000 + 500 {
            for origin in [WireFormat.openAIChat, .anthropicMessages] {
                let other: WireFormat = origin == .openAIChat ? .anthropicMessages : .openAIChat
                let there = conversation(origin, seed: seed)
                let request: TranslatedRequest
                do {
                    request = try RequestCoding.write(there, target(other))
                } catch let problem as TranslationProblem {
                    #expect(problem.kind == .inexpressible && !problem.field.isEmpty && !problem.explanation.isEmpty)
                    continue
                }
                let body = String(decoding: request.body, as: UTF8.self)
                let back = try RequestCoding.read(body, other)
                carried += 1
                #expect(words(back).isSuperset(of: words(there)), "seed \(seed): \(body)")
                #expect(calls(back).count == calls(there).count, "seed \(seed): \(body)")
                #expect(Set(request.dropped).count == request.dropped.count)
            }
        }
        #expect(carried > 100)
    }

    /// All words that users, instructions and tools said. Words that begin with "error" may be marked as such.
    private func words(_ conversation: Conversation) -> Set<String> {
        var words: Set<String> = []
        func take(_ parts: [Part]) {
            for part in parts {
                switch part.content {
                case .text(let text): for word in text.split(separator: "w") { words.insert(trimmed(word)) }
                case .toolResult(let result): take(result.parts)
                default: break
                }
            }
        }
        for turn in conversation.turns { take(turn.parts) }
        return words
    }

    private func trimmed(_ word: Substring) -> String {
        var word = word
        if word.hasSuffix("\n</system>") { word.removeLast(10) }
        while let last = word.last, last.isWhitespace { word.removeLast() }
        return String(word)
    }

    private func calls(_ conversation: Conversation) -> [String] {
        conversation.turns.flatMap(\.parts).compactMap { part in
            if case .toolCall(let call) = part.content { return call.id }
            return nil
        }
    }
}
