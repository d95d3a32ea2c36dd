// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Legacy completions", .timeLimit(.minutes(1)))
struct CompletionsShapeTests {
    @Test("an answer has every member of a text completion, and a stream says the same")
    func shapes() async throws {
        try await withFakeUpstream { upstream in
            let whole = try await upstream.ask(.completions, "Once upon a wall")
            #expect(whole.json?.objectMembers?.map(\.key) == ["id", "object", "created", "model", "choices", "usage"])
            #expect(whole.json?["object"] == "text_completion")
            let choice = whole.json?["choices"]?.arrayValue?.first
            #expect(choice?.objectMembers?.map(\.key) == ["text", "index", "logprobs", "finish_reason"])
            #expect(choice?["finish_reason"] == "stop")
            let stream = try await upstream.ask(
                .completions, "Once upon a wall", stream: true, extra: ["stream_options": ["include_usage": true]])
            #expect(stream.events.last?.data == "[DONE]")
            #expect(stream.documents.allSatisfy { $0["object"] == "text_completion" })
            #expect(stream.spokenText == whole.spokenText)
            #expect(stream.documents.last?["usage"] == whole.json?["usage"])
            let reasons = stream.documents.compactMap { $0["choices"]?.arrayValue?.first?["finish_reason"] }
            #expect(reasons.filter { $0 != .null } == ["stop"])
        }
    }

    @Test("without max_tokens an answer ends after 16 tokens, as the format has it")
    func usualLimit() async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.send(request("/v1/completions", ["model": "m", "prompt": "Go on"]))
            #expect(answer.spokenText.utf8.count == 64)
            #expect(answer.json?["choices"]?.arrayValue?.first?["finish_reason"] == "length")
            #expect(answer.json?["usage"]?["completion_tokens"] == 16)
        }
    }

    @Test("several prompts and n multiply, echo repeats the prompt, logprobs tell every token")
    func options() async throws {
        try await withFakeUpstream { upstream in
            let several = try await upstream.ask(.completions, "", extra: ["prompt": ["a", "b"], "n": 2])
            #expect(several.json?["choices"]?.arrayValue?.map { $0["index"] } == [0, 1, 2, 3])
            let extra: JSONValue = ["echo": true, "logprobs": 2]
            let echoed = try await upstream.ask(.completions, "Well, [[fake text=no]]", extra: extra)
            #expect(echoed.spokenText == "Well, [[fake text=no]]no")
            let logprobs = echoed.json?["choices"]?.arrayValue?.first?["logprobs"]
            #expect(logprobs?["tokens"] == ["no"])
            #expect(logprobs?["text_offset"] == [22])
            #expect(logprobs?["token_logprobs"]?.arrayValue?.count == 1)
            #expect(logprobs?["top_logprobs"]?.arrayValue?.first?.objectMembers?.count == 2)
            let stream = try await upstream.ask(
                .completions, "Well, [[fake text=no]]", stream: true, extra: extra)
            #expect(stream.spokenText == echoed.spokenText)
        }
    }

    @Test("a request that lacks something is refused in OpenAI's words")
    func refused() async throws {
        try await withFakeUpstream { upstream in
            for body: JSONValue in [["prompt": "x"], ["model": "m", "prompt": 1], ["model": "m", "n": 0]] {
                let answer = try await upstream.send(request("/v1/completions", body))
                #expect(answer.status == 400)
                #expect(answer.json?["error"]?["type"] == "invalid_request_error")
            }
        }
    }
}
