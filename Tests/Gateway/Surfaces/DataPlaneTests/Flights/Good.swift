// SPDX-License-Identifier: Apache-2.0

/// Answers of providers that do well.
enum Good {
    static let chat =
        #"{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Good."},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"#
    static let messages =
        #"{"id":"a","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Good."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}"#
    static let responses =
        #"{"id":"r","object":"response","created_at":1,"status":"completed","model":"m","output":[{"type":"message","id":"i","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Good.","annotations":[]}]}],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}"#
    static let embeddings =
        #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"model":"m"}"#

    /// A chunk of a stream of chat completions.
    static func chunk(_ delta: String, id: String = "c", finish: String? = nil) -> String {
        let reason = finish.map { "\"\($0)\"" } ?? "null"
        return
            "data: {\"id\":\"\(id)\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\(delta)},\"finish_reason\":\(reason)}]}\n\n"
    }

    /// A chunk that says nothing yet.
    static func role(id: String = "c") -> String { chunk(#""role":"assistant","content":"""#, id: id) }

    /// The end of a stream that said something.
    static let ending = chunk("", finish: "stop") + "data: [DONE]\n\n"

    static let stream = role() + chunk(#""content":"Good.""#) + ending

    static var answer: [Beat] { Beat.json(200, chat) }

    /// A stream whose parts come one by one.
    static var streamed: [Beat] {
        [.streamHead, .body(role()), .body(chunk(#""content":"Good.""#)), .body(ending), .end]
    }
}
