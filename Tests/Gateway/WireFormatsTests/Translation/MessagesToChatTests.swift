// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Messages requests as chat completion requests")
struct MessagesToChatTests {
    private let hello = #""messages":[{"role":"user","content":"hello"}]"#

    private func expect(
        _ messages: String, _ chat: String, dropping dropped: [String] = [],
        for target: EncodingTarget = RequestCoding.chat(), _ place: SourceLocation = #_sourceLocation
    ) throws {
        try RequestCoding.expect(
            #"{"model":"c","# + messages + "}", becomes: #"{"model":""# + target.model + #"","# + chat + "}",
            dropping: dropped, for: target, place)
    }

    @Test("a plain request; streams end with token counts")
    func plain() throws {
        try expect(
            #""max_tokens":9,"system":"be brief","metadata":{"user_id":"u"},"stream":true,"temperature":0.5,"top_p":0.9,"top_k":4,"stop_sequences":["END"],"#
                + hello,
            #""messages":[{"role":"system","content":"be brief"},{"role":"user","content":"hello"}],"max_tokens":9,"temperature":0.5,"top_p":0.9,"stop":["END"]"#,
            dropping: ["top_k"])
        try expect(
            #""max_tokens":9,"# + hello,
            hello + #","max_completion_tokens":9,"stream":true,"stream_options":{"include_usage":true}"#,
            for: RequestCoding.chat("gpt-4o", streams: true, isOpenAI: true))
        try expect(
            #""max_tokens":32000,"# + hello, hello + #","max_completion_tokens":16384"#, dropping: ["max_tokens"],
            for: RequestCoding.chat("gpt-4o-mini", isOpenAI: true))
    }

    @Test("a coding agent's turn: billing line, reminders, thoughts, tools, results with errors, late instructions")
    func agent() throws {
        try expect(
            #""max_tokens":64,"system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=1.2.3.abc; cc_entrypoint=cli;"},{"type":"text","text":"You help.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Rules."}],"messages":[{"role":"user","content":[{"type":"text","text":"<system-reminder>\nnote\n</system-reminder>"},{"type":"text","text":"list files","cache_control":{"type":"ephemeral","ttl":"1h"}}]},{"role":"system","content":"Take care.","output_config":{"effort":"medium"}},{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"redacted_thinking","data":"ZGF0"},{"type":"text","text":"Sure.","citations":[{"type":"x"}]},{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command": "ls"}},{"type":"tool_use","id":"toolu_2","name":"Bash","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","is_error":false,"content":[{"type":"text","text":"a.txt"},{"type":"tool_reference","tool_name":"Grep"}]},{"type":"tool_result","tool_use_id":"toolu_2","is_error":true,"content":"no command"},{"type":"text","text":"go on"}]}],"tools":[{"name":"Bash","description":"runs","input_schema":{"type":"object"}},{"type":"custom","name":"Later","input_schema":{},"defer_loading":true,"cache_control":{"type":"ephemeral"}}],"thinking":{"type":"enabled","budget_tokens":2000,"display":"updates"},"context_management":{"edits":[]},"service_tier":"auto""#,
            #""messages":[{"role":"system","content":[{"type":"text","text":"You help."},{"type":"text","text":"Rules."}]},{"role":"user","content":[{"type":"text","text":"<system-reminder>\nnote\n</system-reminder>"},{"type":"text","text":"list files"}]},{"role":"system","content":"Take care."},{"role":"assistant","content":"Sure.","tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"Bash","arguments":"{\"command\": \"ls\"}"}},{"id":"toolu_2","type":"function","function":{"name":"Bash","arguments":"{}"}}]},{"role":"tool","tool_call_id":"toolu_1","content":[{"type":"text","text":"a.txt"},{"type":"text","text":"The tool Grep can be used now."}]},{"role":"tool","tool_call_id":"toolu_2","content":"Error: no command"},{"role":"user","content":"go on"}],"tools":[{"type":"function","function":{"name":"Bash","description":"runs","parameters":{"type":"object"}}},{"type":"function","function":{"name":"Later","parameters":{}}}],"max_tokens":64"#,
            dropping: [
                "messages[].output_config.effort", "messages[].content[].thinking", "messages[].content[].citations",
                "tools[].defer_loading", "thinking", "context_management", "service_tier", "thinking.display",
            ])
    }

    @Test("media of tool results follow in a message of the user's")
    func resultMedia() throws {
        try expect(
            #""max_tokens":9,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","is_error":true,"content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA"}}]},{"type":"text","text":"so?"}]}]"#,
            #""messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"Error: [image 1 follows]"},{"role":"user","content":[{"type":"text","text":"[image 1]"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}},{"type":"text","text":"so?"}]}],"max_tokens":9"#
        )
    }

    @Test("pictures, documents, found texts")
    func media() throws {
        try expect(
            #""max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://x.example/a"}},{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AA"},"citations":{"enabled":false}},{"type":"document","title":"Notes","source":{"type":"text","media_type":"text/plain","data":"one"}},{"type":"document","source":{"type":"content","content":[{"type":"text","text":"two","cache_control":{"type":"ephemeral"}}]}},{"type":"search_result","source":"https://y.example","title":"Y","content":[{"type":"text","text":"three"}]}]}]"#,
            #""messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.example/a"}},{"type":"file","file":{"filename":"document.pdf","file_data":"data:application/pdf;base64,AA"}},{"type":"text","text":"Notes\n\none"},{"type":"text","text":"two"},{"type":"text","text":"Y\nhttps://y.example\nthree"}]}],"max_tokens":9"#,
            dropping: ["messages[].content[].citations.enabled"])
    }

