// SPDX-License-Identifier: Apache-2.0

import Conversation
import SeededNumbers
import Testing

@testable import WireFormats

@Suite("Gemini requests: properties")
struct GeminiRequestPropertyTests {
    /// The order of extra fields means nothing.
    private func normal(_ conversation: Conversation) -> Conversation {
        var conversation = conversation
        func sorted(_ extras: [ExtraField]) -> [ExtraField] { extras.sorted { $0.name < $1.name } }
        conversation.extras = sorted(conversation.extras)
        for turn in conversation.turns.indices {
            for part in conversation.turns[turn].parts.indices {
                conversation.turns[turn].parts[part].extras = sorted(conversation.turns[turn].parts[part].extras)
            }
        }
        return conversation
    }

    @Test("what is written is read back equal", arguments: 0..<16 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var sample = GeminiSample(seed: seed)
        for _ in 0..<1_500 {
            let conversation = sample.conversation()
            let body = try GeminiCoding.body(conversation)
            let back = try GeminiCoding.request(body)
            #expect(normal(back) == normal(conversation), "\(body)")
            if normal(back) != normal(conversation) { return }
        }
    }

    @Test("a body in the other spelling is the same conversation", arguments: 20..<28 as Range<UInt64>)
    func spellings(seed: UInt64) throws {
        var sample = GeminiSample(seed: seed)
        for _ in 0..<200 {
            let body = try GeminiCoding.body(sample.conversation())
            let snake = try #require(SampleJSON(body)).respelled(&sample.random)
            let there = try GeminiCoding.request(body)
            let back = try GeminiCoding.request(String(decoding: snake.bytes, as: UTF8.self))
            #expect(normal(back) == normal(there), "\(String(decoding: snake.bytes, as: UTF8.self))")
        }
    }

    @Test("what gets through damage can be written again, or is refused in words", arguments: 30..<36 as Range<UInt64>)
    func damage(seed: UInt64) throws {
        var sample = GeminiSample(seed: seed)
        for _ in 0..<300 {
            var bytes = Array(try GeminiCoding.body(sample.conversation()).utf8)
            for _ in 0...sample.random.below(4) {
                bytes[sample.random.below(bytes.count)] = UInt8(sample.random.below(256))
            }
            guard let text = String(validating: bytes, as: UTF8.self),
                let conversation = try? GeminiCoding.request(text)
            else { continue }
            let body = try GeminiCoding.body(conversation)
            var tape = JSONTape()
            #expect((try? tape.scan(Array(body.utf8).span)) != nil, "\(body)")
        }
    }
}

extension SampleJSON {
    /// Names that this format itself gives, and only those: what a client names stays as it is.
    private static let own: Set<String> = [
        "systemInstruction", "toolConfig", "functionCallingConfig", "allowedFunctionNames", "functionDeclarations",
        "parametersJsonSchema", "generationConfig", "maxOutputTokens", "topP", "topK", "stopSequences",
        "candidateCount", "responseLogprobs", "presencePenalty", "frequencyPenalty", "responseMimeType",
        "responseJsonSchema", "thinkingConfig", "thinkingBudget", "thinkingLevel", "includeThoughts", "inlineData",
        "fileData", "fileUri", "mimeType", "displayName", "functionCall", "functionResponse", "thoughtSignature",
        "safetySettings", "cachedContent", "googleSearch",
    ]

    /// The same request with some fields in snake case.
    fileprivate func respelled(_ random: inout SplitMix64) -> SampleJSON {
        switch self {
        case .array(let elements): return .array(elements.map { $0.respelled(&random) })
        case .object(let members):
            return .object(
                members.map { member in
                    let isFree = ["args", "response", "parametersJsonSchema", "responseJsonSchema"].contains(
                        member.name)
                    let isOpaque = ["executableCode", "codeExecutionResult", "somethingNew", "codeExecution", "fresh"]
                        .contains(member.name)
                    let isRaw =
                        isFree || isOpaque || ["videoMetadata", "retrievalConfig", "behavior"].contains(member.name)
                    let value = isRaw ? member.value : member.value.respelled(&random)
                    guard Self.own.contains(member.name), random.chance(60) else {
                        return Member(name: member.name, value: value)
                    }
                    let snake = member.name.map { $0.isUppercase ? "_\($0.lowercased())" : String($0) }.joined()
                    return Member(name: snake, value: value)
                })
        default: return self
        }
    }
}
