// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

/// What an inspector made of a whole stream.
struct Inspected: Hashable {
    var verdicts: [StreamInspector.Verdict] = []
    var facts = AnswerFacts()
    var hasStopped = false

    init?(_ stream: [UInt8], format: WireFormat) {
        guard var inspector = StreamInspector(format: format) else { return nil }
        var splitter = SSESplitter()
        var tape = JSONTape()
        while let event = splitter.next(in: stream.span) {
            verdicts.append(inspector.inspect(event, in: stream.span, tape: &tape))
        }
        facts = inspector.facts
        hasStopped = inspector.hasStopped
    }

    init?(datas: [String], format: WireFormat) {
        self.init(Array(datas.map { "data: \($0)\n\n" }.joined().utf8), format: format)
    }
}

@Suite("Stream inspector, chat completions")
struct ChatStreamInspectorTests {
    private func inspect(_ datas: [String]) throws -> Inspected {
        try #require(Inspected(datas: datas, format: .openAIChat))
    }

    private func chunk(_ delta: String, finish: String = "null", index: Int = 0, more: String = "") -> String {
        #"{"id":"c1","object":"chat.completion.chunk","choices":[{"index":\#(index),"delta":\#(delta),"finish_reason":\#(finish)}]\#(more)}"#
    }

    private let hello = #"{"content":"Hello"}"#

