// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads the events of a provider's stream, in whatever format it is.
///
/// The formats' readers stand side by side instead of in an enumeration, so that one can grow in place.
struct EventReader: Sendable {
    private let format: WireFormat
    private var chat = ChatEventReader()
    private var messages = MessagesEventReader()
    private var responses = ResponsesEventReader()
    private var gemini = GeminiEventReader()

    init(_ format: WireFormat) { self.format = format }

    mutating func read(_ data: Span<UInt8>, tape: inout JSONTape, into events: inout [AnswerEvent]) -> Bool {
        switch format {
        case .openAIChat, .native: chat.read(data, tape: &tape, into: &events)
        case .anthropicMessages: messages.read(data, tape: &tape, into: &events)
        case .openAIResponses: responses.read(data, tape: &tape, into: &events)
        case .gemini: gemini.read(data, tape: &tape, into: &events)
        }
    }

    mutating func finish(into events: inout [AnswerEvent]) {
        switch format {
        case .openAIChat, .native: chat.finish(into: &events)
        case .anthropicMessages: messages.finish(into: &events)
        case .openAIResponses: responses.finish(into: &events)
        case .gemini: gemini.finish(into: &events)
        }
    }
}
