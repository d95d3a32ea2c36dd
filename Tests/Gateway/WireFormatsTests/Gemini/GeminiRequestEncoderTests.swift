// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Gemini requests: writing what came in another format")
struct GeminiRequestEncoderTests {
    private func raw(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func conversation(_ origin: WireFormat, _ change: (inout Conversation) -> Void) -> Conversation {
        var conversation = Conversation(origin: origin, model: "m")
        change(&conversation)
        if conversation.turns.isEmpty { conversation.add(.user, [.text("Hi")]) }
        return conversation
    }

    @Test("an agent's turn: instructions in every place, custom tools, parallel calls, failing and seeing results")
    func agent() throws {
        let from = conversation(.openAIResponses) { conversation in
            conversation.add(.system, [.text("Be an agent.")])
            conversation.add(.user, [.text("Go"), .text("")])
            conversation.add(
                .assistant,
                [
                    Part(.reasoning(Reasoning(text: "Hm", signature: "s"))), .text("I go."),
                    Part(.toolCall(ToolCall(id: "1", name: "look", namespace: "eyes", input: #"{ "at": 1 }"#))),
                    Part(.toolCall(ToolCall(id: "2", name: "patch", isCustom: true, input: "*** Begin"))),
                    Part(.toolCall(ToolCall(id: "3", name: "wait", input: ""))),
                ])
            conversation.add(.system, [.text("Mind the step.")])
            conversation.add(
                .user,
                [
                    Part(
                        .toolResult(
                            ToolResult(
                                callID: "1",
                                parts: [
                                    .text("seen"),
                                    Part(.media(Media(.image, mimeType: "image/png", .base64("iVBORw==")))),
                                ]))),
                    Part(.toolResult(ToolResult(callID: "2", parts: [.text("no")], isError: true))),
                    Part(.toolResult(ToolResult(callID: "3", parts: []))),
                    .text("Go on"),
                ])
            conversation.tools = [
                Tool(name: "look", namespace: "eyes", schema: raw("{}")),
                Tool(
                    .custom, name: "patch", description: "Edits",
                    extras: [
                        ExtraField(
                            name: "format", json: raw(#"{"type":"grammar","syntax":"lark","definition":"start: /x/"}"#))
                    ]),
                Tool(
                    .webSearch, name: "web_search",
                    extras: [ExtraField(name: "external_web_access", json: raw("false"))]),
            ]
            conversation.toolChoice = .auto
        }
        let request = try GeminiCoding.encode(from)
        let expected = #"""
            {"systemInstruction": {"parts": [{"text": "Be an agent."}]},
             "contents": [{"role": "user", "parts": [{"text": "Go"}]},
              {"role": "model", "parts": [{"text": "I go."},
                {"functionCall": {"id": "1", "name": "eyes__look", "args": { "at": 1 }}},
                {"functionCall": {"id": "2", "name": "patch", "args": {"input": "*** Begin"}}},
                {"functionCall": {"id": "3", "name": "wait", "args": {}}}]},
              {"role": "user", "parts": [
                {"functionResponse": {"id": "1", "name": "eyes__look",
                  "response": {"output": "seen\n[image 1 follows]"}}},
                {"functionResponse": {"id": "2", "name": "patch", "response": {"error": "no"}}},
                {"functionResponse": {"id": "3", "name": "wait", "response": {"output": ""}}},
                {"inlineData": {"mimeType": "image/png", "data": "iVBORw=="}},
                {"text": "<system>\nMind the step.\n</system>"}, {"text": "Go on"}]}],
             "tools": [{"functionDeclarations": [{"name": "eyes__look", "parametersJsonSchema": {}},
               {"name": "patch", "description": "Edits\n\nThe input must match this lark grammar:\nstart: /x/",
                "parametersJsonSchema": {"type": "object", "properties": {"input": {"type": "string"}},
                 "required": ["input"]}}]}],
             "toolConfig": {"functionCallingConfig": {"mode": "AUTO"}}}
            """#
        Coding.expectSame(String(decoding: request.body, as: UTF8.self), expected)
        #expect(
            request.dropped == ["tools[].external_web_access", "tools[].web_search", "reasoning", "system_in_turn"])
        #expect(request.tools.original("eyes__look").namespace == "eyes")
        #expect(request.tools.original("patch").isCustom)
        // A newer model takes pictures inside results, and wants a signature with the first call of each turn.
        let newer = try #require(SampleJSON(GeminiCoding.body(from, "models/gemini-3-flash-preview")))
        #expect(newer["contents"]?[1]?["parts"]?[1]?["thoughtSignature"] == .string("skip_thought_signature_validator"))
        #expect(newer["contents"]?[1]?["parts"]?[2]?["thoughtSignature"] == nil)
        #expect(newer["contents"]?[2]?["parts"]?[0]?["functionResponse"]?["parts"]?[0]?["inlineData"] != nil)
        #expect(newer["contents"]?[2]?["parts"]?[0]?["functionResponse"]?["response"]?["output"] == .string("seen"))
    }

    @Test("sampling, stops, form and logprobs")
    func options() throws {
        let from = conversation(.openAIChat) {
            $0.options = GenerationOptions(
                maxTokens: 9, temperature: "0.5", topP: "1", topK: 3, seed: 1, frequencyPenalty: "0.1",
                presencePenalty: "0.2", stop: ["a"], choices: 2, wantsLogprobs: true, topLogprobs: 2,
                format: .jsonSchema(name: "n", description: nil, schema: raw("{}"), isStrict: true))
        }
        let expected = #"""
            {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}], "generationConfig": {"maxOutputTokens": 9,
             "temperature": 0.5, "topP": 1, "topK": 3, "seed": 1, "frequencyPenalty": 0.1, "presencePenalty": 0.2,
             "stopSequences": ["a"], "candidateCount": 2, "responseLogprobs": true, "logprobs": 2,
             "responseMimeType": "application/json", "responseJsonSchema": {}}}
            """#
        Coding.expectSame(try GeminiCoding.body(from), expected)
        let usual = conversation(.openAIChat) {
            $0.options = GenerationOptions(choices: 1, wantsLogprobs: false, topLogprobs: 0)
        }
        #expect(try SampleJSON(GeminiCoding.body(usual))?["generationConfig"] == nil)
    }

    @Test("an older model is asked in words for a form beside functions")
    func formBesideFunctions() throws {
        let from = conversation(.openAIChat) {
            $0.tools = [Tool(name: "f")]
            $0.options.format = .jsonSchema(name: "n", description: nil, schema: raw(#"{"a":1}"#), isStrict: nil)
        }
        let request = try GeminiCoding.encode(from)
        let body = try #require(SampleJSON(request.body))
        #expect(request.dropped == ["response_format"] && body["generationConfig"] == nil)
        guard case .string(let text) = body["systemInstruction"]?["parts"]?[0]?["text"] else {
            Issue.record("no instruction")
            return
        }
        #expect(text.hasSuffix(#"{"a":1}"#))
        let newer = try #require(SampleJSON(GeminiCoding.body(from, "gemini-3-pro-preview")))
        #expect(newer["generationConfig"]?["responseJsonSchema"] != nil && newer["systemInstruction"] == nil)
    }

    @Test(
        "how much to think, for each generation of models",
        arguments: [
            (ReasoningOptions(effort: "high"), #"{"thinkingBudget":16384}"#, #"{"thinkingLevel":"high"}"#),
            (ReasoningOptions(effort: "minimal"), #"{"thinkingBudget":1024}"#, #"{"thinkingLevel":"minimal"}"#),
            (ReasoningOptions(effort: "xhigh"), #"{"thinkingBudget":24576}"#, #"{"thinkingLevel":"high"}"#),
            (
                ReasoningOptions(mode: .enabled, budget: 31999), #"{"thinkingBudget":24576}"#,
                #"{"thinkingLevel":"high"}"#
            ),
            (ReasoningOptions(mode: .enabled, budget: 2000), #"{"thinkingBudget":2000}"#, #"{"thinkingLevel":"low"}"#),
            (ReasoningOptions(mode: .adaptive), #"{"thinkingBudget":-1}"#, nil),
            (ReasoningOptions(mode: .disabled), #"{"thinkingBudget":0}"#, #"{"thinkingLevel":"minimal"}"#),
            (
                ReasoningOptions(effort: "low", showsThoughts: false),
                #"{"thinkingBudget":2048,"includeThoughts":false}"#, #"{"thinkingLevel":"low","includeThoughts":false}"#
            ),
        ] as [(ReasoningOptions, String, String?)])
    func reasoning(options: ReasoningOptions, older: String, newer: String?) throws {
        let from = conversation(.openAIChat) { $0.options.reasoning = options }
        func config(_ model: String) throws -> SampleJSON? {
            SampleJSON(try GeminiCoding.body(from, model))?["generationConfig"]?["thinkingConfig"]
        }
        #expect(try config("gemini-2.5-flash") == SampleJSON(older))
        #expect(try config("gemini-3-flash-preview") == newer.flatMap { SampleJSON($0) })
        #expect(try GeminiCoding.encode(from, "gemini-2.0-flash").dropped == ["reasoning_effort"])
    }

    @Test("thoughts are shown where the client's format shows them")
    func shownThoughts() throws {
        func shows(_ conversation: Conversation) throws -> SampleJSON? {
            SampleJSON(try GeminiCoding.body(conversation))?["generationConfig"]?["thinkingConfig"]?["includeThoughts"]
        }
        let messages = conversation(.anthropicMessages) {
            $0.options.reasoning = ReasoningOptions(mode: .enabled, budget: 2000)
        }
        #expect(try shows(messages) == .boolean(true))
        var omitting = messages
        omitting.extras = [ExtraField(name: "thinking.display", json: raw("\"omitted\""))]
        #expect(try shows(omitting) == nil)
        let summary = conversation(.openAIResponses) {
            $0.extras = [ExtraField(name: "reasoning.summary", json: raw("\"auto\""))]
        }
        #expect(try shows(summary) == .boolean(true))
        #expect(try GeminiCoding.encode(summary).dropped.isEmpty)
        #expect(try shows(conversation(.openAIChat) { $0.options.reasoning = ReasoningOptions(effort: "low") }) == nil)
    }

    @Test("who may call what")
    func choices() throws {
        func config(_ change: (inout Conversation) -> Void) throws -> SampleJSON? {
            let from = conversation(.anthropicMessages) {
                $0.tools = [Tool(name: "f"), Tool(name: "g h", isStrict: true)]
                change(&$0)
            }
            return SampleJSON(try GeminiCoding.body(from))?["toolConfig"]?["functionCallingConfig"]
        }
        #expect(
            try config { $0.toolChoice = .tool(name: "g h") }
                == SampleJSON(#"{"mode":"ANY","allowedFunctionNames":["g_h"]}"#))
        #expect(try config { $0.toolChoice = .anyOf(["f", "g h"]) }?["allowedFunctionNames"]?[1] == .string("g_h"))
        #expect(try config { $0.toolChoice = .required } == SampleJSON(#"{"mode":"ANY"}"#))
        #expect(try config { $0.toolChoice = ToolChoice.none } == SampleJSON(#"{"mode":"NONE"}"#))
        // Keeping to a schema is a mode of its own here.
        #expect(try config { $0.toolChoice = .auto } == SampleJSON(#"{"mode":"VALIDATED"}"#))
        #expect(try config { _ in } == SampleJSON(#"{"mode":"VALIDATED"}"#))
        #expect(try config { $0.tools = [Tool(name: "f")] } == nil)
    }

    @Test("web search, one call at a time, and a model that speaks first")
    func others() throws {
        let search = conversation(.openAIResponses) { $0.tools = [Tool(.webSearch, name: "web_search")] }
        #expect(try SampleJSON(GeminiCoding.body(search))?["tools"] == SampleJSON(#"[{"googleSearch":{}}]"#))
        let single = conversation(.anthropicMessages) {
            $0.tools = [Tool(name: "f")]
            $0.allowsParallelCalls = false
        }
        let request = try GeminiCoding.encode(single)
        #expect(request.dropped == ["tool_choice.disable_parallel_tool_use"])
        #expect(
            SampleJSON(request.body)?["systemInstruction"]?["parts"]?[0]?["text"]
                == .string("Call at most one tool at a time."))
        let first = conversation(.openAIChat) { $0.add(.assistant, [.text("Hello")]) }
        #expect(
            try SampleJSON(GeminiCoding.body(first))?["contents"]?[0]
                == SampleJSON(#"{"role":"user","parts":[{"text":"(continue)"}]}"#))
        let alone = conversation(.openAIChat) { $0.add(.system, [.text("S")]) }
        #expect(try SampleJSON(GeminiCoding.body(alone))?["contents"]?[0]?["role"] == .string("user"))
    }

    @Test("media from elsewhere")
    func media() throws {
        func part(_ media: Media) throws -> SampleJSON? {
            let from = conversation(.anthropicMessages) { $0.add(.user, [Part(.media(media))]) }
            return SampleJSON(try GeminiCoding.body(from))?["contents"]?[0]?["parts"]?[0]
        }
        #expect(
            try part(Media(.image, .base64("/9j/4A==")))
                == SampleJSON(#"{"inlineData":{"mimeType":"image/jpeg","data":"/9j/4A=="}}"#))
        #expect(
            try part(Media(.image, .url("https://example.org/a.webp?b=c.png")))
                == SampleJSON(#"{"fileData":{"mimeType":"image/webp","fileUri":"https://example.org/a.webp?b=c.png"}}"#)
        )
        #expect(try part(Media(.document, .text("Words"), name: "T")) == SampleJSON(#"{"text":"T\n\nWords"}"#))
        let named = conversation(.openAIChat) {
            $0.add(
                .user, [Part(.media(Media(.document, mimeType: "application/pdf", .base64("JVBERi0="), name: "a.pdf")))]
            )
        }
        #expect(try GeminiCoding.encode(named).dropped == ["file.filename"])
    }

    @Test(
        "fields that are left out and named",
        arguments: [
            ("context_management", "{\"edits\":[]}"), ("output_config.effort", "\"low\""),
            ("thinking.display", "\"x\""),
            ("cache_control", "{\"type\":\"x\"}"), ("metadata", "{\"a\":1}"), ("service_tier", "\"auto\""),
            ("include", "[\"x\"]"), ("client_metadata", "{\"a\":1}"), ("prompt_cache_key", "\"x\""), ("store", "false"),
            ("text.verbosity", "\"low\""), ("verbosity", "\"low\""), ("prediction", "{\"a\":1}"),
            ("truncation", "\"auto\""), ("truncation", "\"disabled\""), ("background", "false"),
            ("labels", "{\"a\":1}"),
            ("prompt_cache_retention", "\"24h\""), ("diagnostics", "{\"a\":1}"), ("speed", "\"fast\""),
            ("user_profile_id", "\"x\""), ("inference_geo", "\"eu\""), ("modalities", "[\"text\"]"),
            ("stream_options.x", "1"), ("anything_new", "null"), ("anything_new", "\"\""), ("anything_new", "[ ]"),
            ("anything_new", "{}"),
        ])
    func dropped(name: String, json: String) throws {
        let from = conversation(.openAIChat) { $0.extras = [ExtraField(name: name, json: raw(json))] }
        #expect(try GeminiCoding.encode(from).dropped == [name])
    }

    @Test(
        "fields that are refused by name",
        arguments: [
            ("logit_bias", "{\"1\":2}"), ("truncation", "\"hard\""), ("background", "true"), ("store", "true"),
            ("modalities", "[\"audio\"]"), ("max_tool_calls", "3"), ("anything_new", "1"),
        ])
    func refused(name: String, json: String) {
        let from = conversation(.openAIChat) { $0.extras = [ExtraField(name: name, json: raw(json))] }
        #expect(GeminiCoding.refused(from) == name)
    }

    @Test("turns, parts and tools that have no words here are refused, and traces of them are not")
    func parts() throws {
        func refused(_ change: (inout Conversation) -> Void) -> String? {
            GeminiCoding.refused(conversation(.anthropicMessages, change))
        }
        func opaque(_ type: String) -> Part { Part(.opaque(type: type, json: raw("{}"))) }
        func tool(_ name: String, _ json: String) -> Tool {
            Tool(name: "f", extras: [ExtraField(name: name, json: raw(json))])
        }
        #expect(refused { $0.add(.user, [opaque("container_upload")]) } == "messages[].content[].container_upload")
        #expect(refused { $0.add(.assistant, [opaque("compaction")]) } == "messages[].content[].compaction")
        #expect(
            refused { $0.add(.user, [Part(.media(Media(.document, .file("f_1"))))]) } == "messages[].content[].file_id")
        #expect(
            refused { $0.tools = [Tool(.opaque(type: "bash_20250124", json: raw("{}")), name: "bash")] }
                == "tools[].bash_20250124")
        #expect(refused { $0.tools = [tool("allowed_callers", #"["code_execution"]"#)] } == "tools[].allowed_callers")
        #expect(
            refused {
                $0.tools = [Tool(.webSearch, name: "web_search", extras: tool("allowed_domains", #"["a"]"#).extras)]
            } == "tools[].allowed_domains")
        #expect(
            refused { conversation in
                conversation.tools = [Tool(name: "f"), Tool(.webSearch, name: "web_search")]
                conversation.toolChoice = .tool(name: "web_search")
            } == "tool_choice")
        #expect(refused { $0.toolChoice = .required } == "tool_choice")
        #expect(
            refused { conversation in
                conversation.tools = [Tool(name: "f")]
                conversation.toolChoice = .opaque(raw("{}"))
            } == "tool_choice")
        func asks(_ json: String) -> Part {
            Part(.text("x"), extras: [ExtraField(name: "citations.enabled", json: raw(json))])
        }
        #expect(refused { $0.add(.user, [asks("true")]) } == "messages[].citations.enabled")
        #expect(refused { $0.add(.user, [asks("false")]) } == nil)
        let speaker = conversation(.openAIChat) {
            $0.add(.user, [.text("x")], extras: [ExtraField(name: "name", json: raw("\"Ann\""))])
            $0.add(
                .assistant,
                [
                    Part(.text("y"), extras: [ExtraField(name: "annotations", json: raw("[1]"))]),
                    opaque("web_search_call"),
                ])
            $0.tools = [tool("defer_loading", "true"), tool("allowed_callers", #"["direct"]"#)]
        }
        #expect(
            try GeminiCoding.encode(speaker).dropped == [
                "tools[].defer_loading", "tools[].allowed_callers", "messages[].name", "messages[].annotations",
                "messages[].web_search_call",
            ])
        #expect(
            GeminiCoding.refused(
                conversation(.openAIChat) {
                    $0.add(.user, [.text("x")], extras: [ExtraField(name: "new", json: raw("1"))])
                })
                == "messages[].new")
    }
}
