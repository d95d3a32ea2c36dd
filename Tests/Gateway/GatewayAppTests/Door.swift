// SPDX-License-Identifier: Apache-2.0

import Settings
import Testing

/// A surface with a form of answer: one of the ways in which a client can ask.
enum Door: String, CaseIterable, CustomTestStringConvertible {
    case chat = "chat"
    case chatStream = "chat stream"
    case messages = "messages"
    case messagesStream = "messages stream"
    case nativeOpenAI = "native over openai"
    case nativeAnthropic = "native over anthropic"

    var testDescription: String { rawValue }

    var path: String {
        switch self {
        case .chat, .chatStream: "/v1/chat/completions"
        case .messages, .messagesStream: "/v1/messages"
        case .nativeOpenAI, .nativeAnthropic: "/api/chat"
        }
    }

    /// The provider behind the gateway.
    var provider: ProviderName {
        switch self {
        case .chat, .chatStream, .nativeOpenAI: .openAI
        case .messages, .messagesStream, .nativeAnthropic: .anthropic
        }
    }

    var streams: Bool { self == .chatStream || self == .messagesStream }
    var isNative: Bool { self == .nativeOpenAI || self == .nativeAnthropic }

    /// A request that asks `words`.
    func body(_ words: String = "What is a lighthouse for?", extra: String = "") -> String {
        let tail = (streams ? #","stream":true"# : "") + extra
        switch self {
        case .chat, .chatStream:
            return #"{"model":"gpt-4o-mini","messages":[{"role":"user","content":"\#(words)"}]\#(tail)}"#
        case .messages, .messagesStream:
            return
                #"{"model":"claude-sonnet-4-5","max_tokens":256,"messages":[{"role":"user","content":"\#(words)"}]\#(tail)}"#
        case .nativeOpenAI, .nativeAnthropic:
            return #"{"prompt":"\#(words)"\#(tail)}"#
        }
    }
}
