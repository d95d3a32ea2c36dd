// SPDX-License-Identifier: Apache-2.0

import Providers

/// One thing that a scripted provider does.
enum Beat {
    /// Does nothing for so many milliseconds.
    case wait(Int64)
    /// Sends an answer's head.
    case head(Int, [(String, String)])
    case body(String)
    /// Ends the answer regularly.
    case end
    case fail(UpstreamFailure)
    /// Says nothing more, until whoever waits has had enough.
    case silence

    /// A whole JSON answer.
    static func json(_ status: Int, _ body: String, _ fields: [(String, String)] = []) -> [Beat] {
        [.head(status, [("content-type", "application/json")] + fields), .body(body), .end]
    }

    /// A refusal in OpenAI's words.
    static func refusal(_ status: Int, _ code: String, _ fields: [(String, String)] = []) -> [Beat] {
        json(status, #"{"error":{"message":"LOST","type":"t","code":"\#(code)"}}"#, fields)
    }

    /// The head of a stream.
    static var streamHead: Beat { .head(200, [("content-type", "text/event-stream"), ("x-lost", "no")]) }
}
