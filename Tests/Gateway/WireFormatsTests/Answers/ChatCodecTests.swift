// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("Answer codec, chat completions")
struct ChatCodecTests {
    private let plain = #"""
        {"id":"chatcmpl-01","object":"chat.completion","created":1750000000,"model":"gpt-4o-2024-08-06","choices":[
        {"index":0,"message":{"role":"assistant","content":"Rivers find the sea — \"always\".\nSo they say. 🌊","refusal":null,
        "annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":9,
        "total_tokens":29,"prompt_tokens_details":{"cached_tokens":16,"audio_tokens":0},
        "completion_tokens_details":{"reasoning_tokens":4}},"service_tier":"default","system_fingerprint":"fp_17"}
        """#

    private let tools = #"""
        {"id":"c2","object":"chat.completion","created":2,"model":"m","choices":[{"index":0,"message":{"role":"assistant",
        "content":"Let me look.","tool_calls":[{"id":"call_a","type":"function","function":{"name":"find","arguments":
        "{\"word\": \"river bank\", \"limit\": 3, \"note\": \"a longer text that takes several pieces of a stream to tell\"}"}},
        {"id":"call_b","type":"function","function":{"name":"now","arguments":"{}"}}]},"logprobs":null,
        "finish_reason":"tool_calls"}]}
        """#

    @Test("all that a completion says is read")
    func read() throws {
        let answer = try #require(Coding.decode(json: plain, .openAIChat))
        #expect(answer.origin == .openAIChat && answer.id == "chatcmpl-01" && answer.model == "gpt-4o-2024-08-06")
        #expect(answer.created == 1_750_000_000)
        #expect(answer.text == "Rivers find the sea — \"always\".\nSo they say. 🌊")
        #expect(answer.choices.first?.stopReason == .finished)
        #expect(answer.usage == Usage(input: 4, output: 9, cachedRead: 16, reasoning: 4))
        #expect(answer.usage?.prompt == 20)
        #expect(answer.extras.map(\.name) == ["service_tier", "system_fingerprint"])
        #expect(answer.choices.first?.messageExtras.map(\.name) == ["refusal", "annotations"])
    }

    @Test("several tool calls keep their order, ids, names and arguments to the letter")
    func toolCalls() throws {
        let answer = try #require(Coding.decode(json: tools, .openAIChat))
        #expect(
            answer.choices.first?.parts == [
                .text("Let me look."),
                .toolCall(
                    id: "call_a", name: "find",
                    arguments:
                        #"{"word": "river bank", "limit": 3, "note": "a longer text that takes several pieces of a stream to tell"}"#
                ),
                .toolCall(id: "call_b", name: "now", arguments: "{}"),
            ])
        #expect(answer.choices.first?.stopReason == .toolCalls)
        try Coding.expectKept(answer)
        let stream = try #require(Coding.stream(answer, .openAIChat))
        // The long arguments come in pieces, each with the index of its call.
        #expect(Coding.datas(stream).filter { $0.contains(#""index":0,"function":{"arguments""#) }.count > 2)
    }

    @Test("a completion comes back as the same JSON, through either form", arguments: 0..<2)
    func roundTrip(place: Int) throws {
        let text = [plain, tools][place]
        let answer = try #require(Coding.decode(json: text, .openAIChat))
        Coding.expectSame(Coding.json(answer, .openAIChat), text)
        try Coding.expectKept(answer)
        let stream = try #require(Coding.stream(answer, .openAIChat))
        Coding.expectSame(Coding.decode(stream: stream, .openAIChat).flatMap { Coding.json($0, .openAIChat) }, text)
    }

    @Test("a stream made of JSON with line ends is still one line an event")
    func prettyPrinted() throws {
        let answer = try #require(Coding.decode(json: plain, .openAIChat))
        let stream = try #require(Coding.stream(answer, .openAIChat))
        for line in stream.split(separator: "\n") { #expect(line.hasPrefix("data: ")) }
    }

    @Test("a stream tells token counts only to who asked, in a last chunk of its own")
    func usage() throws {
        let answer = try #require(Coding.decode(json: plain, .openAIChat))
        let with = Coding.datas(try #require(Coding.stream(answer, .openAIChat)))
        #expect(with.last == "[DONE]")
        let last = try #require(SampleJSON(with[with.count - 2]))
        #expect(last["choices"] == .array([]))
        #expect(last["usage"] == SampleJSON(plain)?["usage"])
        for data in with.dropLast(2) { #expect(SampleJSON(data)?["usage"] == .null) }
        let without = try #require(Coding.stream(answer, .openAIChat, withUsage: false))
        #expect(!without.contains("usage"))
        var bare = answer
        (bare.usage, bare.rawUsage) = (nil, nil)
        #expect(Coding.decode(stream: without, .openAIChat) == bare)
    }

    @Test("every chunk names the answer, and the first one the role")
    func chunks() throws {
        let answer = try #require(Coding.decode(json: plain, .openAIChat))
        let chunks = Coding.datas(try #require(Coding.stream(answer, .openAIChat))).dropLast().compactMap {
            SampleJSON($0)
        }
        for chunk in chunks {
            #expect(chunk["id"] == .string("chatcmpl-01"))
            #expect(chunk["object"] == .string("chat.completion.chunk"))
            #expect(chunk["created"] == .number("1750000000"))
            #expect(chunk["system_fingerprint"] == .string("fp_17"))
        }
        #expect(chunks.first?["choices"]?[0]?["delta"]?["role"] == .string("assistant"))
        let reasons = chunks.compactMap { $0["choices"]?[0]?["finish_reason"] }.filter { $0 != .null }
        #expect(reasons == [.string("stop")])
    }

    @Test(
        "a provider's stream is gathered: words, refusals, thoughts, calls in pieces, probabilities, several choices")
    func gather() throws {
        func chunk(_ choices: String, more: String = "") -> String {
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":5,\"model\":\"m\",\"system_fingerprint\":\"f\",\"obfuscation\":\"xyz\",\"choices\":[\(choices)]\(more)}\n\n"
        }
        let stream =
            ": hello\n\n"
            + chunk(
                #"{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}"#
            )
            + chunk(#"{"index":1,"delta":{"role":"assistant","refusal":"I "},"finish_reason":null}"#)
            + chunk(#"{"index":0,"delta":{"reasoning_content":"Hm"},"finish_reason":null}"#)
            + chunk(#"{"index":0,"delta":{"reasoning_content":", yes."},"finish_reason":null}"#)
            + chunk(
                #"{"index":0,"delta":{"content":"One"},"logprobs":{"content":[{"token":"One","logprob":-0.5}],"refusal":null},"finish_reason":null}"#
            )
            + chunk(#"{"index":1,"delta":{"refusal":"cannot."},"finish_reason":"stop"}"#)
            + chunk(
                #"{"index":0,"delta":{"content":" two"},"logprobs":{"content":[{"token":" two","logprob":-1}],"refusal":null},"finish_reason":null}"#
            )
            + chunk(
                #"{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]},"finish_reason":null}"#
            )
            + chunk(
                #"{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\""}}]},"finish_reason":null}"#
            )
            + chunk(
                #"{"index":0,"delta":{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]},"finish_reason":null}"#
            )
            + chunk(
                #"{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]},"finish_reason":null}"#
            )
            + chunk(#"{"index":0,"delta":{},"finish_reason":"tool_calls"}"#)
            + chunk("", more: #","usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}"#)
            + "data: [DONE]\n\n"
        let answer = try #require(Coding.decode(stream: stream, .openAIChat))
        Coding.expectSame(
            Coding.json(answer, .openAIChat),
            #"""
            {"id":"c","object":"chat.completion","created":5,"model":"m","system_fingerprint":"f",
            "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5},"choices":[
            {"index":0,"finish_reason":"tool_calls",
             "logprobs":{"content":[{"token":"One","logprob":-0.5},{"token":" two","logprob":-1}],"refusal":null},
             "message":{"role":"assistant","content":"One two","refusal":null,"reasoning_content":"Hm, yes.","tool_calls":[
              {"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},
              {"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]}},
            {"index":1,"finish_reason":"stop","logprobs":null,
             "message":{"role":"assistant","content":null,"refusal":"I cannot."}}]}
            """#)
        try Coding.expectKept(answer)
    }

    @Test("with probabilities the text of a stream stays one piece, since nobody could cut them")
    func probabilities() throws {
        let text = #"""
            {"id":"c","object":"chat.completion","created":5,"model":"m","choices":[{"index":0,"finish_reason":"stop",
            "logprobs":{"content":[{"token":"a","logprob":-1}],"refusal":null},
            "message":{"role":"assistant","content":"a text that is long enough to be cut into more than one piece"}}]}
            """#
        let answer = try #require(Coding.decode(json: text, .openAIChat))
        try Coding.expectKept(answer)
        let datas = Coding.datas(try #require(Coding.stream(answer, .openAIChat)))
        #expect(datas.filter { $0.contains("logprob\":-1") }.count == 1)
    }

    @Test(
        "JSON that cannot be carried over exactly is not converted",
        arguments: [
            "", "[]", "{", "{}", #"{"choices":[]}"#, #"{"choices":[1]}"#,
            #"{"choices":[{"message":{"content":[{"type":"text","text":"x"}]}}]}"#,
            #"{"choices":[{"message":{"function_call":{"name":"f","arguments":"{}"}}}]}"#,
            #"{"choices":[{"message":{"content":"\ud800"}}]}"#,
            #"{"choices":[{"message":{"tool_calls":[{"id":"a","type":"custom","custom":{"name":"f","input":"x"}}]}}]}"#,
            #"{"choices":[{"message":{"tool_calls":[{"type":"function","function":{"name":"f","arguments":"{}"}}]}}]}"#,
            #"{"choices":[{"message":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":{}}}]}}]}"#,
            #"{"id":"a","id":"b","choices":[{"message":{"content":"x"}}]}"#,
        ])
    func notConvertible(text: String) {
        #expect(Coding.decode(json: text, .openAIChat) == nil)
    }

    @Test(
        "chunks that could only be joined by guessing are not converted",
        arguments: [
            #"{"index":0,"delta":{"content":"x"},"finish_reason":null}"#,
            #"{"index":0,"delta":{"content":[{"text":"x"}]},"finish_reason":"stop"}"#,
            #"{"index":0,"delta":{"function_call":{"name":"f"}},"finish_reason":"stop"}"#,
            #"{"index":0,"delta":{"tool_calls":[{"index":1,"id":"a","function":{"name":"f","arguments":""}}]},"finish_reason":"stop"}"#,
            #"{"index":0,"delta":{"tool_calls":[{"index":-1,"id":"a","function":{"name":"f","arguments":""}}]},"finish_reason":"stop"}"#,
            #"{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"custom","custom":{}}]},"finish_reason":"stop"}"#,
            #"{"index":0,"delta":{"content":"\udfff"},"finish_reason":"stop"}"#,
            #"{"index":0,"delta":{"note":"\udfff"},"finish_reason":"stop"}"#,
        ])
    func notJoinable(choice: String) {
        #expect(Coding.decode(stream: "data: {\"choices\":[\(choice)]}\n\ndata: [DONE]\n\n", .openAIChat) == nil)
    }

    @Test("a list that comes twice, data on several lines, and no choice at all are not converted")
    func notJoinableStreams() {
        let list = #"data: {"choices":[{"index":0,"delta":{"images":[1]},"finish_reason":"stop"}]}"# + "\n\n"
        #expect(Coding.decode(stream: list, .openAIChat) != nil)
        #expect(Coding.decode(stream: list + list, .openAIChat) == nil)
        #expect(Coding.decode(stream: "data: {\"choices\":\ndata: []}\n\n", .openAIChat) == nil)
        #expect(Coding.decode(stream: "data: {\"choices\":[]}\n\ndata: [DONE]\n\n", .openAIChat) == nil)
        #expect(Coding.decode(stream: "", .openAIChat) == nil)
    }

    @Test(
        "more unknown names than any provider has are not looked up one by one, and the stream is not converted",
        arguments: [(64, true), (65, false), (5_000, false)])
    func crowded(count: Int, isConverted: Bool) {
        let names = (0..<count).map { "\"n\($0)\":[\($0)]" }.joined(separator: ",")
        let text = names.replacing("[", with: "\"").replacing("]", with: "\"")
        let end = #""finish_reason":"stop""#
        for chunk in [
            #"{\#(names),"choices":[{"index":0,"delta":{},\#(end)}]}"#,
            #"{"choices":[{"index":0,\#(names),"delta":{},\#(end)}]}"#,
            #"{"choices":[{"index":0,"delta":{\#(names)},\#(end)}]}"#,
            #"{"choices":[{"index":0,"delta":{\#(text)},\#(end)}]}"#,
            #"{"choices":[{"index":0,"delta":{},"logprobs":{\#(names)},\#(end)}]}"#,
        ] {
            let stream = "data: \(chunk)\n\ndata: [DONE]\n\n"
            #expect((Coding.decode(stream: stream, .openAIChat) != nil) == isConverted, "\(chunk.prefix(80))")
        }
    }
}
