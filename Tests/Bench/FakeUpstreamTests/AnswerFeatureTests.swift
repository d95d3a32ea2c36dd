// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("What answers can do", .timeLimit(.minutes(1)))
struct AnswerFeatureTests {
    private func chatTool(_ name: String) -> JSONValue {
        ["type": "function", "function": ["name": .string(name)]]
    }

    private func message(_ answer: RawAnswer) -> JSONValue? {
        answer.json?["choices"]?.arrayValue?.first?["message"]
    }

    @Test("several tools are called side by side, one alone where the client says so, none where it forbids")
    func parallelCalls() async throws {
        try await withFakeUpstream { upstream in
            let tools = JSONValue.array(["a", "b"].map(chatTool))
            let mark = "Look. [[fake tool=a,b]]"
            let both = try await upstream.ask(.chatCompletions, mark, extra: ["tools": tools])
            let calls = message(both)?["tool_calls"]?.arrayValue
            #expect(calls?.map { $0["function"]?["name"] } == ["a", "b"])
            #expect(calls?.map { $0["function"]?["arguments"] } == ["{}", "{}"])
            let single = try await upstream.ask(
                .chatCompletions, mark, extra: ["tools": tools, "parallel_tool_calls": false])
            #expect(message(single)?["tool_calls"]?.arrayValue?.count == 1)
            let none = try await upstream.ask(.chatCompletions, mark, extra: ["tools": tools, "tool_choice": "none"])
            #expect(message(none)?["tool_calls"] == nil)
            let alone = try await upstream.ask(
                .messages, mark, extra: ["tool_choice": ["type": "auto", "disable_parallel_tool_use": true]])
            #expect(alone.json?["content"]?.arrayValue?.map { $0["type"] } == ["tool_use"])
            let forbidden = try await upstream.ask(.messages, mark, extra: ["tool_choice": ["type": "none"]])
            #expect(forbidden.json?["content"]?.arrayValue?.map { $0["type"] } == ["text"])
        }
    }

    @Test("a chat's custom tool is called with text, streamed or not")
    func customTool() async throws {
        try await withFakeUpstream { upstream in
            let extra: JSONValue = ["tools": [["type": "custom", "custom": ["name": "shell"]]]]
            let mark = #"Run. [[fake tool=shell tool-input="\"ls -l\""]]"#
            let whole = try await upstream.ask(.chatCompletions, mark, extra: extra)
            let call = message(whole)?["tool_calls"]?.arrayValue?.first
            #expect(call?["type"] == "custom")
            #expect(call?["custom"] == ["name": "shell", "input": "ls -l"])
            let stream = try await upstream.ask(.chatCompletions, mark, stream: true, extra: extra)
            let input = stream.documents.compactMap { document in
                let delta = document["choices"]?.arrayValue?.first?["delta"]
                return delta?["tool_calls"]?.arrayValue?.first?["custom"]?["input"]?.stringValue
            }
            #expect(input.joined() == "ls -l")
        }
    }

    @Test("a stop sequence ends the answer before it comes up")
    func stopSequence() async throws {
        try await withFakeUpstream { upstream in
            let mark = #"[[fake text="one two END three"]]"#
            let chat = try await upstream.ask(.chatCompletions, mark, extra: ["stop": "END"])
            #expect(chat.spokenText == "one two ")
            #expect(chat.json?["choices"]?.arrayValue?.first?["finish_reason"] == "stop")
            let extra: JSONValue = ["stop_sequences": ["three", "END"]]
            let messages = try await upstream.ask(.messages, mark, extra: extra)
            #expect(messages.spokenText == "one two ")
            #expect(messages.json?["stop_reason"] == "stop_sequence")
            #expect(messages.json?["stop_sequence"] == "END")
            let stream = try await upstream.ask(.messages, mark, stream: true, extra: extra)
            #expect(stream.spokenText == "one two ")
            let delta = stream.documents.first { $0["type"] == "message_delta" }?["delta"]
            #expect(delta == ["stop_reason": "stop_sequence", "stop_sequence": "END"])
            let gemini = try await upstream.ask(
                .gemini, mark, extra: ["generationConfig": ["stopSequences": ["END"]]])
            #expect(gemini.spokenText == "one two ")
            let legacy = try await upstream.ask(.completions, mark, extra: ["stop": ["END"]])
            #expect(legacy.spokenText == "one two ")
            let unmet = try await upstream.ask(.messages, mark, extra: ["stop_sequences": ["four"]])
            #expect(unmet.json?["stop_reason"] == "end_turn")
            #expect(unmet.json?["stop_sequence"] == .null)
        }
    }

