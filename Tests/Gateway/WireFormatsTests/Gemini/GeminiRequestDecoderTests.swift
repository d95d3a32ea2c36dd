// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Gemini requests: reading")
struct GeminiRequestDecoderTests {
    @Test("a conversation with a tool, in both spellings at once")
    func whole() throws {
        let text = #"""
            {"system_instruction": {"parts": [{"text": "Be short."}], "role": "user"},
             "contents": [
               {"parts": [{"text": "How warm is it?"}, {"inline_data": {"mimeType": "image/png", "data": "iVBORw=="}}]},
               {"role": "model", "parts": [{"text": "I look.", "thought": true, "thought_signature": "c2ln"},
                 {"function_call": {"name": "warmth", "args": {"at": "sea"}}, "thoughtSignature": "YQ=="},
                 {"functionCall": {"id": "own", "name": "warmth", "args": {"at": "hill"}}}]},
               {"role": "function", "parts": [
                 {"function_response": {"name": "warmth", "response": {"output": "12 degrees"}}},
                 {"functionResponse": {"id": "own", "name": "warmth", "response": {"error": "no hill"}}}]}],
             "tools": [{"function_declarations": [{"name": "warmth", "description": "How warm",
               "parameters": {"type": "OBJECT", "properties": {"at": {"type": "STRING", "nullable": true}}}}]},
               {"google_search": {}}, {"codeExecution": {"x_y": 1}}],
             "tool_config": {"function_calling_config": {"mode": "ANY", "allowed_function_names": ["warmth"]}},
             "generationConfig": {"max_output_tokens": 64, "temperature": 0.20, "topP": "0.9", "top_k": 4.0, "seed": 7,
               "stopSequences": ["END"], "candidate_count": 1, "response_mime_type": "application/json",
               "responseSchema": {"type": "OBJECT"}, "response_modalities": ["TEXT"],
               "thinkingConfig": {"thinking_budget": 100, "includeThoughts": true}},
             "safetySettings": [], "cachedContent": "cachedContents/1", "model": "models/m", "stream": true}
            """#
        let conversation = try GeminiCoding.request(text)
        func raw(_ text: String) -> [UInt8] { Array(text.utf8) }
        var expected = Conversation(origin: .gemini)
        expected.add(.system, [.text("Be short.")])
        expected.add(
            .user,
            [.text("How warm is it?"), Part(.media(Media(.image, mimeType: "image/png", .base64("iVBORw=="))))])
        expected.add(
            .assistant,
            [
                Part(.reasoning(Reasoning(text: "I look.", signature: "c2ln"))),
                Part(
                    .toolCall(ToolCall(id: "call_1_0", name: "warmth", input: #"{"at": "sea"}"#)),
                    extras: [ExtraField(name: "thoughtSignature", json: raw(#""YQ==""#))]),
                Part(.toolCall(ToolCall(id: "own", name: "warmth", input: #"{"at": "hill"}"#))),
            ])
        expected.add(
            .user,
            [
                Part(.toolResult(ToolResult(callID: "call_1_0", name: "warmth", parts: [.text("12 degrees")]))),
                Part(.toolResult(ToolResult(callID: "own", name: "warmth", parts: [.text("no hill")], isError: true))),
            ])
        expected.tools = [
            Tool(
                name: "warmth", description: "How warm",
                schema: raw(#"{"type":"object","properties":{"at":{"type":["string","null"]}}}"#)),
            Tool(.webSearch, name: "web_search"),
            Tool(.opaque(type: "codeExecution", json: raw(#"{"codeExecution":{"x_y": 1}}"#)), name: "codeExecution"),
        ]
        expected.toolChoice = .tool(name: "warmth")
        expected.options = GenerationOptions(
            maxTokens: 64, temperature: "0.20", topP: "0.9", topK: 4, seed: 7, stop: ["END"], choices: 1,
            format: .jsonSchema(name: "", description: nil, schema: raw(#"{"type":"object"}"#), isStrict: nil),
            reasoning: ReasoningOptions(mode: .enabled, budget: 100, showsThoughts: true))
        expected.extras = [
            ExtraField(name: "generationConfig.responseModalities", json: raw(#"["TEXT"]"#)),
            ExtraField(name: "safetySettings", json: raw("[]")),
            ExtraField(name: "cachedContent", json: raw(#""cachedContents/1""#)),
        ]
        #expect(conversation == expected)
    }

    @Test("results find their calls: by id, by name, in order; a stranger keeps to itself")
    func linking() throws {
        let text = #"""
            {"contents": [{"role": "user", "parts": [{"text": "go"}]},
              {"role": "model", "parts": [{"functionCall": {"name": "a"}}, {"functionCall": {"name": "b"}},
                {"functionCall": {"name": "a", "args": {"second": true}}}]},
              {"parts": [{"functionResponse": {"name": "a", "response": {}}}, {"functionResponse": {"name": "a"}},
                {"functionResponse": {"name": "b", "response": {"result": "x"}}},
                {"functionResponse": {"name": "c", "response": {"output": ""}}}]}]}
            """#
        let parts = try GeminiCoding.request(text).turns[2].parts
        let results = parts.compactMap { part in
            if case .toolResult(let result) = part.content { result } else { nil }
        }
        #expect(results.map(\.callID) == ["call_1_0", "call_1_2", "call_1_1", "call_2_0"])
        #expect(results.map(\.parts) == [[.text("{}")], [], [.text(#"{"result":"x"}"#)], []])
    }

    @Test("Google's schemas become JSON Schema, and what only looks like one is left alone")
    func schemas() throws {
        let google = #"""
            {"type": "OBJECT", "property_ordering": ["b", "a"], "properties": {
              "a": {"type": "ARRAY", "items": {"type": "INTEGER"}, "minItems": "2"},
              "type": {"type": "STRING", "enum": ["STRING", "OBJECT"], "nullable": true},
              "b": {"any_of": [{"type": "NUMBER"}, {"type": "TYPE_UNSPECIFIED", "nullable": true}]}},
             "required": ["a"], "additionalProperties": false, "default": {"type": "OBJECT"}}
            """#
        let standard = #"""
            {"type":"object","properties":{
              "b":{"anyOf":[{"type":"number"},{"nullable":true}]},
              "a":{"type":"array","items":{"type":"integer"},"minItems":2},
              "type":{"type":["string","null"],"enum":["STRING","OBJECT",null]}},
             "required":["a"],"additionalProperties":false,"default":{"type": "OBJECT"}}
            """#
        func schema(_ field: String, _ schema: String) throws -> SampleJSON? {
            let text = #"{"contents":[],"tools":[{"functionDeclarations":[{"name":"f","\#(field)":\#(schema)}]}]}"#
            return try GeminiCoding.request(text).tools[0].schema.flatMap { SampleJSON($0) }
        }
        // Members in their order: the order of properties is part of what is asked.
        #expect(try schema("parameters", google)?["properties"] == SampleJSON(standard)?["properties"])
        #expect(try schema("parameters", google)?.sorted == SampleJSON(standard)?.sorted)
        #expect(try schema("parametersJsonSchema", google) == SampleJSON(google))
    }

    @Test(
        "which tools to use",
        arguments: [
            (#"{"mode":"AUTO"}"#, ToolChoice.auto), (#"{"mode":"none"}"#, ToolChoice.none),
            (#"{"mode":"ANY"}"#, .required), (#"{"mode":"ANY","allowedFunctionNames":["f"]}"#, .tool(name: "f")),
            (#"{"mode":"ANY","allowed_function_names":["f","g"]}"#, .anyOf(["f", "g"])),
            (#"{"mode":"VALIDATED"}"#, .auto), ("{}", nil), (#"{"mode":"MODE_UNSPECIFIED"}"#, nil),
            (
                #"{"allowed_function_names":["f"],"mode":"VALIDATED"}"#,
                .opaque(Array(#"{"mode":"VALIDATED","allowedFunctionNames":["f"]}"#.utf8))
            ),
        ] as [(String, ToolChoice?)])
    func choices(config: String, choice: ToolChoice?) throws {
        let text = #"{"contents":[],"toolConfig":{"functionCallingConfig":\#(config)}}"#
        #expect(try GeminiCoding.request(text).toolChoice == choice)
    }

    @Test("modes that decide alike are still two requests")
    func validated() throws {
        let auto = #"{"contents":[],"toolConfig":{"functionCallingConfig":{"mode":"AUTO"}}}"#
        let validated = #"{"contents":[],"toolConfig":{"functionCallingConfig":{"mode":"VALIDATED"}}}"#
        #expect(try GeminiCoding.request(auto) != GeminiCoding.request(validated))
    }

    @Test(
        "forms of the answer",
        arguments: [
            (#"{"responseMimeType":"application/json"}"#, ResponseFormat.jsonObject, 0),
            (#"{"responseMimeType":"text/plain"}"#, nil, 0),
            (#"{"responseMimeType":"text/x.enum","responseSchema":{"type":"STRING"}}"#, nil, 2),
            (#"{"responseSchema":{},"responseJsonSchema":{}}"#, nil, 2),
            (
                #"{"_responseJsonSchema":true}"#,
                .jsonSchema(name: "", description: nil, schema: Array("true".utf8), isStrict: nil), 0
            ),
        ] as [(String, ResponseFormat?, Int)])
    func formats(config: String, format: ResponseFormat?, extras: Int) throws {
        let conversation = try GeminiCoding.request(#"{"contents":[],"generationConfig":\#(config)}"#)
        #expect(conversation.options.format == format)
        #expect(conversation.extras.count == extras)
    }

    @Test("a wrapped request is read as itself; instructions may be a string; null is absence")
    func forms() throws {
        let plain = try GeminiCoding.request(#"{"contents":[{"parts":[{"text":"x"}]}],"systemInstruction":"S"}"#)
        let wrapped = #"""
            {"generateContentRequest":{"model":"models/m","tools":null,
             "contents":[{"role":null,"parts":[{"text":"x"}]}],
             "systemInstruction":{"role":"system","parts":[{"text":"S"}]}}}
            """#
        #expect(try GeminiCoding.request(wrapped) == plain)
    }

    @Test(
        "what is not of the format's shape is refused with its place",
        arguments: [
            ("{}", "contents"), (#"{"contents":"x"}"#, "contents"), (#"{"contents":[1]}"#, "contents[0]"),
            (#"{"contents":[{"role":"assistant"}]}"#, "contents[0].role"),
            (#"{"contents":[{"parts":{}}]}"#, "contents[0].parts"),
            (#"{"contents":[{"parts":["x"]}]}"#, "contents[0].parts[0]"),
            (#"{"contents":[{"parts":[{"text":1}]}]}"#, "contents[0].parts[0].text"),
            (#"{"contents":[{"parts":[{"text":"a","inlineData":{}}]}]}"#, "contents[0].parts[0]"),
            (#"{"contents":[{"parts":[{"inlineData":{"mimeType":"x"}}]}]}"#, "contents[0].parts[0].inlineData"),
            (#"{"contents":[{"parts":[{"functionCall":{}}]}]}"#, "contents[0].parts[0].functionCall.name"),
            (
                #"{"contents":[{"parts":[{"functionCall":{"name":"f","args":[]}}]}]}"#,
                "contents[0].parts[0].functionCall.args"
            ),
            (
                #"{"contents":[{"parts":[{"function_response":{"response":1}}]}]}"#,
                "contents[0].parts[0].functionResponse.response"
            ),
            (#"{"contents":[],"tools":{}}"#, "tools"),
            (#"{"contents":[],"tools":[{"functionDeclarations":[{}]}]}"#, "tools[0].functionDeclarations[0].name"),
            (#"{"contents":[],"generationConfig":[]}"#, "generationConfig"),
            (#"{"contents":[],"generationConfig":{"topP":"much"}}"#, "generationConfig.topP"),
            (#"{"contents":[],"generationConfig":{"stopSequences":[1]}}"#, "generationConfig.stopSequences[0]"),
            (#"{"contents":[],"generationConfig":{"topK":1,"top_k":2}}"#, "generationConfig.topK"),
            (#"{"contents":[],"systemInstruction":7}"#, "systemInstruction"),
        ])
    func malformed(text: String, field: String) {
        let problem = GeminiCoding.problem(text)
        #expect(problem?.kind == .malformed && problem?.field == field, "\(String(describing: problem))")
    }
}
