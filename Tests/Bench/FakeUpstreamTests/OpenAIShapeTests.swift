// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("OpenAI shapes", .timeLimit(.minutes(1)))
struct OpenAIShapeTests {
    private let tools: JSONValue = [
        "tools": [
            [
                "type": "function",
                "function": [
                    "name": "weather",
                    "parameters": [
                        "type": "object", "properties": ["city": ["type": "string"]], "required": ["city"],
                    ],
                ],
            ]
        ]
    ]

    @Test("an answer has every member of a chat completion")
    func document() async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(.chatCompletions, "How high is the wall?")
            let json = try #require(answer.json)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/json")
            #expect(answer.headers["x-request-id"] == "req_fake_00000001")
            #expect(
                json.objectMembers?.map(\.key) == [
                    "id", "object", "created", "model", "choices", "usage", "service_tier", "system_fingerprint",
                ])
            #expect(json["id"]?.stringValue?.hasPrefix("chatcmpl-") == true)
            #expect(json["object"] == "chat.completion")
            #expect(json["created"] == 1_750_000_000)
            #expect(json["model"] == "model-1")
            let choice = try #require(json["choices"]?.arrayValue?.first)
            #expect(choice["index"] == 0)
            #expect(choice["logprobs"] == .null)
            #expect(choice["finish_reason"] == "stop")
            #expect(choice["message"]?["role"] == "assistant")
            #expect(choice["message"]?["refusal"] == .null)
            #expect(answer.spokenText.contains("\"How high is the wall?\""))
            let bytes = answer.spokenText.utf8.count
            #expect(json["usage"]?["prompt_tokens"] == 6)
            #expect(json["usage"]?["completion_tokens"] == .int((bytes + 3) / 4))
            #expect(json["usage"]?["total_tokens"] == .int(6 + (bytes + 3) / 4))
            #expect(json["usage"]?["prompt_tokens_details"]?["cached_tokens"] == 0)
        }
    }

    @Test("equal requests get equal bytes, other words other ones")
    func deterministic() async throws {
        try await withFakeUpstream { upstream in
            let first = try await upstream.ask(.chatCompletions, "Which key?")
            let second = try await upstream.ask(.chatCompletions, "Which key?")
            let other = try await upstream.ask(.chatCompletions, "Which door?")
            #expect(first.body == second.body)
            #expect(first.json?["id"] != other.json?["id"])
        }
    }

    @Test("a stream says the same as the document")
    func stream() async throws {
        try await withFakeUpstream { upstream in
            let whole = try await upstream.ask(.chatCompletions, "Which gate?")
            let stream = try await upstream.ask(.chatCompletions, "Which gate?", stream: true)
            #expect(stream.headers["content-type"] == "text/event-stream; charset=utf-8")
            #expect(stream.ending == .whole)
            #expect(stream.spokenText == whole.spokenText)
            #expect(stream.events.last?.data == "[DONE]")
            let chunks = stream.events.dropLast().compactMap(\.json)
            #expect(chunks.allSatisfy { $0["object"] == "chat.completion.chunk" && $0["id"] == whole.json?["id"] })
            #expect(chunks.allSatisfy { $0["usage"] == nil })
            #expect(chunks.first?["choices"]?.arrayValue?[0]["delta"]?["role"] == "assistant")
            #expect(chunks.last?["choices"]?.arrayValue?[0]["finish_reason"] == "stop")
            #expect(chunks.dropLast().allSatisfy { $0["choices"]?.arrayValue?[0]["finish_reason"] == .null })
        }
    }

    @Test("only a stream that asks for usage ends with it, and its other chunks say null")
    func usageChunk() async throws {
        try await withFakeUpstream { upstream in
            let whole = try await upstream.ask(.chatCompletions, "Which gate?")
            let stream = try await upstream.ask(
                .chatCompletions, "Which gate?", stream: true, extra: ["stream_options": ["include_usage": true]])
            let chunks = stream.events.dropLast().compactMap(\.json)
            #expect(chunks.last?["choices"] == [])
            #expect(chunks.last?["usage"] == whole.json?["usage"])
            #expect(chunks.dropLast().allSatisfy { $0["usage"] == .null })
        }
    }

    @Test("n answers come side by side and differ")
    func severalChoices() async throws {
        try await withFakeUpstream { upstream in
            let whole = try await upstream.ask(.chatCompletions, "Which well?", extra: ["n": 3])
            let texts = try #require(whole.json?["choices"]?.arrayValue).compactMap {
                $0["message"]?["content"]?.stringValue
            }
            #expect(Set(texts).count == 3)
            let stream = try await upstream.ask(.chatCompletions, "Which well?", stream: true, extra: ["n": 3])
            var streamed = ["", "", ""]
            for choice in stream.events.compactMap({ $0.json?["choices"]?.arrayValue?.first }) {
                streamed[choice["index"]?.intValue ?? 0] += choice["delta"]?["content"]?.stringValue ?? ""
            }
            #expect(streamed == texts)
        }
    }

    @Test("tool calls stream with their id first and their arguments in pieces")
    func toolCalls() async throws {
        try await withFakeUpstream { upstream in
            let mark = #"[[fake tool=weather tools=2 tool-input={"city":"Überlingen"}]]"#
            let whole = try await upstream.ask(.chatCompletions, "Look. \(mark)", extra: tools)
            let message = whole.json?["choices"]?.arrayValue?.first?["message"]
            let calls = try #require(message?["tool_calls"]?.arrayValue)
            #expect(message?["content"] == .null)
            #expect(whole.json?["choices"]?.arrayValue?.first?["finish_reason"] == "tool_calls")
            #expect(calls.count == 2)
            #expect(calls.allSatisfy { $0["function"]?["arguments"] == #"{"city":"Überlingen"}"# })
            #expect(calls[0]["id"] != calls[1]["id"])

            let stream = try await upstream.ask(.chatCompletions, "Look. \(mark)", stream: true, extra: tools)
            let deltas = stream.events.compactMap {
                $0.json?["choices"]?.arrayValue?.first?["delta"]?["tool_calls"]?.arrayValue?.first
            }
            for index in 0..<2 {
                let own = deltas.filter { $0["index"] == .int(index) }
                #expect(own.first?["id"] == calls[index]["id"])
                #expect(own.dropFirst().allSatisfy { $0["id"] == nil })
                #expect(own.count > 2)
                let arguments = own.compactMap { $0["function"]?["arguments"]?.stringValue }.joined()
                #expect(arguments == #"{"city":"Überlingen"}"#)
            }
        }
    }

    @Test("once a tool has answered, the answer quotes it and calls nothing")
    func toolResult() async throws {
        try await withFakeUpstream { upstream in
            let messages: JSONValue = [
                ["role": "user", "content": "Look. [[fake tool=weather fault=status-500]]"],
                [
                    "role": "assistant", "content": .null,
                    "tool_calls": [
                        ["id": "call_1", "type": "function", "function": ["name": "weather", "arguments": "{}"]]
                    ],
                ],
                ["role": "tool", "tool_call_id": "call_1", "content": "It snows."],
                ["role": "system", "content": "Be brief."],
            ]
            let answer = try await upstream.ask(.chatCompletions, "", extra: ["messages": messages])
            #expect(answer.status == 200)
            #expect(answer.spokenText.contains("\"It snows.\""))
            #expect(answer.json?["choices"]?.arrayValue?.first?["finish_reason"] == "stop")
        }
    }

    @Test("a forced tool is called with arguments that its schema accepts")
    func forcedTool() async throws {
        try await withFakeUpstream { upstream in
            let extra = JSONValue.object((tools.objectMembers ?? []) + [.init(key: "tool_choice", value: "required")])
            let answer = try await upstream.ask(.chatCompletions, "Look.", extra: extra)
            let call = answer.json?["choices"]?.arrayValue?.first?["message"]?["tool_calls"]?.arrayValue?.first
            #expect(call?["function"] == ["name": "weather", "arguments": #"{"city":"example"}"#])
        }
    }

    @Test("an answer cut at max_completion_tokens says so and is billed as cut")
    func lengthLimit() async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(.chatCompletions, "Tell me all.", extra: ["max_completion_tokens": 3])
            #expect(answer.spokenText == "Fake answer ")
            #expect(answer.json?["choices"]?.arrayValue?.first?["finish_reason"] == "length")
            #expect(answer.json?["usage"]?["completion_tokens"] == 3)
            #expect(upstream.ledger.billed.output == 3)
        }
    }

    @Test("reasoning is shown apart from the text and counted in the details")
    func reasoning() async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(.chatCompletions, "Why? [[fake reasoning=1]]")
            let message = answer.json?["choices"]?.arrayValue?.first?["message"]
            let thought = try #require(message?["reasoning_content"]?.stringValue)
            #expect(thought.contains("Why?"))
            let details = answer.json?["usage"]?["completion_tokens_details"]
            #expect(details?["reasoning_tokens"] == .int((thought.utf8.count + 3) / 4))
        }
    }

    @Test("the path decides the family, whatever else the client sends")
    func pathDecides() async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(.chatCompletions, "Hi", headers: ["anthropic-version: 2023-06-01"])
            #expect(answer.json?["object"] == "chat.completion")
        }
    }

    @Test("the models are listed and looked up")
    func models() async throws {
        try await withFakeUpstream { upstream in
            let list = try await upstream.send(request("/v1/models?limit=5", method: "GET"))
            #expect(list.json?["object"] == "list")
            #expect(list.json?["data"]?.arrayValue?.first?["object"] == "model")
            let one = try await upstream.send(request("/v1/models/gpt-4o", method: "GET"))
            #expect(one.json?["id"] == "gpt-4o")
            let none = try await upstream.send(request("/v1/models/nobody", method: "GET"))
            #expect(none.status == 404)
            #expect(none.json?["error"]?["code"] == "model_not_found")
        }
    }

    @Test(
        "a request that lacks something is refused in OpenAI's words",
        arguments: [
            ("{", nil), ("[]", nil), (#"{"messages":[{"role":"user","content":"x"}]}"#, "model"),
            (#"{"model":"m"}"#, "messages"), (#"{"model":"m","messages":[{"content":"x"}]}"#, "messages"),
            (#"{"model":"m","n":0,"messages":[{"role":"user","content":"x"}]}"#, "n"),
            (#"{"model":"m","max_tokens":0,"messages":[{"role":"user","content":"x"}]}"#, "max_tokens"),
        ])
    func refused(body: String, parameter: String?) async throws {
        try await withFakeUpstream { upstream in
            let head = "POST /v1/chat/completions HTTP/1.1\r\nHost: fake\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            let answer = try await upstream.send(head + body)
            #expect(answer.status == 400)
            #expect(answer.json?["error"]?.objectMembers?.map(\.key) == ["message", "type", "param", "code"])
            #expect(answer.json?["error"]?["type"] == "invalid_request_error")
            #expect(answer.json?["error"]?["param"] == .optional(parameter))
            #expect(upstream.ledger.billed.total == 0)
        }
    }
}
