// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Responses shapes", .timeLimit(.minutes(1)))
struct ResponsesShapeTests {
    private let tools: JSONValue = [
        "tools": [
            [
                "type": "function", "name": "weather",
                "parameters": ["type": "object", "properties": ["city": ["type": "string"]], "required": ["city"]],
            ],
            ["type": "web_search"],
            ["type": "custom", "name": "shell"],
            ["type": "namespace", "name": "mcp__git", "tools": [["type": "function", "name": "status"]]],
        ]
    ]

    private func with(_ extra: JSONValue) -> JSONValue {
        .object((tools.objectMembers ?? []) + (extra.objectMembers ?? []))
    }

    @Test("an answer has the members of a response and repeats what was asked")
    func document() async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(
                .responses, "How old is the mill?", extra: ["instructions": "Be brief.", "metadata": ["a": "b"]])
            let json = try #require(answer.json)
            #expect(answer.headers["x-request-id"] == "req_fake_00000001")
            #expect(json["id"]?.stringValue?.hasPrefix("resp_") == true)
            #expect(json["object"] == "response")
            #expect(json["status"] == "completed")
            #expect(json["created_at"] == 1_750_000_000)
            #expect(json["error"] == .null)
            #expect(json["incomplete_details"] == .null)
            #expect(json["instructions"] == "Be brief.")
            #expect(json["metadata"] == ["a": "b"])
            #expect(json["store"] == true)
            let message = try #require(json["output"]?.arrayValue?.first)
            #expect(message["type"] == "message")
            #expect(message["role"] == "assistant")
            #expect(message["content"]?.arrayValue?.first?["type"] == "output_text")
            #expect(answer.spokenText.contains("\"How old is the mill?\""))
            let output = (answer.spokenText.utf8.count + 3) / 4
            #expect(
                json["usage"] == [
                    "input_tokens": 8, "input_tokens_details": ["cached_tokens": 0], "output_tokens": .int(output),
                    "output_tokens_details": ["reasoning_tokens": 0], "total_tokens": .int(8 + output),
                ])
        }
    }

    @Test("a string is a message of the user, and item ids are no part of it")
    func input() async throws {
        try await withFakeUpstream { upstream in
            let short = try await upstream.ask(.responses, "", extra: ["input": "Hello"])
            let item: JSONValue = [
                "type": "message", "id": "msg_7", "role": "user", "content": [["type": "input_text", "text": "Hello"]],
            ]
            let long = try await upstream.ask(.responses, "", extra: ["input": [item]])
            #expect(short.spokenText == long.spokenText)
            #expect(short.json?["id"] == long.json?["id"])
        }
    }

    @Test("the events count from 0, carry their names and build up what the document says")
    func stream() async throws {
        try await withFakeUpstream { upstream in
            let mark = "[[fake reasoning=1 text=\"Let me look.\" tool=weather,shell,mcp__git.status]]"
            let extra = with(["reasoning": ["effort": "low", "summary": "auto"]])
            let whole = try await upstream.ask(.responses, mark, extra: extra)
            let stream = try await upstream.ask(.responses, mark, stream: true, extra: extra)
            let events = stream.events
            let documents = events.compactMap(\.json)
            #expect(documents.map { $0["sequence_number"]?.intValue } == Array(0..<events.count))
            #expect(events.map(\.name) == documents.map { $0["type"]?.stringValue })
            #expect(events.prefix(2).map(\.name) == ["response.created", "response.in_progress"])
            #expect(events.last?.name == "response.completed")
            #expect(documents[0]["response"]?["status"] == "in_progress")
            #expect(documents[0]["response"]?["output"] == [])
            let done = documents.last?["response"]
            #expect(done?["output"] == whole.json?["output"])
            #expect(done?["usage"] == whole.json?["usage"])
            let items = documents.filter { $0["type"] == "response.output_item.done" }.compactMap { $0["item"] }
            #expect(.array(items) == whole.json?["output"])
            expectDeltas(in: documents, toMatch: items)
        }
    }

    /// Every item's deltas add up to what its end says, at the item's place.
    private func expectDeltas(in documents: [JSONValue], toMatch items: [JSONValue]) {
        #expect(
            items.compactMap { $0["type"]?.stringValue } == [
                "reasoning", "message", "function_call", "custom_tool_call", "function_call",
            ])
        for (index, item) in items.enumerated() {
            let own = documents.filter { $0["item_id"] == item["id"] }
            #expect(own.allSatisfy { $0["output_index"] == .int(index) })
            let deltas = own.filter { $0["type"]?.stringValue?.hasSuffix(".delta") == true }
            let text = deltas.compactMap { $0["delta"]?.stringValue }.joined()
            let part = item["content"]?.arrayValue?.first ?? item["summary"]?.arrayValue?.first
            #expect(JSONValue.string(text) == item["arguments"] ?? item["input"] ?? part?["text"])
            #expect(!text.isEmpty)
        }
    }

    @Test("a call names its namespace, a custom tool takes text, and provider's own tools are left alone")
    func tools() async throws {
        try await withFakeUpstream { upstream in
            let mark = #"Look. [[fake tool=status,shell tool-input="\"ls -l\""]]"#
            let answer = try await upstream.ask(.responses, mark, extra: tools)
            let calls = try #require(answer.json?["output"]?.arrayValue)
            #expect(calls.map { $0["type"] } == ["function_call", "custom_tool_call"])
            #expect(calls[0]["namespace"] == "mcp__git")
            #expect(calls[0]["name"] == "status")
            #expect(calls[1]["namespace"] == nil)
            #expect(calls[1]["input"] == "ls -l")
            #expect(calls.allSatisfy { $0["call_id"]?.stringValue?.hasPrefix("call_") == true })
        }
    }

    @Test(
        "tool_choice forces and forbids calls",
        arguments: [
            (#""required""#, "weather"), (#"{"type":"function","name":"weather"}"#, "weather"),
            (#"{"type":"custom","name":"shell"}"#, "shell"), (#""auto""#, nil), (#""none""#, nil),
            (
                #"{"type":"allowed_tools","mode":"required","tools":[{"type":"custom","name":"shell"}]}"#, "shell"
            ),
        ])
    func toolChoice(choice: String, called: String?) async throws {
        try await withFakeUpstream { upstream in
            let choice = try JSONReader.read(Array(choice.utf8))
            let answer = try await upstream.ask(.responses, "Look.", extra: with(["tool_choice": choice]))
            let first = answer.json?["output"]?.arrayValue?.first
            #expect(first?["name"]?.stringValue == called)
        }
    }

    @Test("what tools returned is answered in text, in both kinds of items")
    func toolResults() async throws {
        try await withFakeUpstream { upstream in
            let items: JSONValue = [
                ["role": "user", "content": "Look. [[fake tool=weather]]"],
                ["type": "function_call", "call_id": "c1", "name": "weather", "arguments": "{}"],
                ["type": "custom_tool_call", "call_id": "c2", "name": "shell", "input": "ls"],
                ["type": "function_call_output", "call_id": "c1", "output": "It hails."],
                [
                    "type": "custom_tool_call_output", "call_id": "c2",
                    "output": [["type": "input_text", "text": "Two files."]],
                ],
            ]
            let answer = try await upstream.ask(.responses, "", extra: with(["input": items]))
            #expect(answer.spokenText.contains("The tool returned: \"It hails.\nTwo files.\""))
            #expect(answer.json?["output"]?.arrayValue?.count == 1)
        }
    }

    @Test("an answer cut at max_output_tokens is incomplete, streamed or not")
    func incomplete() async throws {
        try await withFakeUpstream { upstream in
            let extra: JSONValue = ["max_output_tokens": 16]
            let whole = try await upstream.ask(.responses, "Tell me all.", extra: extra)
            #expect(whole.json?["status"] == "incomplete")
            #expect(whole.json?["incomplete_details"] == ["reason": "max_output_tokens"])
            #expect(whole.json?["output"]?.arrayValue?.first?["status"] == "incomplete")
            #expect(whole.spokenText.utf8.count == 64)
            let stream = try await upstream.ask(.responses, "Tell me all.", stream: true, extra: extra)
            #expect(stream.events.last?.name == "response.incomplete")
            #expect(stream.documents.last?["response"] == whole.json)
        }
    }

    @Test("text.format asks for a document that its schema accepts")
    func schema() async throws {
        try await withFakeUpstream { upstream in
            let schema: JSONValue = ["type": "object", "properties": ["n": ["type": "integer"]], "required": ["n"]]
            let format: JSONValue = ["type": "json_schema", "name": "x", "schema": schema]
            let answer = try await upstream.ask(.responses, "Count.", extra: ["text": ["format": format]])
            #expect(answer.spokenText == #"{"n":1}"#)
        }
    }

    @Test(
        "a request that lacks something is refused in OpenAI's words",
        arguments: [
            (#"{"input":"x"}"#, "model", "missing_required_parameter"),
            (#"{"model":"m"}"#, "input", "missing_required_parameter"),
            (#"{"model":"m","input":[{"role":"robot","content":"x"}]}"#, "input", "invalid_value"),
            (#"{"model":"m","input":"x","max_output_tokens":1}"#, "max_output_tokens", "integer_below_min_value"),
            (#"{"model":"m","input":[{"type":"function_call_output","call_id":"c","output":""}]}"#, "input", nil),
            (
                #"{"model":"m","input":"x","previous_response_id":"r","conversation":"c"}"#, "previous_response_id",
                "mutually_exclusive_parameters"
            ),
        ])
    func refused(body: String, parameter: String, code: String?) async throws {
        try await withFakeUpstream { upstream in
            let asked = try JSONReader.read(Array(body.utf8))
            let answer = try await upstream.send(request("/v1/responses", asked))
            #expect(answer.status == 400)
            #expect(answer.json?["error"]?["type"] == "invalid_request_error")
            #expect(answer.json?["error"]?["param"] == .string(parameter))
            #expect(answer.json?["error"]?["code"] == .optional(code))
        }
    }
}