    @Test("a refusal stands where each format has it")
    func refusal() async throws {
        try await withFakeUpstream { upstream in
            let mark = "Do it. [[fake refusal=\"I will not.\" tool=a]]"
            let chat = try await upstream.ask(.chatCompletions, mark)
            #expect(message(chat)?["refusal"] == "I will not.")
            #expect(message(chat)?["content"] == .null)
            #expect(message(chat)?["tool_calls"] == nil)
            let chunks = try await upstream.ask(.chatCompletions, mark, stream: true).documents
            let refused = chunks.compactMap { $0["choices"]?.arrayValue?.first?["delta"]?["refusal"]?.stringValue }
            #expect(refused.joined() == "I will not.")
            #expect(chunks.allSatisfy { $0["choices"]?.arrayValue?.first?["delta"]?["content"]?.stringValue == nil })
            let messages = try await upstream.ask(.messages, mark)
            #expect(messages.json?["stop_reason"] == "refusal")
            let response = try await upstream.ask(.responses, mark)
            let part = response.json?["output"]?.arrayValue?.first?["content"]?.arrayValue?.first
            #expect(part == ["type": "refusal", "refusal": "I will not."])
            #expect(response.json?["status"] == "completed")
            let events = try await upstream.ask(.responses, mark, stream: true).documents
            let deltas = events.filter { $0["type"] == "response.refusal.delta" }
            #expect(deltas.compactMap { $0["delta"]?.stringValue }.joined() == "I will not.")
            #expect(events.contains { $0["type"] == "response.refusal.done" && $0["refusal"] == "I will not." })
            let candidate = try await upstream.ask(.gemini, mark).json?["candidates"]?.arrayValue?.first
            #expect(candidate == ["finishReason": "SAFETY", "finishMessage": "I will not.", "index": 0])
        }
    }

    @Test("thinking is shown where the request asks for it, and a directive can silence it")
    func reasoning() async throws {
        try await withFakeUpstream { upstream in
            let effort: JSONValue = ["reasoning_effort": "low"]
            let chat = try await upstream.ask(.chatCompletions, "Why?", extra: effort)
            #expect(message(chat)?["reasoning_content"]?.stringValue?.contains("Why?") == true)
            let silent = try await upstream.ask(.chatCompletions, "Why? [[fake reasoning=0]]", extra: effort)
            #expect(message(silent)?["reasoning_content"] == nil)
            let none = try await upstream.ask(.chatCompletions, "Why?", extra: ["reasoning_effort": "none"])
            #expect(message(none)?["reasoning_content"] == nil)
            let budget: JSONValue = ["thinking": ["type": "enabled", "budget_tokens": 1024]]
            let shown = try await upstream.ask(.messages, "Why?", extra: budget).json?["content"]?.arrayValue
            #expect(shown?.map { $0["type"] } == ["thinking", "text"])
            #expect(shown?[0]["thinking"]?.stringValue?.isEmpty == false)
            #expect(shown?[0]["signature"]?.stringValue?.isEmpty == false)
            let hidden: JSONValue = ["thinking": ["type": "adaptive", "display": "omitted"]]
            let omitted = try await upstream.ask(.messages, "Why?", extra: hidden)
            #expect(omitted.json?["content"]?.arrayValue?[0]["thinking"] == "")
            let billed = upstream.ledger.billed.output
            _ = try await upstream.ask(.messages, "Why?", stream: true, extra: hidden)
            #expect(upstream.ledger.billed.output - billed == omitted.json?["usage"]?["output_tokens"]?.intValue)
        }
    }

