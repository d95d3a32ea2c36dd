// SPDX-License-Identifier: Apache-2.0

import Testing
import WireFormats

@Suite("The words of an error")
struct ErrorWordsTests {
    private func read(_ text: String) -> ErrorWords {
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        return ErrorWords.read(bytes.span, tape: &tape)
    }

    @Test(
        "every format says in its own place what kind of error it is",
        arguments: [
            (
                #"{"error":{"message":"m","type":"requests","param":null,"code":"rate_limit_exceeded"}}"#,
                ErrorWords(type: "requests", code: "rate_limit_exceeded")
            ),
            (#"{"error":{"message":"m","type":"server_error","code":null}}"#, ErrorWords(type: "server_error")),
            (
                #"{"type":"error","error":{"type":"overloaded_error","message":"m"}}"#,
                ErrorWords(type: "overloaded_error")
            ),
            (
                #"{"type":"error","error":{"type":"invalid_request_error","details":{"error_code":"x"}}}"#,
                ErrorWords(type: "invalid_request_error", code: "x")
            ),
            (
                #"{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED"}}"#,
                ErrorWords(code: "429", status: "RESOURCE_EXHAUSTED")
            ),
            (
                #"[{"error":{"code":400,"status":"INVALID_ARGUMENT","details":[{"a":1},{"reason":"API_KEY_INVALID"}]}}]"#,
                ErrorWords(code: "400", status: "INVALID_ARGUMENT", reason: "API_KEY_INVALID")
            ),
            (#"{"type":"error","code":"server_overloaded","message":"m"}"#, ErrorWords(code: "server_overloaded")),
            (
                #"{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error"}}}"#,
                ErrorWords(code: "server_error")
            ),
            (
                #"{"object":"error","message":"m","type":"BadRequestError","code":400}"#,
                ErrorWords(type: "BadRequestError", code: "400")
            ),
            (#"{"error":"text","code":"no_such_model"}"#, ErrorWords(code: "no_such_model")),
        ])
    func formats(text: String, words: ErrorWords) {
        #expect(read(text) == words)
    }

    @Test(
        "what is no error has no words",
        arguments: [
            "", "nonsense", "[]", "[1]", "{}", #""error""#, #"{"error":null}"#, #"{"type":"message","code":"c"}"#,
            #"{"type":"response.completed","response":{"error":null,"status":"completed"}}"#,
            #"{"error":"insufficient_quota"}"#, #"{"error":{"type":"","code":{"a":1}}}"#,
        ])
    func nothing(text: String) {
        #expect(read(text).isEmpty)
    }

    @Test("a word of 64 bytes is one, a longer one is text")
    func long() {
        let word = String(repeating: "w", count: 64)
        #expect(read(#"{"error":{"code":"\#(word)"}}"#).code == word)
        #expect(read(#"{"error":{"code":"\#(word)w"}}"#).code == nil)
    }
}
