// SPDX-License-Identifier: Apache-2.0

import TestKit
import Testing

/// A client that asks the same question as all others, in its own format and form.
enum Asker: String, CaseIterable, CustomTestStringConvertible {
    case chat = "chat"
    case chatStream = "chat stream"
    /// A stream that leaves the choice of token counts to the provider.
    case chatStreamPlain = "chat stream without usage"
    case responses = "responses"
    case responsesStream = "responses stream"
    case messages = "messages"
    case messagesStream = "messages stream"
    case gemini = "gemini"
    case geminiStream = "gemini stream"
    case geminiArray = "gemini array"
    case native = "native"

    var testDescription: String { rawValue }

    /// Those whose stream or answer tells token counts: its keeper has all that others may want.
    static let full = allCases.filter { $0 != .chatStreamPlain }

    var streams: Bool {
        switch self {
        case .chatStream, .chatStreamPlain, .responsesStream, .messagesStream, .geminiStream, .geminiArray: true
        case .chat, .responses, .messages, .gemini, .native: false
        }
    }

    var path: String {
        switch self {
        case .chat, .chatStream, .chatStreamPlain: "/v1/chat/completions"
        case .responses, .responsesStream: "/v1/responses"
        case .messages, .messagesStream: "/v1/messages"
        case .gemini: "/v1beta/models/m:generateContent"
        case .geminiStream: "/v1beta/models/m:streamGenerateContent?alt=sse"
        case .geminiArray: "/v1beta/models/m:streamGenerateContent"
        case .native: "/api/chat"
        }
    }

    func body(_ words: String) -> String {
        let stream = streams ? #","stream":true"# : ""
        switch self {
        case .chat, .chatStream, .chatStreamPlain:
            let usage = self == .chatStream ? #","stream_options":{"include_usage":true}"# : ""
            return
                #"{"model":"m","messages":[{"role":"user","content":"\#(words)"}],"max_tokens":256\#(stream)\#(usage)}"#
        case .responses, .responsesStream:
            return #"{"model":"m","input":"\#(words)","max_output_tokens":256\#(stream)}"#
        case .messages, .messagesStream:
            return #"{"model":"m","max_tokens":256,"messages":[{"role":"user","content":"\#(words)"}]\#(stream)}"#
        case .gemini, .geminiStream, .geminiArray:
            return
                #"{"contents":[{"role":"user","parts":[{"text":"\#(words)"}]}],"generationConfig":{"maxOutputTokens":256}}"#
        case .native:
            return #"{"model":"m","prompt":"\#(words)","max_tokens":256}"#
        }
    }

    /// The bytes of the whole request.
    func request(_ words: String, headers: String = "") -> String {
        let body = body(words)
        return
            "POST \(path) HTTP/1.1\r\nhost: localhost\r\n\(headers)content-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// What an error of the surface looks like.
    var errorMark: String {
        switch self {
        case .chat, .chatStream, .chatStreamPlain, .responses, .responsesStream: #""error":{"message":"#
        case .messages, .messagesStream: #""type":"error""#
        case .gemini, .geminiStream, .geminiArray: #""error":{"code":"#
        case .native: "error"
        }
    }

    /// Checks that a response is the whole answer of ``ChatScript``, token counts included where the form has them.
    func expectWhole(_ response: TestResponse, _ note: String = "", location: SourceLocation = #_sourceLocation) {
        #expect(response.status == 200, "\(self) \(note) \(response.text.prefix(300))", sourceLocation: location)
        #expect(response.isComplete, "\(self) \(note)", sourceLocation: location)
        var rest = response.text[...]
        for word in ChatScript.words {
            guard let range = rest.firstRange(of: word) else {
                Issue.record("\(self) \(note): no \(word) in \(response.text.prefix(2000))", sourceLocation: location)
                return
            }
            rest = rest[range.upperBound...]
        }
        #expect(!rest.contains(ChatScript.words[0]) || streams, "\(self) \(note)", sourceLocation: location)
        guard self != .native, self != .chatStreamPlain else { return }
        for count in [ChatScript.usage.prompt, ChatScript.usage.completion] {
            #expect(
                response.text.contains(String(count)), "\(self) \(note): \(count) in \(response.text.suffix(600))",
                sourceLocation: location)
        }
    }
}
