// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Responses requests, read")
struct ResponsesRequestDecoderTests {
    private func json(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("a string is a turn of the user, after the instructions wherever they stand")
    func plain() throws {
        let conversation = try ResponsesCoding.decode(
            #"{"input":"Name a river.","store":false,"model":"gpt-4o","instructions":"Be brief."}"#)
        #expect(
            conversation
                == Conversation(
                    origin: .openAIResponses, model: "gpt-4o",
                    turns: [Turn(.system, [.text("Be brief.")]), Turn(.user, [.text("Name a river.")])]))
    }

    @Test("what the model said, thought and called in a row is one turn, and results learn their call's name")
    func agentHistory() throws {
        let conversation = try ResponsesCoding.decode(
            #"""
            {"model":"gpt-5","input":[
              {"type":"message","id":"msg_1","role":"developer","content":[{"type":"input_text","text":"You run tools."}]},
              {"type":"message","role":"user","content":"List the files."},
              {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"A list"},
                {"type":"summary_text","text":"is asked for."}],"encrypted_content":"gAAA"},
              {"type":"message","role":"assistant","status":"completed","id":"msg_2","phase":"commentary",
                "content":[{"type":"output_text","text":"Looking.","annotations":[],"logprobs":[]}]},
              {"type":"function_call","id":"fc_1","call_id":"c1","name":"list","namespace":"files","arguments":"{\"d\":\".\"}"},
              {"type":"custom_tool_call","id":"ct_1","call_id":"c2","name":"patch","input":"*** Begin"},
              {"type":"function_call_output","call_id":"c1","output":"a.txt"},
              {"role":"user","content":[{"type":"input_text","text":"And?"}]},
              {"type":"custom_tool_call_output","call_id":"c2","output":[{"type":"input_text","text":"done"},
                {"type":"input_image","image_url":"data:image/png;base64,aGk=","detail":"auto"}]}]}
            """#)
        let phase = ExtraField(name: "phase", json: json("\"commentary\""))
        #expect(
            conversation.turns == [
                Turn(.system, [.text("You run tools.")]),
                Turn(.user, [.text("List the files.")]),
                Turn(
                    .assistant,
                    [
                        Part(.reasoning(Reasoning(text: "A list\n\nis asked for.", signature: "gAAA"))),
                        Part(.text("Looking."), extras: [phase]),
                        Part(.toolCall(ToolCall(id: "c1", name: "list", namespace: "files", input: "{\"d\":\".\"}"))),
                        Part(.toolCall(ToolCall(id: "c2", name: "patch", isCustom: true, input: "*** Begin"))),
                    ]),
                Turn(
                    .user,
                    [
                        Part(.toolResult(ToolResult(callID: "c1", name: "list", parts: [.text("a.txt")]))),
                        Part(
                            .toolResult(
                                ToolResult(
                                    callID: "c2", name: "patch", isCustom: true,
                                    parts: [
                                        .text("done"),
                                        Part(.media(Media(.image, mimeType: "image/png", .base64("aGk=")))),
                                    ]))),
                        .text("And?"),
                    ]),
            ])
    }

    @Test("tools: functions, custom ones, namespaces and the search of the web; others stay as they are")
    func tools() throws {
        let conversation = try ResponsesCoding.decode(
            #"""
            {"model":"m","input":"x","tools":[
              {"type":"function","name":"run","description":"Runs.","strict":false,"parameters":{"type":"object"}},
              {"type":"namespace","name":"mcp__db","description":"A database.","tools":[
                {"type":"function","name":"query","parameters":{"type":"object"},"strict":true,"defer_loading":true},
                {"type":"custom","name":"sql"}]},
              {"type":"custom","name":"patch","description":"Patches.","format":{"type":"text"}},
              {"type":"web_search","external_web_access":true},{"type":"web_search_preview"},
              {"type":"mcp","server_label":"s"}]}
            """#)
        let object = json(#"{"type":"object"}"#)
        #expect(
            conversation.tools == [
                Tool(.function, name: "run", description: "Runs.", schema: object, isStrict: false),
                Tool(
                    .function, name: "query", namespace: "mcp__db", namespaceDescription: "A database.",
                    schema: object, isStrict: true, extras: [ExtraField(name: "defer_loading", json: json("true"))]),
                Tool(.custom, name: "sql", namespace: "mcp__db", namespaceDescription: "A database."),
                Tool(
                    .custom, name: "patch", description: "Patches.",
                    extras: [ExtraField(name: "format", json: json(#"{"type":"text"}"#))]),
                Tool(
                    .webSearch, name: "web_search",
                    extras: [ExtraField(name: "external_web_access", json: json("true"))]),
                Tool(
                    .webSearch, name: "web_search",
                    extras: [ExtraField(name: "type", json: json("\"web_search_preview\""))]),
                Tool(.opaque(type: "mcp", json: json(#"{"type":"mcp","server_label":"s"}"#)), name: "mcp"),
            ])
    }

    @Test(
        "which tool must be used",
        arguments: [
            (#""auto""#, ToolChoice.auto), (#""none""#, .none), (#""required""#, .required),
            (#"{"type":"function","name":"f"}"#, .tool(name: "f")),
            (#"{"type":"custom","name":"c"}"#, .tool(name: "c")),
            (
                #"{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"},{"type":"custom","name":"c"}]}"#,
                .anyOf(["f", "c"])
            ),
            (
                #"{"type":"allowed_tools","mode":"auto","tools":[]}"#,
                .opaque(Array(#"{"type":"allowed_tools","mode":"auto","tools":[]}"#.utf8))
            ),
            (#"{"type":"web_search_preview"}"#, .opaque(Array(#"{"type":"web_search_preview"}"#.utf8))),
        ])
    func toolChoices(text: String, choice: ToolChoice) throws {
        let conversation = try ResponsesCoding.decode(#"{"model":"m","input":"x","tool_choice":\#(text)}"#)
        #expect(conversation.toolChoice == choice)
    }

    @Test("options, and what has no place among them")
    func options() throws {
        let conversation = try ResponsesCoding.decode(
            #"""
            {"model":"m","input":"x","max_output_tokens":99,"temperature":0.5,"top_p":1,"top_logprobs":3,
             "parallel_tool_calls":false,"truncation":"auto","service_tier":"flex","previous_response_id":"resp_1",
             "include":["message.output_text.logprobs","reasoning.encrypted_content"],
             "reasoning":{"effort":"low","summary":"detailed","generate_summary":null},
             "text":{"verbosity":"low","format":{"type":"json_schema","name":"n","schema":{"a":1},"strict":true}},
             "stream_options":{"include_obfuscation":false,"x":1}}
            """#)
        #expect(
            conversation.options
                == GenerationOptions(
                    maxTokens: 99, temperature: "0.5", topP: "1", wantsLogprobs: true, topLogprobs: 3,
                    format: .jsonSchema(name: "n", description: nil, schema: json(#"{"a":1}"#), isStrict: true),
                    reasoning: ReasoningOptions(effort: "low", showsThoughts: true)))
        #expect(conversation.allowsParallelCalls == false)
        #expect(
            conversation.extras == [
                ExtraField(name: "include", json: json(#"["reasoning.encrypted_content"]"#)),
                ExtraField(name: "reasoning.summary", json: json("\"detailed\"")),
                ExtraField(name: "service_tier", json: json("\"flex\"")),
                ExtraField(name: "stream_options.x", json: json("1")),
                ExtraField(name: "text.verbosity", json: json("\"low\"")),
                ExtraField(name: "truncation", json: json("\"auto\"")),
            ])
    }

    @Test("two requests that differ in ids, notes and markers only are the same")
    func ignored() throws {
        let plain = #"{"model":"m","input":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"}]}"#
        let noisy = #"""
            {"metadata":{"a":"b"},"user":"u","safety_identifier":"s","prompt_cache_key":"k","client_metadata":{"t":1},
             "store":true,"stream":true,"tools":[],"include":[],"reasoning":null,"instructions":null,"model":"m",
             "text":{"format":{"type":"text"}},"stream_options":{"include_usage":true},
             "input":[{"type":"message","id":"msg_1","role":"user","content":[{"type":"input_text","text":"Hi",
             "prompt_cache_breakpoint":{"mode":"explicit"}}]},{"type":"message","id":"msg_2","status":"completed",
             "role":"assistant","content":[{"type":"output_text","text":"Ho","annotations":[]}]}]}
            """#
        #expect(try ResponsesCoding.decode(plain) == ResponsesCoding.decode(noisy))
    }

    @Test(
        "files and pictures, wherever their data lies",
        arguments: [
            (
                #"{"type":"input_image","image_url":"https://x.test/a.png"}"#,
                Media(.image, .url("https://x.test/a.png"))
            ),
            (#"{"type":"input_image","file_id":"f1","detail":"auto"}"#, Media(.image, .file("f1"))),
            (
                #"{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="}"#,
                Media(.document, mimeType: "application/pdf", .base64("AA=="), name: "a.pdf")
            ),
            (
                #"{"type":"input_file","file_url":"https://x.test/a.pdf"}"#,
                Media(.document, .url("https://x.test/a.pdf"))
            ),
            (#"{"type":"input_file","filename":"a","file_data":"AA=="}"#, Media(.document, .base64("AA=="), name: "a")),
        ])
    func media(text: String, media: Media) throws {
        let conversation = try ResponsesCoding.decode(
            #"{"model":"m","input":[{"role":"user","content":[\#(text)]}]}"#)
        #expect(conversation.turns == [Turn(.user, [Part(.media(media))])])
    }

    @Test("items and parts that nobody knows are kept whole, on the side that they come from")
    func opaque() throws {
        let conversation = try ResponsesCoding.decode(
            #"""
            {"model":"m","input":[{"type":"local_shell_call","id":"l","call_id":"c"},{"id":"msg_9"},
            {"type":"local_shell_call_output","id":"c","output":"o"},
            {"role":"user","content":[{"type":"input_smell","scent":"rose"}]}]}
            """#)
        func opaque(_ type: String, _ text: String) -> Part { Part(.opaque(type: type, json: json(text))) }
        #expect(
            conversation.turns == [
                Turn(
                    .assistant,
                    [
                        opaque("local_shell_call", #"{"type":"local_shell_call","id":"l","call_id":"c"}"#),
                        opaque("item_reference", #"{"id":"msg_9"}"#),
                    ]),
                Turn(
                    .user,
                    [
                        opaque(
                            "local_shell_call_output", #"{"type":"local_shell_call_output","id":"c","output":"o"}"#),
                        opaque("input_smell", #"{"type":"input_smell","scent":"rose"}"#),
                    ]),
            ])
    }

    @Test(
        "what is not of the format's shape is told by its path",
        arguments: [
            (#"{"model":"m"}"#, "input"), (#"{"model":"m","input":3}"#, "input"),
            (#"{"model":3,"input":"x"}"#, "model"),
            (#"{"model":"m","input":["x"]}"#, "input[0]"),
            (#"{"input":[{"role":"user","content":"x"},{"role":"king","content":"x"}]}"#, "input[1].role"),
            (#"{"input":[{"role":"user","content":5}]}"#, "input[0].content"),
            (#"{"input":[{"role":"user"}]}"#, "input[0].content"),
            (#"{"input":[{"role":"user","content":[{"text":"x"}]}]}"#, "input[0].content[0].type"),
            (#"{"input":[{"role":"user","content":[{"type":"input_text"}]}]}"#, "input[0].content[0].text"),
            (#"{"input":[{"type":"function_call","call_id":"c","arguments":"{}"}]}"#, "input[0].name"),
            (#"{"input":[{"type":"function_call","call_id":"c","name":"n"}]}"#, "input[0].arguments"),
            (#"{"input":[{"type":"function_call_output","output":"x"}]}"#, "input[0].call_id"),
            (#"{"input":[{"type":"function_call_output","call_id":"c"}]}"#, "input[0].output"),
            (#"{"input":"x","tools":{}}"#, "tools"), (#"{"input":"x","tools":[{"name":"f"}]}"#, "tools[0].type"),
            (
                #"{"input":"x","tools":[{"type":"namespace","name":"n","tools":[{"type":"function"}]}]}"#,
                "tools[0].tools[0].name"
            ),
            (#"{"input":"x","tool_choice":"perhaps"}"#, "tool_choice"),
            (#"{"input":"x","temperature":"hot"}"#, "temperature"),
            (#"{"input":"x","max_output_tokens":1.5}"#, "max_output_tokens"),
            (#"{"input":"x","text":{"format":{"type":"json_schema"}}}"#, "text.format.schema"),
            (#"{"input":"x","instructions":4}"#, "instructions"), (#"{"input":"\ud800"}"#, "input"),
        ])
    func malformed(text: String, field: String) {
        let problem = ResponsesCoding.problem(text)
        #expect(problem?.kind == .malformed && problem?.field == field, "\(String(describing: problem))")
    }
}
