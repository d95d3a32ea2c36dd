// SPDX-License-Identifier: Apache-2.0

/// What a provider that speaks chat completions answers, in bytes that a test sends when it likes.
enum ChatScript {
    /// The words of every answer, one delta each.
    static let words = ["Lighthouses ", "warn ", "ships ", "of ", "rocks."]
    /// Token counts that stand for nothing else in an answer.
    static let usage = (prompt: 1717, completion: 2323)

    static let json =
        #"{"id":"chatcmpl-1","object":"chat.completion","created":1750000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":""#
        + words.joined() + #""},"finish_reason":"stop"}],"usage":\#(usageText)}"#

    static let usageText =
        #"{"prompt_tokens":\#(usage.prompt),"completion_tokens":\#(usage.completion),"total_tokens":\#(usage.prompt + usage.completion)}"#

    /// One event with a piece of the text.
    static func delta(_ text: String) -> String {
        event(#"[{"index":0,"delta":{"role":"assistant","content":"\#(text)"},"finish_reason":null}]"#)
    }

    /// The events after the last piece of the text.
    static func ending(withUsage: Bool = true) -> String {
        event(#"[{"index":0,"delta":{},"finish_reason":"stop"}]"#)
            + (withUsage ? event("[]", usage: usageText) : "") + "data: [DONE]\n\n"
    }

    /// A whole stream.
    static func stream(withUsage: Bool = true) -> String {
        words.map { delta($0) }.joined() + ending(withUsage: withUsage)
    }

    /// An error in OpenAI's format.
    static func error(_ words: String, type: String = "server_error", code: String = "null") -> String {
        #"{"error":{"message":"\#(words)","type":"\#(type)","param":null,"code":\#(code)}}"#
    }

    /// A whole answer in the form that a call wants.
    static func answer(_ call: ScriptedUpstream.Call) -> String {
        call.wantsStream
            ? ScriptedUpstream.answer(
                200, stream(withUsage: call.body.contains("include_usage")), type: "text/event-stream")
            : ScriptedUpstream.answer(200, json)
    }

    private static func event(_ choices: String, usage: String? = nil) -> String {
        let tail = usage.map { #","usage":\#($0)"# } ?? ""
        return
            #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1750000000,"model":"m","choices":\#(choices)\#(tail)}"#
            + "\n\n"
    }
}
