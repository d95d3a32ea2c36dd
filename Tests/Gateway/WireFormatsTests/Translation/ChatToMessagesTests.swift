// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Chat completion requests as messages requests")
struct ChatToMessagesTests {
    private let target = RequestCoding.messages()

    private func expect(
        _ chat: String, _ messages: String, dropping dropped: [String] = [], model: String = "claude-sonnet-4-5",
        _ place: SourceLocation = #_sourceLocation
    ) throws {
        try RequestCoding.expect(
            #"{"model":"m","# + chat + "}",
            becomes: #"{"model":""# + model + #"","# + messages + "}", dropping: dropped,
            for: RequestCoding.messages(model), place)
    }

    private let hello = #""messages":[{"role":"user","content":"hello"}]"#

    @Test("a plain request gets the limit that the format demands; sender and form are left out")
    func plain() throws {
        try expect(
            #""messages":[{"role":"system","content":"be brief"},{"role":"user","content":"hello"}],"user":"u","stream":true,"stream_options":{"include_usage":true},"store":false,"n":1,"metadata":{"a":"b"},"logprobs":false"#,
            #""max_tokens":8192,"system":"be brief","messages":[{"role":"user","content":"hello"}]"#)
        try expect(hello, #""max_tokens":4096,"# + hello, model: "claude-3-haiku-20240307")
        try expect(hello + #","max_tokens":5"#, #""max_tokens":5,"# + hello)
        let streamed = try RequestCoding.translate(
            #"{"model":"m","# + hello + "}", to: RequestCoding.messages("x", streams: true))
        Coding.expectSame(streamed.body, #"{"model":"x","max_tokens":8192,"# + hello + #","stream":true}"#)
    }

    @Test("instructions anywhere, and turns that begin with the model")
    func instructions() throws {
        try expect(
            #""messages":[{"role":"system","content":"a"},{"role":"developer","content":[{"type":"text","text":"b"}]},{"role":"assistant","content":"c"},{"role":"user","content":"d"},{"role":"system","content":"e"},{"role":"user","content":" "}]"#,
            #""max_tokens":8192,"system":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"messages":[{"role":"user","content":"(continue)"},{"role":"assistant","content":"c"},{"role":"user","content":[{"type":"text","text":"d"},{"type":"text","text":"<system>\ne\n</system>"}]}]"#,
            dropping: ["system_in_turn"])
        try expect(
            #""messages":[{"role":"system","content":"a"}]"#,
            #""max_tokens":8192,"system":"a","messages":[{"role":"user","content":"(continue)"}]"#)
        try expect(
            #""messages":[{"role":"user","content":""},{"role":"assistant","content":"a \n"}]"#,
            #""max_tokens":8192,"messages":[{"role":"user","content":"(empty)"},{"role":"assistant","content":"a"}]"#)
        try expect(
            #""messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]"#,
            #""max_tokens":8192,"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"},{"role":"user","content":"(continue)"}]"#,
            model: "claude-opus-4-7")
    }

    @Test("tools, parallel calls and their results")
    func tools() throws {
        try expect(
            #""messages":[{"role":"user","content":"go"},{"role":"assistant","content":null,"reasoning_content":"hm","tool_calls":[{"id":"a:1","type":"function","function":{"name":"now","arguments":""}},{"id":"b","type":"function","function":{"name":"add","arguments":"{\"x\": 1}"}}]},{"role":"tool","tool_call_id":"a:1","content":"noon"},{"role":"tool","tool_call_id":"b","content":[{"type":"text","text":"2"}]},{"role":"user","content":"and?"}],"tools":[{"type":"function","function":{"name":"now"}},{"type":"function","function":{"name":"add","description":"adds","parameters":{"properties":{"x":{}}},"strict":true}},{"type":"custom","custom":{"name":"sh","description":"runs","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"start: X"}}}}],"tool_choice":"required","parallel_tool_calls":false"#,
            #""max_tokens":8192,"messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"a_1_e661e41904a09e69","name":"now","input":{}},{"type":"tool_use","id":"b","name":"add","input":{"x": 1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a_1_e661e41904a09e69","content":"noon"},{"type":"tool_result","tool_use_id":"b","content":"2"},{"type":"text","text":"and?"}]}],"tools":[{"name":"now","input_schema":{"type":"object","properties":{}}},{"name":"add","description":"adds","input_schema":{"type":"object","properties":{"x":{}}},"strict":true},{"name":"sh","description":"runs\n\nThe input must follow this lark grammar:\nstart: X","input_schema":{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}}],"tool_choice":{"type":"any","disable_parallel_tool_use":true}"#,
            dropping: ["messages[].reasoning_content"])
    }

    @Test("the names of custom tools lead back to them")
    func customTools() throws {
        let written = try RequestCoding.translate(
            #"{"messages":[{"role":"user","content":"go"},{"role":"assistant","tool_calls":[{"id":"c","type":"custom","custom":{"name":"my sh","input":"ls"}}]}],"tools":[{"type":"custom","custom":{"name":"my sh"}}],"tool_choice":{"type":"custom","custom":{"name":"my sh"}}}"#,
            to: target)
        let body = try #require(SampleJSON(written.body))
        #expect(body["messages"]?[1]?["content"]?[0]?["input"] == .object([.init(name: "input", value: .string("ls"))]))
        #expect(body["tools"]?[0]?["name"] == .string("my_sh"))
        #expect(body["tool_choice"]?["name"] == .string("my_sh"))
        #expect(written.tools.original("my_sh") == .init(name: "my sh", namespace: nil, isCustom: true))
    }

    @Test("legacy functions are tools, linked by their names")
    func legacy() throws {
        try expect(
            #""messages":[{"role":"user","content":"go"},{"role":"assistant","content":"","function_call":{"name":"now","arguments":"{}"}},{"role":"function","name":"now","content":"noon"}],"functions":[{"name":"now","parameters":{"type":"object"}}],"function_call":{"name":"now"}"#,
            #""max_tokens":8192,"messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"now","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"noon"}]}],"tools":[{"name":"now","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"now"}"#
        )
    }

    @Test("pictures and documents")
    func media() throws {
        try expect(
            #""messages":[{"role":"user","name":"kim","content":[{"type":"image_url","image_url":{"url":"data:image/jpg;base64,AAAA","detail":"low"}},{"type":"image_url","image_url":{"url":"https://x.example/a"}},{"type":"file","file":{"filename":"n.pdf","file_data":"data:application/pdf;base64,BBBB"}},{"type":"file","file":{"file_data":"data:text/plain;base64,aGkgw6k="}}]}]"#,
            #""max_tokens":8192,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"AAAA"}},{"type":"image","source":{"type":"url","url":"https://x.example/a"}},{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"BBBB"},"title":"n.pdf"},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"hi é"}}]}]"#,
            dropping: ["messages[].name", "messages[].content[].image_url.detail"])
    }

    @Test("sampling settings are brought to what the model takes")
    func sampling() throws {
        try expect(
            hello + #","temperature":1.5,"seed":4,"stop":["END"," "],"top_p":1"#,
            #""max_tokens":8192,"temperature":1,"stop_sequences":["END"],"# + hello,
            dropping: ["temperature", "seed", "stop"])
        try expect(
            hello + #","temperature":0.2,"top_p":0.9"#, #""max_tokens":8192,"temperature":0.2,"# + hello,
            dropping: ["top_p"])
        try expect(
            hello + #","temperature":0.2,"top_p":0.9"#,
            #""max_tokens":4096,"temperature":0.2,"top_p":0.9,"# + hello, model: "claude-3-5-sonnet-20241022")
        try expect(
            hello + #","temperature":0.2,"top_p":0.9,"top_k":3"#, #""max_tokens":8192,"# + hello,
            dropping: ["temperature", "top_p", "top_k"], model: "claude-opus-4-7")
        try expect(
            hello + #","frequency_penalty":0,"presence_penalty":0.0,"top_logprobs":0"#, #""max_tokens":8192,"# + hello)
    }

    @Test("efforts become budgets, or words for models that take those")
    func thinking() throws {
        let low = hello + #","reasoning_effort":"low","max_tokens":100,"temperature":0.5"#
        try expect(
            low, #""max_tokens":10240,"thinking":{"type":"enabled","budget_tokens":2048},"# + hello,
            dropping: ["temperature"])
        try expect(
            low, #""max_tokens":100,"temperature":0.5,"# + hello, dropping: ["reasoning_effort"],
            model: "claude-3-5-haiku-latest")
        try expect(
            low, #""max_tokens":100,"thinking":{"type":"adaptive"},"output_config":{"effort":"low"},"# + hello,
            dropping: ["temperature"], model: "claude-opus-4-7")
        try expect(hello + #","reasoning_effort":"none""#, #""max_tokens":8192,"# + hello)
        // A model that must call a tool, or has called one without its thoughts being known, cannot think.
        try expect(
            hello
                + #","reasoning_effort":"high","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":"required""#,
            #""max_tokens":8192,"# + hello
                + #","tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"}"#,
            dropping: ["reasoning_effort"])
    }

    @Test("the shape of the answer")
    func shape() throws {
        try expect(
            hello
                + #","response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object"}}}"#,
            #""max_tokens":8192,"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},"# + hello)
        try expect(
            hello + #","response_format":{"type":"json_object"}"#,
            #""max_tokens":8192,"system":"Answer with one JSON object and nothing else.","# + hello)
        try expect(hello + #","response_format":{"type":"text"}"#, #""max_tokens":8192,"# + hello)
    }

    @Test("the provider searches the web, where the client says")
    func search() throws {
        try expect(
            hello
                + #","web_search_options":{"search_context_size":"low","user_location":{"type":"approximate","approximate":{"city":"Oslo"}}}"#,
            #""max_tokens":8192,"# + hello
                + #","tools":[{"type":"web_search_20250305","name":"web_search","user_location":{"type":"approximate","city":"Oslo"}}]"#,
            dropping: ["tools[].search_context_size"])
    }

    @Test("of several demanded tools only those are offered")
    func allowed() throws {
        let tools = ["a", "b", "c"].map {
            #"{"type":"function","function":{"name":"\#($0)","parameters":{"type":"object"}}}"#
        }
        let written = try RequestCoding.translate(
            #"{"# + hello + #","tools":["# + tools.joined(separator: ",")
                + #"],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"c"}}]}}}"#,
            to: target)
        Coding.expectSame(
            written.body,
            #"{"model":"claude-sonnet-4-5","max_tokens":8192,"# + hello
                + #","tools":[{"name":"a","input_schema":{"type":"object"}},{"name":"c","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"}}"#
        )
    }

    @Test(
        "what can do no harm is left out and named",
        arguments: [
            #""verbosity":"low""#, #""prediction":{"type":"content","content":"x"}"#, #""service_tier":"flex""#,
            #""prompt_cache_retention":"24h""#, #""seed":1"#, #""modalities":["text"]"#, #""logit_bias":{}"#,
        ])
    func harmless(field: String) throws {
        let name = String(field.split(separator: "\"")[0])
        try expect(hello + "," + field, #""max_tokens":8192,"# + hello, dropping: [name])
    }

    @Test(
        "what has no equivalent is refused by its name",
        arguments: [
            (#""n":2"#, "n"), (#""logprobs":true"#, "logprobs"), (#""top_logprobs":3"#, "top_logprobs"),
            (#""frequency_penalty":0.5"#, "frequency_penalty"), (#""presence_penalty":-1"#, "presence_penalty"),
            (#""logit_bias":{"1":2}"#, "logit_bias"), (#""audio":{"voice":"x"}"#, "audio"),
            (#""modalities":["audio"]"#, "modalities"), (#""unheard_of":true"#, "unheard_of"),
            (#""tools":[{"type":"mcp"}]"#, "tools[]"),
            (
                #""tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[]}}"#,
                "tool_choice"
            ),
        ])
    func refused(field: String, name: String) {
        let problem = RequestCoding.problem("{" + hello + "," + field + "}", to: target)
        #expect(problem?.kind == .inexpressible && problem?.field == name)
    }

    @Test(
        "parts that have no equivalent are refused",
        arguments: [
            #"{"type":"input_audio","input_audio":{"data":"AA","format":"wav"}}"#,
            #"{"type":"file","file":{"file_id":"f"}}"#, #"{"type":"video_url","video_url":{"url":"u"}}"#,
            #"{"type":"file","file":{"file_data":"data:application/zip;base64,AA"}}"#,
        ])
    func refusedParts(part: String) {
        let problem = RequestCoding.problem(#"{"messages":[{"role":"user","content":["# + part + "]}]}", to: target)
        #expect(problem?.kind == .inexpressible && problem?.field == "messages[].content[]")
    }

    @Test("arguments that are no object are refused", arguments: ["[1]", "1", "{", "{\\\"a\\\":1,\\\"a\\\":2}"])
    func arguments(text: String) {
        let problem = RequestCoding.problem(
            #"{"messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":""# + text
                + #""}}]}]}"#, to: target)
        #expect(problem?.field == "messages[].tool_calls[].function.arguments")
    }
}