    @Test("a stream with words, a reason and its last event is whole")
    func whole() throws {
        let found = try inspect([
            chunk(#"{"role":"assistant","content":""}"#), chunk(hello), chunk("{}", finish: "\"stop\""), "[DONE]",
        ])
        #expect(found.verdicts == [.fine, .fine, .fine, .end])
        #expect(found.facts.isKeepable && found.facts.isWhole && found.facts.hasContent)
        #expect(!found.facts.hasUsage && !found.facts.failed)
        #expect(found.hasStopped)
    }

    @Test("without its last event a stream is not whole, though every choice has stopped")
    func noDone() throws {
        let found = try inspect([chunk(hello), chunk("{}", finish: "\"stop\"")])
        #expect(!found.facts.isWhole && !found.facts.isKeepable)
        #expect(found.hasStopped)
    }

    @Test("a stream that ends without a reason is not whole")
    func noReason() throws {
        let found = try inspect([chunk(hello), "[DONE]"])
        #expect(found.verdicts.last == .end)
        #expect(!found.facts.isWhole && !found.hasStopped)
    }

    @Test(
        "reasons tell whether the answer is whole",
        arguments: [
            ("stop", true), ("tool_calls", true), ("function_call", true), ("length", false), ("content_filter", false),
            ("STOP", false), ("something_new", false), ("", false),
        ])
    func reasons(reason: String, isWhole: Bool) throws {
        let found = try inspect([chunk(hello), chunk("{}", finish: "\"\(reason)\""), "[DONE]"])
        #expect(found.facts.isWhole == isWhole)
        #expect(found.hasStopped)
    }

    @Test(
        "words, refusals and tool calls are content; roles and empty words are not",
        arguments: [
            (#"{"content":"x"}"#, true), (#"{"refusal":"No."}"#, true),
            (#"{"tool_calls":[{"index":0,"id":"t","function":{"name":"f","arguments":""}}]}"#, true),
            (#"{"function_call":{"name":"f"}}"#, true), (#"{"content":""}"#, false), (#"{"content":null}"#, false),
            (#"{"role":"assistant"}"#, false), (#"{"reasoning_content":"hm"}"#, false), ("{}", false),
        ])
    func content(delta: String, hasContent: Bool) throws {
        let found = try inspect([chunk(delta), chunk("{}", finish: "\"stop\""), "[DONE]"])
        #expect(found.facts.hasContent == hasContent)
        #expect(found.facts.isKeepable == hasContent)
    }

    @Test("all choices must stop, in whatever order they come")
    func choices() throws {
        let two = [chunk(hello, index: 1), chunk(hello), chunk("{}", finish: "\"stop\"", index: 1)]
        #expect(try !inspect(two).hasStopped)
        #expect(try !inspect(two + ["[DONE]"]).facts.isWhole)
        let both = two + [chunk("{}", finish: "\"stop\"")]
        #expect(try inspect(both).hasStopped)
        #expect(try inspect(both + ["[DONE]"]).facts.isWhole)
        let oneCut = two + [chunk("{}", finish: "\"length\"")]
        #expect(try !inspect(oneCut + ["[DONE]"]).facts.isWhole)
    }

    @Test(
        "a stream with an index beyond those that are watched is never kept", arguments: ["64", "-1", "1.5", "\"0\""])
    func strangeIndex(index: String) throws {
        let strange = #"{"choices":[{"index":\#(index),"delta":{"content":"x"},"finish_reason":"stop"}]}"#
        #expect(try !inspect([chunk(hello, finish: "\"stop\""), strange, "[DONE]"]).facts.isWhole)
        let last = #"{"choices":[{"index":63,"delta":{"content":"x"},"finish_reason":"stop"}]}"#
        #expect(try inspect([last, "[DONE]"]).facts.isWhole)
    }

    @Test("token counts are seen where they are told, not where they are null")
    func usage() throws {
        let usage = #"{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"#
        let plain = [chunk(hello, more: #","usage":null"#), chunk("{}", finish: "\"stop\"", more: #","usage":null"#)]
        #expect(try !inspect(plain + ["[DONE]"]).facts.hasUsage)
        #expect(try inspect(plain + [usage, "[DONE]"]).facts.hasUsage)
    }

    @Test("an error in the stream is a failure and the stream is not kept; a null error is none")
    func errors() throws {
        let found = try inspect([chunk(hello), #"{"error":{"message":"overloaded","type":"server_error"}}"#])
        #expect(found.verdicts == [.fine, .failure])
        #expect(found.facts.failed && !found.facts.isKeepable)
        let late = try inspect([
            chunk(hello, finish: "\"stop\""), #"{"error":"x","choices":[]}"#, "[DONE]",
        ])
        #expect(!late.facts.isKeepable)
        let none = try inspect([chunk(hello, finish: "\"stop\"", more: #","error":null"#), "[DONE]"])
        #expect(none.facts.isKeepable)
    }

    @Test(
        "what is no JSON object is malformed",
        arguments: ["{", "[DONE", "[DONE] ", "done", "[]", "1", "", "{\"a\":1,\"a\":2}", "<html>", "{} {}"])
    func malformed(data: String) throws {
        #expect(try inspect([chunk(hello), data]).verdicts == [.fine, .malformed])
    }

    @Test("events without data, and objects of kinds that nobody knows, pass")
    func unknown() throws {
        let stream = ": keep-alive\n\nevent: ping\n\nid: 3\n\ndata: {\"object\":\"something.new\"}\n\n"
        let found = try #require(Inspected(Array(stream.utf8), format: .openAIChat))
        #expect(found.verdicts == [.fine, .fine, .fine, .fine])
        #expect(found.facts == AnswerFacts())
        #expect(!found.hasStopped)
    }

    @Test("data on several lines is joined by line feeds before it is read")
    func lines() throws {
        let stream =
            "data: {\"choices\":[{\"index\":0,\ndata: \"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
        let found = try #require(Inspected(Array(stream.utf8), format: .openAIChat))
        #expect(found.verdicts == [.fine, .end])
        #expect(found.facts.isKeepable)
        let cut = "data: {\"a\":\"b\ndata: c\"}\n\n"
        #expect(try #require(Inspected(Array(cut.utf8), format: .openAIChat)).verdicts == [.malformed])
    }

    @Test("the native format does not stream")
    func native() {
        #expect(Inspected(datas: [], format: .native) == nil)
    }
}
