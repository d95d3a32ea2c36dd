// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

/// Requests, answers and streams on their way from one format to another.
enum Translations {
    static var all: [Benchmark] {
        [
            Benchmark(name: "translate-chat-1k") { small(.chatCompletions, .anthropicMessages, $0) },
            Benchmark(name: "translate-messages-1k") { small(.messages, .openAIChat, $0) },
            Benchmark(name: "translate-agent-chat-100k") { request(Samples.largeRequest, .messages, .openAIChat, $0) },
            Benchmark(name: "translate-agent-responses-100k") {
                request(Samples.largeRequest, .messages, .openAIResponses, $0)
            },
            Benchmark(name: "translate-agent-gemini-100k") { request(Samples.largeRequest, .messages, .gemini, $0) },
            Benchmark(name: "translate-chat-256-frames") {
                stream(Samples.chatStream, .openAIChat, .anthropicMessages, $0)
            },
            Benchmark(name: "translate-messages-256-frames") {
                stream(Samples.messagesStream, .anthropicMessages, .openAIChat, $0)
            },
        ]
    }

    private static let context = AnswerContext(now: 1_700_000_000, seed: "bench1")

    /// A request of 1 KB to the other family, and its answer back.
    private static func small(_ surface: Surface, _ provider: WireFormat, _ count: Int) -> Int {
        let isChat = surface == .chatCompletions
        let body = isChat ? Samples.smallRequest : Samples.smallMessagesRequest
        let answer = isChat ? Samples.messagesAnswer : Samples.chatAnswer
        var tape = JSONTape()
        var sum = 0
        for _ in 0..<count {
            sum &+= request(body, surface, provider, 1)
            let translation = AnswerTranslation(from: provider, to: surface.format, context: context)
            guard let back = translation.json(answer.span, tape: &tape) else { return -1 }
            sum &+= back.count
        }
        return sum
    }

    /// A request read, identified and written for another family.
    private static func request(_ body: [UInt8], _ surface: Surface, _ provider: WireFormat, _ count: Int) -> Int {
        var reader = RequestReader()
        let context = RequestContext(surface: surface, principal: .local, anthropicVersion: "2023-06-01")
        let target = EncodingTarget(format: provider, model: "other-model", streams: false)
        var sum = 0
        for _ in 0..<count {
            do {
                let (reading, identity) = try reader.read(body.span, in: context) { $0.count }
                guard let conversation = reading.conversation else { return -1 }
                sum &+= try RequestTranslation.encode(conversation, for: target).body.count &+ (identity ?? 0)
            } catch {
                return -1
            }
        }
        return sum
    }

    private static func stream(_ bytes: [UInt8], _ from: WireFormat, _ to: WireFormat, _ count: Int) -> Int {
        var tape = JSONTape()
        var sum = 0
        for _ in 0..<count {
            var translation = AnswerTranslation(from: from, to: to, context: context)
            var splitter = SSESplitter()
            while let event = splitter.next(in: bytes.span) {
                sum &+= translation.take(bytes.span.extracting(event.range), tape: &tape).count
            }
            sum &+= translation.finish().count
        }
        return sum
    }
}
