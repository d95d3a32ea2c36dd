// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Gemini shapes", .timeLimit(.minutes(1)))
struct GeminiShapeTests {
    private let tools: JSONValue = [
        "tools": [
            [
                "functionDeclarations": [
                    [
                        "name": "weather",
                        "parameters": [
                            "type": "OBJECT", "properties": ["city": ["type": "STRING"]], "required": ["city"],
                        ],
                    ],
                    ["name": "clock", "parametersJsonSchema": ["type": "object", "properties": [:]]],
                ]
            ]
        ]
    ]

    private func with(_ extra: JSONValue) -> JSONValue {
        .object((tools.objectMembers ?? []) + (extra.objectMembers ?? []))
    }

    private func parts(_ document: JSONValue?) -> [JSONValue] {
        document?["candidates"]?.arrayValue?.first?["content"]?["parts"]?.arrayValue ?? []
    }

    @Test(
        "every version of the path is answered, also with its colon escaped",
        arguments: ["/v1beta/models/", "/v1/models/", "/models/"], [":", "%3A"])
    func paths(prefix: String, colon: String) async throws {
        try await withFakeUpstream { upstream in
            let asked = request(
                prefix + "gemini-2.5-flash\(colon)generateContent?key=k", question(.gemini, "How deep is the well?"))
            let answer = try await upstream.send(asked)
            let json = try #require(answer.json)
            #expect(
                json.objectMembers?.map(\.key) == ["candidates", "usageMetadata", "modelVersion", "responseId"])
            #expect(json["modelVersion"] == "gemini-2.5-flash")
            let candidate = json["candidates"]?.arrayValue?.first
            #expect(candidate?["content"]?["role"] == "model")
            #expect(candidate?["finishReason"] == "STOP")
            #expect(candidate?["index"] == 0)
            #expect(answer.spokenText.contains("\"How deep is the well?\""))
            let output = (answer.spokenText.utf8.count + 3) / 4
            let usage = json["usageMetadata"]
            #expect(usage?["promptTokenCount"] == 6)
            #expect(usage?["candidatesTokenCount"] == .int(output))
            #expect(usage?["totalTokenCount"] == .int(6 + output))
            #expect(usage?["thoughtsTokenCount"] == nil)
            #expect(upstream.ledger.requests == [.generateContent: 1])
        }
    }

    @Test("both kinds of stream say the same as the document", arguments: [WireFormat.gemini, .geminiArray])
    func stream(format: WireFormat) async throws {
        try await withFakeUpstream { upstream in
            let whole = try await upstream.ask(format, "Which gate?")
            let stream = try await upstream.ask(format, "Which gate?", stream: true)
            let type = format == .gemini ? "text/event-stream; charset=utf-8" : "application/json"
            #expect(stream.headers["content-type"] == type)
            #expect(stream.text.contains("\r\n"))
            #expect(stream.chunks.count > 3)
            #expect(stream.spokenText == whole.spokenText)
            let last = stream.documents.last
            #expect(last?["usageMetadata"] == whole.json?["usageMetadata"])
            #expect(last?["responseId"] == whole.json?["responseId"])
            let reasons = stream.documents.map { $0["candidates"]?.arrayValue?.first?["finishReason"] }
            #expect(reasons.last == "STOP")
            #expect(reasons.dropLast().allSatisfy { $0 == nil })
        }
    }

    @Test("the two spellings of every field ask for the same")
    func spellings() async throws {
        let camel = #"""
            {"contents":[{"role":"user","parts":[{"text":"Look."},
            {"inlineData":{"mimeType":"image/png","data":"AA=="}}]}],
            "systemInstruction":{"parts":[{"text":"Be brief."}]},
            "tools":[{"functionDeclarations":[{"name":"weather","parametersJsonSchema":{"type":"object"}}]}],
            "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["weather"]}},
            "generationConfig":{"maxOutputTokens":500,"candidateCount":2,"stopSequences":["|"],
            "thinkingConfig":{"includeThoughts":true,"thinkingBudget":-1},"responseMimeType":"application/json"}}
            """#
        let snake = #"""
            {"contents":[{"role":"user","parts":[{"text":"Look."},
            {"inline_data":{"mime_type":"image/png","data":"AA=="}}]}],
            "system_instruction":{"parts":[{"text":"Be brief."}]},
            "tools":[{"function_declarations":[{"name":"weather","parameters_json_schema":{"type":"object"}}]}],
            "tool_config":{"function_calling_config":{"mode":"ANY","allowed_function_names":["weather"]}},
            "generation_config":{"max_output_tokens":500,"candidate_count":2,"stop_sequences":["|"],
            "thinking_config":{"include_thoughts":true,"thinking_budget":-1},"response_mime_type":"application/json"}}
            """#
        let target = try #require(GeminiTarget(path: "/v1beta/models/m:generateContent"))
        let requests = try [camel, snake].map { text in
            try GeminiReader.read(try JSONReader.read(Array(text.utf8)), target: target, format: .gemini)
        }
        for request in requests {
            #expect(request.maxTokens == 500)
            #expect(request.choices == 2)
            #expect(request.stopSequences == ["|"])
            #expect(request.wantsReasoning)
            #expect(request.forcedTool?.name == "weather")
            #expect(request.answerSchema == ["type": "object"])
            #expect(request.lastWords == "Look.")
        }
        #expect(requests.allSatisfy { $0.tape.tokens > TokenCount.perImage })
    }

    @Test("function calls carry ids and objects, side by side, in a stream one a chunk")
    func functionCalls() async throws {
        try await withFakeUpstream { upstream in
            let mark = "Look. [[fake tool=weather,clock]]"
            let whole = try await upstream.ask(.gemini, mark, extra: tools)
            let calls = parts(whole.json).compactMap { $0["functionCall"] }
            #expect(calls.map { $0["name"] } == ["weather", "clock"])
            #expect(calls.map { $0["args"] } == [["city": "example"], [:]])
            #expect(Set(calls.compactMap { $0["id"]?.stringValue }).count == 2)
            #expect(whole.json?["candidates"]?.arrayValue?.first?["finishReason"] == "STOP")
            let stream = try await upstream.ask(.gemini, mark, stream: true, extra: tools)
            let chunks = stream.documents.dropLast().map { parts($0).compactMap { $0["functionCall"] } }
            #expect(chunks == calls.map { [$0] })
        }
    }

    @Test(
        "functionCallingConfig forces and forbids calls",
        arguments: [
            (#"{"mode":"ANY"}"#, "weather"), (#"{"mode":"ANY","allowedFunctionNames":["clock"]}"#, "clock"),
            (#"{"mode":"AUTO"}"#, nil), (#"{"mode":"VALIDATED"}"#, nil), (#"{"mode":"NONE"}"#, nil),
        ])
    func modes(config: String, called: String?) async throws {
        try await withFakeUpstream { upstream in
            let config: JSONValue = ["functionCallingConfig": try JSONReader.read(Array(config.utf8))]
            let answer = try await upstream.ask(.gemini, "Look.", extra: with(["toolConfig": config]))
            #expect(parts(answer.json).first?["functionCall"]?["name"]?.stringValue == called)
            if called == nil, config["functionCallingConfig"]?["mode"] == "NONE" {
                let marked = try await upstream.ask(
                    .gemini, "Look. [[fake tool=clock]]", extra: with(["toolConfig": config]))
                #expect(!marked.spokenText.isEmpty)
            }
        }
    }

    @Test("what functions returned is answered in text", arguments: ["functionResponse", "function_response"])
    func functionResponses(name: String) async throws {
        try await withFakeUpstream { upstream in
            let result = JSONValue.object([
                .init(key: name, value: ["name": "weather", "response": ["result": "It pours."]])
            ])
            let contents: JSONValue = [
                ["role": "user", "parts": [["text": "Look. [[fake tool=weather]]"]]],
                ["role": "model", "parts": [["functionCall": ["name": "weather", "args": [:]]]]],
                ["role": "user", "parts": [result]],
            ]
            let answer = try await upstream.ask(.gemini, "", extra: with(["contents": contents]))
            #expect(answer.spokenText.contains("The tool returned: \"It pours.\""))
        }
    }

    @Test("thoughts are shown when asked for, counted apart and signed")
    func thoughts() async throws {
        try await withFakeUpstream { upstream in
            let config: JSONValue = ["generationConfig": ["thinkingConfig": ["includeThoughts": true]]]
            let whole = try await upstream.ask(.gemini, "Why?", extra: config)
            let shown = parts(whole.json)
            #expect(shown.map { $0["thought"] } == [true, nil])
            #expect(shown[1]["thoughtSignature"]?.stringValue?.utf8.count == 88)
            let thought = try #require(shown[0]["text"]?.stringValue)
            let usage = whole.json?["usageMetadata"]
            #expect(usage?["thoughtsTokenCount"] == .int((thought.utf8.count + 3) / 4))
            let counts = ["promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount"]
            #expect(usage?["totalTokenCount"]?.intValue == counts.reduce(0) { $0 + (usage?[$1]?.intValue ?? 0) })
            let stream = try await upstream.ask(.gemini, "Why?", stream: true, extra: config)
            let streamed = stream.documents.flatMap(parts)
            let thoughts = streamed.filter { $0["thought"] == true }.compactMap { $0["text"]?.stringValue }
            #expect(thoughts.joined() == thought)
            #expect(streamed.compactMap { $0["thoughtSignature"] } == [shown[1]["thoughtSignature"]].compactMap(\.self))
            let off: JSONValue = [
                "generationConfig": ["thinkingConfig": ["includeThoughts": true, "thinkingBudget": 0]]
            ]
            let quick = try await upstream.ask(.gemini, "Why?", extra: off)
            #expect(parts(quick.json).map { $0["thought"] } == [nil])
        }
    }

    @Test(
        "schemas in Google's own and in JSON's words are followed", arguments: ["responseSchema", "responseJsonSchema"])
    func schemas(name: String) async throws {
        try await withFakeUpstream { upstream in
            let type: JSONValue = name == "responseSchema" ? "OBJECT" : "object"
            let number: JSONValue = name == "responseSchema" ? "INTEGER" : "integer"
            let schema: JSONValue = ["type": type, "properties": ["n": ["type": number]], "required": ["n"]]
            let config = JSONValue.object([
                .init(key: "responseMimeType", value: "application/json"), .init(key: name, value: schema),
            ])
            let answer = try await upstream.ask(.gemini, "Count.", extra: ["generationConfig": config])
            #expect(answer.spokenText == #"{"n":1}"#)
        }
    }

    @Test("counted tokens are the tokens that the prompt is billed with, also of a request inside a request")
    func countTokens() async throws {
        try await withFakeUpstream { upstream in
            let target = "/v1beta/models/m:countTokens"
            let plain = try await upstream.send(request(target, question(.gemini, "Hello out there")))
            #expect(plain.json?["totalTokens"] == 4)
            let inner: JSONValue = ["generateContentRequest": question(.gemini, "Hello out there")]
            #expect(try await upstream.send(request(target, inner)).json?["totalTokens"] == 4)
            let billed = try await upstream.ask(.gemini, "Hello out there")
            #expect(billed.json?["usageMetadata"]?["promptTokenCount"] == 4)
            #expect(upstream.ledger.requests == [.countTokens: 2, .generateContent: 1])
        }
    }

    @Test("a repeated long prompt is read from the cache")
    func cached() async throws {
        try await withFakeUpstream { upstream in
            let text = FakeText.filler(bytes: 6000, seed: 1)
            let first = try await upstream.ask(.gemini, text)
            #expect(first.json?["usageMetadata"]?["cachedContentTokenCount"] == nil)
            let second = try await upstream.ask(.gemini, text)
            #expect(second.json?["usageMetadata"]?["cachedContentTokenCount"] == 1408)
            #expect(second.json?["usageMetadata"]?["promptTokenCount"] == 1500)
        }
    }

    @Test(
        "a request that lacks something is refused in Google's words",
        arguments: [
            ("{}", 400, "INVALID_ARGUMENT"), ("[]", 400, "INVALID_ARGUMENT"),
            (#"{"contents":[{"role":"robot","parts":[{"text":"x"}]}]}"#, 400, "INVALID_ARGUMENT"),
            (
                #"{"contents":[{"parts":[{"text":"x"}]}],"cachedContent":"cachedContents/1"}"#, 403,
                "PERMISSION_DENIED"
            ),
            (
                #"{"contents":[{"parts":[{"text":"x"}]}],"generation_config":{"candidate_count":9}}"#, 400,
                "INVALID_ARGUMENT"
            ),
        ])
    func refused(body: String, status: Int, name: String) async throws {
        try await withFakeUpstream { upstream in
            let asked = try JSONReader.read(Array(body.utf8))
            let answer = try await upstream.send(request(WireFormat.gemini.target(), asked))
            #expect(answer.status == status)
            #expect(answer.json?["error"]?["code"] == .int(status))
            #expect(answer.json?["error"]?["status"] == .string(name))
        }
    }

    @Test("without a key the answer is Google's 403, with one in any place it is not")
    func keys() async throws {
        var configuration = FakeUpstreamConfiguration()
        configuration.requiresKey = true
        try await withFakeUpstream(configuration) { upstream in
            let without = try await upstream.ask(.gemini, "Hi")
            #expect(without.status == 403)
            #expect(without.json?["error"]?["status"] == "PERMISSION_DENIED")
            #expect(try await upstream.ask(.gemini, "Hi", headers: ["x-goog-api-key: k"]).status == 200)
            #expect(try await upstream.ask(.gemini, "Hi", headers: ["Authorization: Bearer k"]).status == 200)
            let unknown = try await upstream.send(
                request("/v1beta/models/m:explode", question(.gemini, "Hi"), headers: ["x-goog-api-key: k"]))
            #expect(unknown.status == 404)
            #expect(unknown.json?["error"]?["status"] == "NOT_FOUND")
        }
    }
}
