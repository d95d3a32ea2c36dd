// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes the events of a client's stream, in whatever format it reads.
struct EventWriter: Sendable {
    private let format: WireFormat
    private let isArray: Bool
    private var chat: ChatEventWriter
    private var messages: MessagesEventWriter
    private var responses: ResponsesEventWriter
    private var gemini: GeminiEventWriter
    private var array: GeminiArrayWriter

    /// - Parameter isArray: Gemini's stream as one JSON array instead of server-sent events.
    init(_ format: WireFormat, isArray: Bool, _ context: AnswerContext) {
        self.format = format
        self.isArray = isArray
        chat = ChatEventWriter(context)
        messages = MessagesEventWriter(context)
        responses = ResponsesEventWriter(context)
        gemini = GeminiEventWriter(context)
        array = GeminiArrayWriter(context)
    }

    mutating func write(_ event: AnswerEvent, into bytes: inout [UInt8]) {
        switch format {
        case .openAIChat, .native: chat.write(event, into: &bytes)
        case .anthropicMessages: messages.write(event, into: &bytes)
        case .openAIResponses: responses.write(event, into: &bytes)
        case .gemini where isArray: array.write(event, into: &bytes)
        case .gemini: gemini.write(event, into: &bytes)
        }
    }
}
