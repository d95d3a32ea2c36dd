// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Anthropic shapes", .timeLimit(.minutes(1)))
struct AnthropicShapeTests {
    private let tools: JSONValue = [
        "tools": [["name": "weather", "input_schema": ["type": "object", "properties": [:]]]]
    ]

    @Test("an answer has every member of a message")
    func document() async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(.messages, "How deep is the moat?")
            let json = try #require(answer.json)
            #expect(answer.headers["request-id"] == "req_fake_00000001")
            #expect(
                json.objectMembers?.map(\.key) == [
                    "model", "id", "type", "role", "content", "stop_reason", "stop_sequence", "usage",
                ])
            #expect(json["id"]?.stringValue?.hasPrefix("msg_01") == true)
            #expect(json["type"] == "message")
            #expect(json["role"] == "assistant")
            #expect(json["stop_reason"] == "end_turn")
            #expect(json["stop_sequence"] == .null)
            #expect(json["content"]?.arrayValue?.map { $0["type"] } == ["text"])
            #expect(answer.spokenText.contains("\"How deep is the moat?\""))
            let usage = json["usage"]
            #expect(usage?["input_tokens"] == 6)
            #expect(usage?["output_tokens"] == .int((answer.spokenText.utf8.count + 3) / 4))
            #expect(usage?["cache_creation"] == ["ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0])
        }
    }

    @Test("a stream opens, fills and closes each block in order and says the same as the document")
    func stream() async throws {
        try await withFakeUpstream { upstream in
            let mark = #"[[fake reasoning=1 text="Let me look." tool=weather tool-input={"city":"Bern"}]]"#
            let whole = try await upstream.ask(.messages, mark, extra: tools)
            let stream = try await upstream.ask(.messages, mark, stream: true, extra: tools)
            let events = stream.events
            #expect(events.allSatisfy { $0.name != nil && $0.json?["type"]?.stringValue == $0.name })
            #expect(events.first?.name == "message_start")
            #expect(events.suffix(2).map(\.name) == ["message_delta", "message_stop"])
            #expect(events.filter { $0.name == "ping" }.count == 1)
            #expect(rebuilt(events) == whole.json?["content"])
            let start = events.first?.json?["message"]
            #expect(start?["content"] == [])
            #expect(start?["stop_reason"] == .null)
            #expect(start?["usage"]?["input_tokens"] == whole.json?["usage"]?["input_tokens"])
            let delta = events.first { $0.name == "message_delta" }?.json
            #expect(delta?["delta"] == ["stop_reason": "tool_use", "stop_sequence": .null])
            #expect(delta?["usage"]?["output_tokens"] == whole.json?["usage"]?["output_tokens"])
        }
    }

    /// The content that a stream's events add up to, put together as a client does.
    private func rebuilt(_ events: [RawEvent]) -> JSONValue {
        var blocks: [JSONValue] = []
        var texts: [String: String] = [:]
        for json in events.compactMap(\.json) {
            switch json["type"] {
            case "content_block_start":
                #expect(json["index"] == .int(blocks.count))
                blocks.append(json["content_block"] ?? .null)
                texts = [:]
            case "content_block_delta":
                for member in json["delta"]?.objectMembers ?? [] where member.key != "type" {
                    texts[member.key, default: ""] += member.value.stringValue ?? ""
                }
            case "content_block_stop":
                guard case .object(var members) = blocks.removeLast() else { continue }
                for (index, member) in members.enumerated() {
                    if let text = texts[member.key] { members[index].value = .string(text) }
                    if member.key == "input", let input = texts["partial_json"] {
                        members[index].value = (try? JSONReader.read(Array(input.utf8))) ?? .null
                    }
                }
                blocks.append(.object(members))
            default: break
            }
        }
        return .array(blocks)
    }

    @Test("the words after an agent's reminders count, also with a system message behind them")
    func reminders() async throws {
        try await withFakeUpstream { upstream in
            let messages: JSONValue = [
                [
                    "role": "user",
                    "content": [
                        ["type": "text", "text": "<reminder>mind the gap</reminder>"],
                        ["type": "text", "text": "Where is the key? [[fake finish=max_tokens]]"],
                    ],
                ],
                ["role": "system", "content": [["type": "text", "text": "Tokens left: many"]]],
            ]
            let answer = try await upstream.ask(.messages, "", extra: ["messages": messages])
            #expect(answer.spokenText.contains("\"Where is the key?\""))
            #expect(answer.json?["stop_reason"] == "max_tokens")
        }
    }

    @Test("once a tool has answered, the answer quotes it and calls nothing")
    func toolResult() async throws {
        try await withFakeUpstream { upstream in
            let messages: JSONValue = [
                ["role": "user", "content": "Look. [[fake tool=weather]]"],
                [
                    "role": "assistant",
                    "content": [["type": "tool_use", "id": "toolu_1", "name": "weather", "input": [:]]],
                ],
                [
                    "role": "user",
                    "content": [
                        [
                            "type": "tool_result", "tool_use_id": "toolu_1",
                            "content": [["type": "text", "text": "It rains. [[fake fault=status-500]]"]],
                        ],
                        ["type": "text", "text": "<reminder>tool=weather</reminder>"],
                    ],
                ],
            ]
            let asked = question(.messages, "", extra: ["messages": messages])
            let answer = try await upstream.send(
                request("/v1/messages?beta=true", asked, headers: ["x-fake-upstream: tool=weather"]))
            #expect(answer.status == 200)
            #expect(answer.spokenText.contains("The tool returned: \"It rains."))
            #expect(answer.json?["stop_reason"] == "end_turn")
        }
    }

    @Test("a request for a title beside the talk gets its JSON, not the talk's tool call")
    func titleRequest() async throws {
        try await withFakeUpstream { upstream in
            let schema: JSONValue = [
                "type": "object", "properties": ["title": ["type": "string"]], "required": ["title"],
            ]
            let format: JSONValue = ["format": ["type": "json_schema", "schema": schema]]
            let answer = try await upstream.ask(
                .messages, "Look. [[fake tool=weather]]", extra: ["output_config": format])
            #expect(answer.spokenText == #"{"title":"example"}"#)
        }
    }

    @Test("counted tokens are the tokens that the prompt is billed with")
    func countTokens() async throws {
        try await withFakeUpstream { upstream in
            let asked: JSONValue = [
                "model": "m", "system": "Be kind.", "messages": [["role": "user", "content": "Hello out there"]],
            ]
            let counted = try await upstream.send(request("/v1/messages/count_tokens?beta=true", asked))
            let answer = try await upstream.ask(.messages, "Hello out there", extra: ["system": "Be kind."])
            #expect(counted.json == ["input_tokens": 6])
            #expect(answer.json?["usage"]?["input_tokens"] == 6)
        }
    }

    @Test("models are listed as Anthropic does when its version header is there")
    func models() async throws {
        try await withFakeUpstream { upstream in
            let list = try await upstream.send(
                request("/v1/models", method: "GET", headers: ["anthropic-version: 2023-06-01"]))
            #expect(list.json?.objectMembers?.map(\.key) == ["data", "has_more", "first_id", "last_id"])
            #expect(list.json?["data"]?.arrayValue?.first?["type"] == "model")
        }
    }

    @Test(
        "a request that lacks something is refused in Anthropic's words",
        arguments: [
            (#"{"max_tokens":1,"messages":[{"role":"user","content":"x"}]}"#, "model: Field required"),
            (#"{"model":"m","max_tokens":1}"#, "messages: Field required"),
            (#"{"model":"m","messages":[{"role":"user","content":"x"}]}"#, "max_tokens: Field required"),
            (
                #"{"model":"m","max_tokens":1,"messages":[{"role":"robot","content":"x"}]}"#,
                "messages.0.role: Input should be 'user' or 'assistant'"
            ),
        ])
    func refused(body: String, message: String) async throws {
        try await withFakeUpstream { upstream in
            let head = "POST /v1/messages HTTP/1.1\r\nHost: fake\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            let answer = try await upstream.send(head + body)
            #expect(answer.status == 400)
            #expect(
                answer.json == [
                    "type": "error", "error": ["type": "invalid_request_error", "message": .string(message)],
                    "request_id": "req_fake_00000001",
                ])
        }
    }

    @Test("a fifth cache marker is refused")
    func tooManyMarkers() async throws {
        try await withFakeUpstream { upstream in
            let block: JSONValue = ["type": "text", "text": "word", "cache_control": ["type": "ephemeral"]]
            for (count, status) in [(4, 200), (5, 400)] {
                let system = JSONValue.array(Array(repeating: block, count: count))
                let answer = try await upstream.ask(.messages, "Hi", extra: ["system": system])
                #expect(answer.status == status)
            }
        }
    }
}
