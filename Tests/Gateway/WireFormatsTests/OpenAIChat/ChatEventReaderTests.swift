// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Chat event reader")
struct ChatEventReaderTests {
    private func chunk(_ delta: String, finish: String? = nil, index: Int = 0, usage: String = "") -> String {
        let reason = finish.map { "\"\($0)\"" } ?? "null"
        return #"{"id":"c","object":"chat.completion.chunk","created":5,"model":"m","choices":[{"index":\#(index),"#
            + #""delta":\#(delta),"logprobs":null,"finish_reason":\#(reason)}]\#(usage)}"#
    }

    private func words(_ datas: [String], isSound: Bool = true, _ place: SourceLocation = #_sourceLocation) -> [String]
    {
        let read = Steps.read(datas: datas, .openAIChat)
        #expect(read.isSound == isSound, sourceLocation: place)
        #expect(AnswerShape(read.events).disorder == nil, sourceLocation: place)
        return Steps.words(read.events)
    }

    private let role = #"{"role":"assistant","content":"","refusal":null}"#
    private let begin = "begin c m 5"

    @Test("text, with the counts in a last chunk of their own")
    func text() {
        let usage =
            #"{"id":"c","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13,"#
            + #""prompt_tokens_details":{"cached_tokens":3,"cache_write_tokens":2},"#
            + #""completion_tokens_details":{"reasoning_tokens":1}}}"#
        #expect(
            words([
                chunk(role), chunk(#"{"content":"Good "}"#), chunk(#"{"content":"day"}"#),
                chunk("{}", finish: "stop"), usage, "[DONE]",
            ]) == [
                begin, "open 0 text", "grow 0 Good ", "grow 0 day", "close 0", "usage 4 4 3 2 1", "stop 0 finished",
                "end",
            ])
    }

    @Test("counts may come with the chunk that finishes, or with every chunk")
    func usagePlaces() {
        let first = #","usage":{"prompt_tokens":9,"completion_tokens":1}"#
        let last = #","usage":{"prompt_tokens":9,"completion_tokens":4}"#
        #expect(
            words([chunk(#"{"content":"Day"}"#, usage: first), chunk("{}", finish: "stop", usage: last), "[DONE]"])
                == [begin, "open 0 text", "grow 0 Day", "close 0", "usage 9 4 0 0 0", "stop 0 finished", "end"])
    }

    @Test("a stream that ends without its last event is whole if it told why it stopped, and else is not")
    func noLastEvent() {
        let start = [chunk(#"{"content":"Day"}"#)]
        #expect(words(start + [chunk("{}", finish: "length")]).suffix(2) == ["stop 0 length", "end"])
        #expect(words(start) == [begin, "open 0 text", "grow 0 Day"])
        #expect(words(start + ["[DONE]"]) == [begin, "open 0 text", "grow 0 Day"])
        #expect(words([chunk("{}", finish: "stop"), chunk("{}", index: 1), "[DONE]"]) == [begin])
        #expect(words(["[DONE]"]) == [])
    }

    @Test("nothing is read after the end")
    func afterEnd() {
        let whole = [chunk(#"{"content":"Day"}"#, finish: "stop"), "[DONE]"]
        #expect(words(whole + [chunk(#"{"content":"Night"}"#), "[DONE]", "no JSON"]) == words(whole))
    }

    @Test("roles repeated, contents null or empty, choices null, a first chunk about the prompt: all of that passes")
    func oddities() {
        #expect(
            words([
                #"{"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[]}"#,
                chunk(#"{"role":"assistant","content":null}"#), chunk(#"{"role":"assistant","content":"A"}"#),
                #"{"id":"c","choices":null}"#, #"{"x_new":1}"#,
                chunk(#"{"role":"assistant","content":"","tool_calls":[]}"#),
                chunk(#"{"content":"B","tool_calls":null,"function_call":null,"refusal":null}"#),
                chunk("null", finish: ""), chunk(#"{"content":""}"#, finish: "stop"),
            ]) == [begin, "open 0 text", "grow 0 A", "grow 0 B", "close 0", "stop 0 finished", "end"])
    }

    @Test("thoughts come under two names, and once if both are there", arguments: ["reasoning_content", "reasoning"])
    func reasoning(name: String) {
        let expected = [
            begin, "open 0 reasoning", "grow 0 Hm", "grow 0 , well", "close 0", "open 1 text", "grow 1 Yes", "close 1",
            "stop 0 finished", "end",
        ]
        let end = [chunk(#"{"content":"Yes"}"#), chunk("{}", finish: "stop")]
        #expect(
            words([chunk(#"{"\#(name)":"Hm"}"#), chunk(#"{"\#(name)":", well","content":null}"#)] + end) == expected)
        let both = #"{"reasoning":", well","reasoning_content":", well","reasoning_details":[{"text":", well"}]}"#
        #expect(words([chunk(#"{"\#(name)":"Hm"}"#), chunk(both)] + end) == expected)
    }

    @Test("content that is a list of thoughts and texts")
    func contentList() {
        #expect(
            words([
                chunk(#"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}]}]}"#),
                chunk(#"{"content":[{"type":"text","text":"Yes"}]}"#), chunk("{}", finish: "stop"),
            ]) == [
                begin, "open 0 reasoning", "grow 0 Hm", "close 0", "open 1 text", "grow 1 Yes", "close 1",
                "stop 0 finished", "end",
            ])
    }

    @Test("refusals grow")
    func refusal() {
        #expect(
            words([
                chunk(role), chunk(#"{"refusal":"I "}"#), chunk(#"{"refusal":"won't"}"#), chunk("{}", finish: "stop"),
            ]) == [begin, "open 0 refusal", "grow 0 I ", "grow 0 won't", "close 0", "stop 0 finished", "end"])
    }

    @Test("several choices grow side by side")
    func choices() {
        #expect(
            words([
                chunk(#"{"content":"A"}"#, index: 1), chunk(#"{"content":"B"}"#), chunk(#"{"content":"C"}"#, index: 1),
                chunk("{}", finish: "stop", index: 1), chunk("{}", finish: "length"), "[DONE]",
            ]) == [
                begin, "open 0@1 text", "grow 0 A", "open 1 text", "grow 1 B", "grow 0 C", "close 0", "close 1",
                "stop 0 length", "stop 1 finished", "end",
            ])
    }

    @Test(
        "failures inside a stream end it",
        arguments: [
            (
                #"{"message":"Too many","type":"rate_limit_error","code":null}"#,
                "429 rateLimit rate_limit_error Too many"
            ),
            (#"{"message":"Full","code":503}"#, "503 overloaded upstream_error Full"),
            (
                #"{"message":"Long","type":"x","code":"context_length_exceeded"}"#,
                "400 invalidRequest context_length_exceeded Long"
            ),
            (#"{"message":"Lost","type":"server_error","code":"502"}"#, "502 upstream server_error Lost"),
            (#""broken""#, "502 upstream upstream_error broken"),
            ("{}", "502 upstream upstream_error The provider reported an error."),
        ])
    func failures(error: String, expected: String) {
        let hello = chunk(#"{"content":"A"}"#)
        #expect(
            words([hello, #"{"error":\#(error),"choices":[{"finish_reason":"error"}]}"#, hello, "[DONE]"])
                == [begin, "open 0 text", "grow 0 A", "failure " + expected])
        #expect(words([#"{"error":\#(error)}"#]) == ["failure " + expected])
        #expect(words([#"{"error":null,"choices":[]}"#]) == [])
    }

    @Test(
        "what is no chunk is told",
        arguments: [
            "{", "[]", "null", "DONE", #"{"choices":[1]}"#, #"{"choices":[{"index":-1,"delta":{}}]}"#,
            #"{"choices":[{"delta":{"content":5}}]}"#, #"{"choices":[{"delta":{"content":"\ud83d"}}]}"#,
            #"{"choices":[{"delta":{"tool_calls":[7]}}]}"#,
            #"{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{"}}]}}]}"#,
        ])
    func malformed(data: String) { _ = words([data], isSound: false) }
}
