// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Responses requests, written for clients of other formats")
struct ResponsesRequestEncoderTests {
    private func json(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func talk(_ origin: WireFormat, _ change: (inout Conversation) -> Void = { _ in }) -> Conversation {
        var conversation = Conversation(origin: origin, model: "x", turns: [Turn(.user, [.text("Hi")])])
        change(&conversation)
        return conversation
    }

    private func dropped(_ conversation: Conversation, model: String = "gpt-4o") throws -> [String] {
        try ResponsesCoding.encode(conversation, model: model).dropped
    }

    private func refused(_ conversation: Conversation) -> String? {
        do {
            _ = try ResponsesCoding.encode(conversation)
            return nil
        } catch { return error.kind == .inexpressible ? error.field : nil }
    }

    @Test("an agent's turn from messages: instructions, calls, failed results with pictures")
    func agent() throws {
        let conversation = Conversation(
            origin: .anthropicMessages, model: "claude",
            turns: [
                Turn(.system, [.text("Be brief.")]), Turn(.user, [.text("Look."), .text("Now.")]),
                Turn(
                    .assistant,
                    [
                        Part(.reasoning(Reasoning(text: "Hm.", signature: "s"))),
                        Part(.text("Looking."), extras: [ExtraField(name: "citations", json: json("[1]"))]),
                        Part(.toolCall(ToolCall(id: "t1", name: "see.it", input: #"{"a":1}"#))),
                    ]),
                Turn(
                    .user,
                    [
                        Part(
                            .toolResult(
                                ToolResult(
                                    callID: "t1", name: "see.it",
                                    parts: [
                                        .text("gone"),
                                        Part(.media(Media(.image, mimeType: "image/gif", .base64("R0")))),
                                    ], isError: true))),
                        Part(.media(Media(.document, .text("All."), name: "Notes"))),
                    ]),
                Turn(.system, [.text("Stay calm.")]),
            ],
            tools: [
                Tool(.function, name: "see.it", description: "Sees.", schema: json(#"{"type":"object"}"#)),
                Tool(
                    .webSearch, name: "web_search",
                    extras: [
                        ExtraField(name: "allowed_domains", json: json(#"["x.test"]"#)),
                        ExtraField(name: "max_uses", json: json("3")),
                    ]),
            ],
            toolChoice: .tool(name: "see.it"), allowsParallelCalls: false,
            options: GenerationOptions(
                maxTokens: 1, temperature: "1", topK: 5,
                reasoning: ReasoningOptions(mode: .enabled, budget: 9000, showsThoughts: true)))
        let request = try ResponsesCoding.encode(conversation, model: "gpt-5", streams: true)
        Coding.expectSame(
            String(decoding: request.body, as: UTF8.self),
            #"""
            {"model":"gpt-5","stream":true,"store":false,"instructions":"Be brief.","max_output_tokens":16,"input":[
             {"type":"message","role":"user","content":[{"type":"input_text","text":"Look."},{"type":"input_text","text":"Now."}]},
             {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Looking.","annotations":[]}]},
             {"type":"function_call","call_id":"t1","name":"see_it","arguments":"{\"a\":1}"},
             {"type":"function_call_output","call_id":"t1","output":[{"type":"input_text","text":"Error: gone"},
              {"type":"input_image","image_url":"data:image/gif;base64,R0"}]},
             {"type":"message","role":"user","content":[{"type":"input_text","text":"Notes\n\nAll."}]},
             {"type":"message","role":"system","content":"Stay calm."}],
             "tools":[{"type":"function","name":"see_it","description":"Sees.","parameters":{"type":"object"},"strict":false},
              {"type":"web_search","filters":{"allowed_domains":["x.test"]}}],
             "tool_choice":{"type":"function","name":"see_it"},"parallel_tool_calls":false,
             "reasoning":{"effort":"medium","summary":"auto"}}
            """#)
        #expect(
            Set(request.dropped) == [
                "messages[].content[].thinking", "messages[].content[].citations", "tools[].max_uses", "max_tokens",
                "temperature", "top_k",
            ])
        #expect(request.dropped.count == 6)
        #expect(request.tools.original("see_it").name == "see.it")
    }

    @Test("a completion's own options: a schema, custom tools, thinking, what OpenAI's formats share")
    func chat() throws {
        let conversation = talk(.openAIChat) {
            $0.tools = [
                Tool(
                    .custom, name: "patch",
                    extras: [
                        ExtraField(
                            name: "format",
                            json: json(#"{"type":"grammar","grammar":{"syntax":"lark","definition":"start: X"}}"#))
                    ]),
                Tool(.function, name: "now"),
            ]
            $0.toolChoice = .anyOf(["patch", "now"])
            $0.options.format = .jsonSchema(name: "", description: nil, schema: json("{}"), isStrict: nil)
            $0.options.reasoning = ReasoningOptions(effort: "minimal")
            $0.extras = [
                ExtraField(name: "service_tier", json: json("\"flex\"")),
                ExtraField(name: "verbosity", json: json("\"low\"")),
            ]
        }
        Coding.expectSame(
            try ResponsesCoding.body(conversation, model: "gpt-5-mini"),
            #"""
            {"model":"gpt-5-mini","store":false,"service_tier":"flex","input":[{"type":"message","role":"user","content":"Hi"}],
             "tools":[{"type":"custom","name":"patch","format":{"type":"grammar","syntax":"lark","definition":"start: X"}},
              {"type":"function","name":"now","parameters":{"type":"object","properties":{}},"strict":false}],
             "tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"custom","name":"patch"},
              {"type":"function","name":"now"}]},"reasoning":{"effort":"minimal"},
             "text":{"format":{"type":"json_schema","name":"answer","schema":{}},"verbosity":"low"}}
            """#)
    }

    @Test("instructions alone are input; a JSON object is asked for in words, too")
    func edges() throws {
        let alone = talk(.gemini) {
            $0.turns = [Turn(.system, [.text("Speak.")])]
            $0.options.format = .jsonObject
        }
        let body = SampleJSON(try ResponsesCoding.body(alone))
        #expect(body?["instructions"] == nil && body?["input"]?[1]?["content"] == .string("Speak."))
        #expect(body?["input"]?[0]?["content"] == .string("Answer with one JSON object and nothing else."))
        let said = talk(.gemini) {
            $0.turns = [Turn(.user, [.text("As JSON, please.")])]
            $0.options.format = .jsonObject
        }
        #expect(SampleJSON(try ResponsesCoding.body(said))?["input"]?[1] == nil)
        let failed = talk(.anthropicMessages) {
            $0.turns = [
                Turn(
                    .user,
                    [
                        Part(.toolResult(ToolResult(callID: "a", parts: [], isError: true))),
                        Part(.toolResult(ToolResult(callID: "b", parts: [.text("ERROR 5")], isError: true))),
                    ])
            ]
        }
        let input = SampleJSON(try ResponsesCoding.body(failed))?["input"]
        #expect(input?[0]?["output"] == .string("Error") && input?[1]?["output"] == .string("ERROR 5"))
    }

    @Test(
        "how much to think, by what the model knows",
        arguments: [
            (ReasoningOptions(mode: .disabled), "gpt-5", "minimal"),
            (ReasoningOptions(mode: .disabled), "gpt-5.1", "none"),
            (ReasoningOptions(mode: .disabled), "o3", "low"), (ReasoningOptions(budget: 0), "gpt-5-codex", "low"),
            (ReasoningOptions(mode: .enabled, budget: 1024), "o3", "low"),
            (ReasoningOptions(effort: "max"), "o3", "high"),
            (ReasoningOptions(effort: "minimal"), "o3", "low"), (ReasoningOptions(budget: 30_000), "o3", "high"),
        ])
    func efforts(reasoning: ReasoningOptions, model: String, word: String) throws {
        let conversation = talk(.anthropicMessages) { $0.options.reasoning = reasoning }
        let body = SampleJSON(try ResponsesCoding.body(conversation, model: model))
        #expect(body?["reasoning"]?["effort"] == .string(word))
        let plain = try ResponsesCoding.encode(conversation, model: "gpt-4o")
        #expect(plain.dropped == ["thinking"] && SampleJSON(plain.body)?["reasoning"] == nil)
    }

    @Test("a budget that is left to the model says nothing")
    func adaptive() throws {
        for reasoning in [ReasoningOptions(mode: .adaptive), ReasoningOptions(budget: -1)] {
            let body = try ResponsesCoding.body(talk(.gemini) { $0.options.reasoning = reasoning }, model: "gpt-5")
            #expect(SampleJSON(body)?["reasoning"] == nil)
        }
    }

    @Test(
        "fields of the request that can do no harm are left out and named",
        arguments: [
            ("context_management", "{\"a\":1}"), ("output_config.effort", "\"high\""),
            ("thinking.display", "\"omitted\""),
            ("metadata", "{\"a\":\"b\"}"), ("service_tier", "\"auto\""), ("include", "[\"x\"]"),
            ("prediction", "{\"a\":1}"),
            ("client_metadata", "{\"a\":1}"), ("prompt_cache_key", "\"k\""), ("safetySettings", "[1]"),
            ("labels", "{\"a\":1}"),
            ("diagnostics", "1"), ("speed", "\"fast\""), ("user_profile_id", "\"u\""), ("inference_geo", "\"eu\""),
            ("truncation", "\"auto\""), ("modalities", "[\"text\"]"),
            ("generationConfig.responseModalities", "[ \"TEXT\" ]"),
            ("logit_bias", "{ }"), ("anything", "null"), ("anything", "[]"), ("anything", "\"\""),
            ("background", "false"),
        ])
    func harmless(name: String, value: String) throws {
        let conversation = talk(.anthropicMessages) { $0.extras = [ExtraField(name: name, json: json(value))] }
        #expect(try dropped(conversation) == [name])
        #expect(try ResponsesCoding.body(conversation).contains("\"\(name)\"") == false)
    }

    @Test(
        "fields of the request that mean something here are refused by name",
        arguments: [
            ("logit_bias", "{\"1\":5}"), ("modalities", "[\"text\",\"audio\"]"), ("audio", "{\"voice\":\"a\"}"),
            ("cachedContent", "\"c\""), ("background", "true"), ("new_option", "1"),
        ])
    func refusedFields(name: String, value: String) {
        let conversation = talk(.openAIChat) { $0.extras = [ExtraField(name: name, json: json(value))] }
        #expect(refused(conversation) == name)
    }

    @Test("options that this format has no words for")
    func options() throws {
        func options(_ origin: WireFormat, _ change: (inout GenerationOptions) -> Void) -> Conversation {
            talk(origin) { change(&$0.options) }
        }
        #expect(refused(options(.openAIChat) { $0.stop = ["x"] }) == "stop")
        #expect(refused(options(.anthropicMessages) { $0.stop = ["x"] }) == "stop_sequences")
        #expect(refused(options(.gemini) { $0.stop = ["x"] }) == "generationConfig.stopSequences")
        #expect(refused(options(.openAIChat) { $0.choices = 2 }) == "n")
        #expect(refused(options(.gemini) { $0.choices = 2 }) == "generationConfig.candidateCount")
        #expect(refused(options(.openAIChat) { $0.wantsLogprobs = true }) == "logprobs")
        #expect(refused(options(.openAIChat) { $0.topLogprobs = 2 }) == "top_logprobs")
        #expect(refused(options(.openAIChat) { $0.frequencyPenalty = "0.5" }) == "frequency_penalty")
        #expect(refused(options(.gemini) { $0.presencePenalty = "-1" }) == "generationConfig.presencePenalty")
        #expect(
            try dropped(
                options(.openAIChat) {
                    ($0.choices, $0.wantsLogprobs, $0.topLogprobs, $0.seed) = (1, false, 0, 7)
                    ($0.frequencyPenalty, $0.presencePenalty) = ("0", "0.0")
                }) == ["logprobs", "top_logprobs", "n", "seed", "frequency_penalty", "presence_penalty"])
        let sampled = options(.gemini) { ($0.temperature, $0.topP) = ("0.5", "0.5") }
        #expect(try dropped(sampled) == [])
        #expect(try dropped(sampled, model: "gpt-oss-20b") == [])
        #expect(try dropped(sampled, model: "o4-mini") == ["generationConfig.temperature", "generationConfig.topP"])
    }

    @Test("parts, messages and tools that this format has no words for")
    func parts() throws {
        func said(_ origin: WireFormat, _ part: Part) -> Conversation {
            talk(origin) { $0.turns = [Turn(.user, [part])] }
        }
        func extra(_ name: String, _ value: String = "1") -> [ExtraField] {
            [ExtraField(name: name, json: json(value))]
        }
        let place = "messages[].content[]"
        #expect(refused(said(.openAIChat, Part(.media(Media(.audio, .base64("A")))))) == place + ".type")
        #expect(refused(said(.gemini, Part(.media(Media(.video, .url("u")))))) == "contents[].parts[].type")
        #expect(refused(said(.anthropicMessages, Part(.media(Media(.document, .file("f")))))) == place + ".file_id")
        #expect(refused(said(.anthropicMessages, Part(.opaque(type: "x", json: json("{}"))))) == place + ".type")
        #expect(refused(said(.openAIChat, Part(.opaque(type: "input_x", json: json("{}"))))) == place + ".type")
        #expect(
            refused(said(.anthropicMessages, Part(.text("x"), extras: extra("citations", "{\"enabled\":true}"))))
                == place + ".citations")
        #expect(
            try dropped(said(.anthropicMessages, Part(.text("x"), extras: extra("citations", "{\"enabled\": false}"))))
                == [place + ".citations"])
        #expect(
            try dropped(said(.gemini, Part(.text("x"), extras: extra("thoughtSignature", "\"s\"")))) == [
                "contents[].parts[].thoughtSignature"
            ])
        let detail = said(.openAIChat, Part(.media(Media(.image, .url("u"))), extras: extra("detail", "\"low\"")))
        #expect(try ResponsesCoding.body(detail).contains(#""detail":"low""#))
        #expect(
            try ResponsesCoding.body(said(.openAIChat, Part(.media(Media(.document, .file("file_1")))))).contains(
                "file_1"))

        func turn(_ role: Turn.Role, _ extras: [ExtraField]) -> Conversation {
            talk(.openAIChat) { $0.turns = [Turn(role, [.text("x")], extras: extras)] }
        }
        #expect(try dropped(turn(.user, extra("name", "\"Ada\""))) == ["messages[].name"])
        #expect(try dropped(turn(.assistant, extra("annotations", "[1]"))) == ["messages[].annotations"])
        #expect(refused(turn(.assistant, extra("audio", "{\"id\":\"a\"}"))) == "messages[].audio")
        #expect(refused(turn(.user, extra("weight"))) == "messages[].weight")

        func offering(_ tool: Tool) -> Conversation { talk(.anthropicMessages) { $0.tools = [tool] } }
        #expect(refused(offering(Tool(.opaque(type: "bash", json: json("{}")), name: "bash"))) == "tools[].type")
        #expect(refused(offering(Tool(name: "f", extras: extra("cost")))) == "tools[].cost")
        #expect(
            try dropped(offering(Tool(name: "f", extras: extra("defer_loading", "true")))) == ["tools[].defer_loading"])
        #expect(refused(talk(.anthropicMessages) { $0.toolChoice = .opaque(json("{}")) }) == "tool_choice")
        #expect(refused(talk(.gemini) { $0.toolChoice = .opaque(json("{}")) }) == "toolConfig.functionCallingConfig")
    }
}