    @Test("a response shows the summary that was asked for, or the thinking encrypted, and counts it")
    func responsesReasoning() async throws {
        try await withFakeUpstream { upstream in
            let summed = try await upstream.ask(.responses, "Why?", extra: ["reasoning": ["summary": "auto"]])
            let item = summed.json?["output"]?.arrayValue?.first
            #expect(item?["type"] == "reasoning")
            let thought = try #require(item?["summary"]?.arrayValue?.first?["text"]?.stringValue)
            #expect(item?["encrypted_content"] == nil)
            let details = summed.json?["usage"]?["output_tokens_details"]
            #expect(details?["reasoning_tokens"] == .int((thought.utf8.count + 3) / 4))
            let extra: JSONValue = [
                "reasoning": ["effort": "high"], "include": ["reasoning.encrypted_content"], "store": false,
            ]
            let sealed = try await upstream.ask(.responses, "Why?", extra: extra).json?["output"]?.arrayValue?.first
            #expect(sealed?["summary"] == [])
            #expect(sealed?["encrypted_content"]?.stringValue?.isEmpty == false)
            let plain = try await upstream.ask(.responses, "Why?")
            #expect(plain.json?["output"]?.arrayValue?.map { $0["type"] } == ["message"])
        }
    }

    @Test("log probabilities cover every piece of a chat's text, streamed or not")
    func logprobs() async throws {
        try await withFakeUpstream { upstream in
            let extra: JSONValue = ["logprobs": true, "top_logprobs": 2]
            let whole = try await upstream.ask(.chatCompletions, "Why?", extra: extra)
            let choice = whole.json?["choices"]?.arrayValue?.first
            let tokens = try #require(choice?["logprobs"]?["content"]?.arrayValue)
            #expect(tokens.compactMap { $0["token"]?.stringValue }.joined() == whole.spokenText)
            #expect(tokens.allSatisfy { $0["top_logprobs"]?.arrayValue?.count == 2 })
            #expect(tokens.allSatisfy { $0["top_logprobs"]?.arrayValue?.first?["token"] == $0["token"] })
            #expect(tokens.allSatisfy { $0["logprob"]?.encodedText().hasPrefix("-0.0") == true })
            let stream = try await upstream.ask(.chatCompletions, "Why?", stream: true, extra: extra)
            let streamed = stream.documents.flatMap {
                $0["choices"]?.arrayValue?.first?["logprobs"]?["content"]?.arrayValue ?? []
            }
            #expect(streamed == tokens)
        }
    }

    @Test("every image of a prompt is counted")
    func images() async throws {
        try await withFakeUpstream { upstream in
            let url = "data:image/png;base64,AA=="
            let chat: JSONValue = [
                ["role": "user", "content": [["type": "image_url", "image_url": ["url": .string(url)]]]]
            ]
            let image: JSONValue = [
                "type": "image", "source": ["type": "base64", "media_type": "image/png", "data": "AA=="],
            ]
            let response: JSONValue = [
                ["role": "user", "content": [["type": "input_image", "image_url": .string(url)]]]
            ]
            let gemini: JSONValue = [
                ["parts": [["inline_data": ["mime_type": "image/png", "data": "AA=="]], ["text": ""]]]
            ]
            let asked: [(WireFormat, JSONValue)] = [
                (.chatCompletions, ["messages": chat]),
                (.messages, ["messages": [["role": "user", "content": [image]]]]),
                (.responses, ["input": response]), (.gemini, ["contents": gemini]),
            ]
            for (format, extra) in asked {
                upstream.reset()
                let answer = try await upstream.ask(format, "", extra: extra)
                #expect(answer.status == 200)
                #expect(upstream.ledger.billed.input == TokenCount.perImage)
            }
        }
    }
}
