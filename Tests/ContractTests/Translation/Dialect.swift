// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

/// A format of the translation matrix.
enum Dialect: String, CaseIterable, Sendable, Hashable, CustomTestStringConvertible {
    case chat, responses, messages, gemini

    var testDescription: String { rawValue }

    var surface: Surface {
        switch self {
        case .chat: .chatCompletions
        case .responses: .responses
        case .messages: .messages
        case .gemini: .gemini
        }
    }

    var format: WireFormat { surface.format }

    /// What stands around a request of a client.
    var context: RequestContext {
        RequestContext(
            surface: surface, principal: .local, pathModel: self == .gemini ? "gemini-2.5-flash" : nil)
    }

    /// A provider that speaks the format, with a model that thinks.
    func target(streams: Bool) -> EncodingTarget {
        let model =
            switch self {
            case .chat, .responses: "gpt-5-mini"
            case .messages: "claude-sonnet-4-5"
            case .gemini: "gemini-2.5-flash"
            }
        return EncodingTarget(
            format: format, model: model, streams: streams, isOpenAI: self == .chat || self == .responses)
    }
}