    @Test("thinking becomes an effort where the model thinks, and sampling settings go with it")
    func thinking() throws {
        let five = RequestCoding.chat("gpt-5", isOpenAI: true)
        let budget = #""max_tokens":9,"temperature":0.5,"thinking":{"type":"enabled","budget_tokens":9000},"# + hello
        try expect(
            budget, hello + #","max_completion_tokens":9,"reasoning_effort":"medium""#, dropping: ["temperature"],
            for: five)
        try expect(budget, hello + #","max_tokens":9,"temperature":0.5"#, dropping: ["thinking"])
        try expect(
            #""max_tokens":9,"temperature":1,"thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"max"},"#
                + hello,
            hello + #","max_completion_tokens":9,"temperature":1,"reasoning_effort":"high""#,
            dropping: ["thinking.display"],
            for: five)
        try expect(
            #""max_tokens":9,"output_config":{"effort":"low"},"# + hello, hello + #","max_tokens":9"#,
            dropping: ["output_config.effort"])
        try expect(#""max_tokens":9,"thinking":{"type":"disabled"},"# + hello, hello + #","max_tokens":9"#)
        try expect(
            #""max_tokens":9,"thinking":{"type":"disabled"},"# + hello,
            hello + #","max_completion_tokens":9,"reasoning_effort":"low""#, for: five)
    }

    @Test(
        "choices among tools",
        arguments: [
            (
                #"{"type":"auto","disable_parallel_tool_use":true}"#,
                #""tool_choice":"auto","parallel_tool_calls":false"#
            ),
            (
                #"{"type":"any","disable_parallel_tool_use":false}"#,
                #""tool_choice":"required","parallel_tool_calls":true"#
            ),
            (#"{"type":"none"}"#, #""tool_choice":"none""#),
            (#"{"type":"tool","name":"f"}"#, #""tool_choice":{"type":"function","function":{"name":"f"}}"#),
        ])
    func choices(choice: String, expected: String) throws {
        try expect(
            #""max_tokens":9,"tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":"# + choice + ","
                + hello,
            hello
                + #","max_tokens":9,"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"#
                + expected)
    }

    @Test("a schema of the answer gets the name that chat completions demand")
    func schema() throws {
        try expect(
            #""max_tokens":9,"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},"# + hello,
            hello
                + #","max_tokens":9,"response_format":{"type":"json_schema","json_schema":{"name":"answer","schema":{"type":"object"}}}"#
        )
    }

    @Test("an offer of web search is left out, a demand refused")
    func search() throws {
        let offer =
            #""max_tokens":9,"tools":[{"type":"web_search_20250305","name":"web_search","max_uses":3}],"# + hello
        try expect(offer, hello + #","max_tokens":9"#, dropping: ["tools[].web_search"])
        for choice in [#"{"type":"any"}"#, #"{"type":"tool","name":"web_search"}"#] {
            let problem = RequestCoding.problem(
                "{" + offer + #","tool_choice":"# + choice + "}", to: RequestCoding.chat())
            #expect(problem?.kind == .inexpressible && problem?.field == "tool_choice")
        }
    }

    @Test("earlier searches of the provider's are left out, long ids shortened the same way twice")
    func history() throws {
        let id = String(repeating: "x", count: 60)
        let written = try RequestCoding.translate(
            #"{"messages":[{"role":"assistant","content":[{"type":"server_tool_use","id":"s","name":"web_search","input":{}},{"type":"web_search_tool_result","tool_use_id":"s","content":[]},{"type":"tool_use","id":"\#(id)","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"\#(id)"}]}]}"#,
            to: RequestCoding.chat())
        let body = try #require(SampleJSON(written.body))
        let short = try #require(body["messages"]?[0]?["tool_calls"]?[0]?["id"])
        #expect(body["messages"]?[1]?["tool_call_id"] == short)
        #expect(short == .string(String(id.prefix(23)) + "_" + "14b1d92b2cf0af95"))
        #expect(
            written.dropped == ["messages[].content[].server_tool_use", "messages[].content[].web_search_tool_result"])
    }

    @Test(
        "what has no equivalent is refused by its name",
        arguments: [
            (#""tools":[{"type":"bash_20250124","name":"bash"}],"messages":[]"#, "tools[]"),
            (
                #""messages":[{"role":"user","content":[{"type":"container_upload","file_id":"f"}]}]"#,
                "messages[].content[]"
            ),
            (
                #""messages":[{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f"}}]}]"#,
                "messages[].content[]"
            ),
            (
                #""messages":[{"role":"user","content":[{"type":"document","source":{"type":"url","url":"u"}}]}]"#,
                "messages[].content[]"
            ),
            (
                #""messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"A"},"citations":{"enabled":true}}]}]"#,
                "messages[].content[].citations.enabled"
            ),
            (#""messages":[],"unheard_of":1"#, "unheard_of"),
            (#""messages":[],"thinking":{"type":"enabled","fresh":1}"#, "thinking.fresh"),
        ])
    func refused(fields: String, name: String) {
        let problem = RequestCoding.problem("{" + fields + "}", to: RequestCoding.chat())
        #expect(problem?.kind == .inexpressible && problem?.field == name)
    }

    @Test("fields that only bill, show or tell are left out and named")
    func harmless() throws {
        let fields = ["speed", "diagnostics", "inference_geo", "user_profile_id", "betas"]
        try expect(
            #""max_tokens":9,"# + fields.map { "\"\($0)\":\"x\"," }.joined() + hello, hello + #","max_tokens":9"#,
            dropping: fields.sorted())
    }
}
