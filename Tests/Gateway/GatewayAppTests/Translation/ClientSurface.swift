// SPDX-License-Identifier: Apache-2.0

import TestKit
import Testing

/// A surface as its clients use it: how a question is asked there, and what tells an answer and an error.
enum ClientSurface: String, CaseIterable, CustomTestStringConvertible {
    case chat, responses, messages, gemini

    var testDescription: String { rawValue }

    func path(streams: Bool, model: String = "m") -> String {
        switch self {
        case .chat: "/v1/chat/completions"
        case .responses: "/v1/responses"
        case .messages: "/v1/messages"
        case .gemini: "/v1beta/models/\(model):\(streams ? "streamGenerateContent?alt=sse" : "generateContent")"
        }
    }

    /// The same conversation in each format: instructions, a question, a limit.
    func body(_ words: String, streams: Bool) -> String {
        let stream = streams ? #","stream":true"# : ""
        switch self {
        case .chat:
            let usage = streams ? #","stream_options":{"include_usage":true}"# : ""
            return
                #"{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"\#(words)"}],"#
                + #""max_tokens":256\#(stream)\#(usage)}"#
        case .responses:
            return #"{"model":"m","instructions":"Be brief.","input":"\#(words)","max_output_tokens":256\#(stream)}"#
        case .messages:
            return
                #"{"model":"m","system":"Be brief.","max_tokens":256,"messages":[{"role":"user","content":"\#(words)"}]\#(stream)}"#
        case .gemini:
            return
                #"{"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"\#(words)"}]}],"#
                + #""generationConfig":{"maxOutputTokens":256}}"#
        }
    }

    /// What stands in every answer of the surface.
    var marks: [String] {
        switch self {
        case .chat: [#""chat.completion"#, #""finish_reason":"stop""#, #""prompt_tokens""#]
        case .responses: [#""object":"response""#, #""status":"completed""#, #""output_text""#, #""input_tokens""#]
        case .messages: [#""type":"message""#, #""stop_reason":"end_turn""#, #""output_tokens""#]
        case .gemini: [#""candidates""#, #""finishReason":"STOP""#, #""usageMetadata""#]
        }
    }

    /// The last event of a stream; empty where the format has none.
    var end: String {
        switch self {
        case .chat: "data: [DONE]\n\n"
        case .responses: #""type":"response.completed""#
        case .messages: #"data: {"type":"message_stop"}"#
        case .gemini: ""
        }
    }

    /// What an error body of the surface begins with, and the words around its message.
    var errorMarks: [String] {
        switch self {
        case .chat, .responses: [#"{"error":{"message":""#, #""type":""#, #""code":""#]
        case .messages: [#"{"type":"error","error":{"type":""#, #""request_id":""#]
        case .gemini: [#"{"error":{"code":"#, #""status":""#]
        }
    }
}
