// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Stored answers", .timeLimit(.minutes(1)))
struct StoredStateTests {
    @Test("a stored answer can be continued, and its turns count as the prompt")
    func continued() async throws {
        try await withFakeUpstream { upstream in
            let first = try await upstream.ask(.responses, "Call. [[fake tool=weather]]")
            let id = try #require(first.json?["id"])
            let call = try #require(first.json?["output"]?.arrayValue?.first)
            let result: JSONValue = [
                "type": "function_call_output", "call_id": call["call_id"] ?? .null, "output": "It thaws.",
            ]
            let second = try await upstream.ask(
                .responses, "", extra: ["input": [result], "previous_response_id": id])
            #expect(second.spokenText.contains("\"It thaws.\""))
            #expect(second.json?["previous_response_id"] == id)
            let tokens = (first.json?["usage"]?["input_tokens"]?.intValue ?? 0)
            #expect((second.json?["usage"]?["input_tokens"]?.intValue ?? 0) > tokens)
        }
    }

    @Test("an answer that was not stored, is another credential's or was forgotten is not found")
    func notFound() async throws {
        try await withFakeUpstream { upstream in
            let first = try await upstream.ask(.responses, "One")
            let second = try await upstream.ask(.responses, "Two", extra: ["store": false])
            let stored = try #require(first.json?["id"])
            let unstored = try #require(second.json?["id"])
            let failed = try await upstream.ask(.responses, "Hi", extra: ["previous_response_id": unstored])
            #expect(failed.status == 400)
            #expect(failed.json?["error"]?["code"] == "previous_response_not_found")
            #expect(failed.json?["error"]?["param"] == "previous_response_id")
            let named = "Previous response with id '\(unstored.stringValue ?? "")' not found."
            #expect(failed.json?["error"]?["message"] == .string(named))
            let extra: JSONValue = ["previous_response_id": stored]
            #expect(try await upstream.ask(.responses, "Hi", extra: extra).status == 200)
            let other = try await upstream.ask(.responses, "Hi", extra: extra, headers: ["Authorization: Bearer x"])
            #expect(other.status == 400)
            upstream.reset()
            #expect(try await upstream.ask(.responses, "Hi", extra: extra).status == 400)
        }
    }

    @Test("a stored answer can be looked up and deleted")
    func lookedUp() async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(.responses, "One")
            let path = "/v1/responses/" + (answer.json?["id"]?.stringValue ?? "")
            #expect(try await upstream.send(request(path, method: "GET")).json == answer.json)
            #expect(try await upstream.send(request(path, method: "DELETE")).json?["deleted"] == true)
            let gone = try await upstream.send(request(path, method: "GET"))
            #expect(gone.status == 404)
            #expect(gone.json?["error"]?["type"] == "invalid_request_error")
            #expect(upstream.ledger.requests[.storedState] == 3)
        }
    }

    @Test("a conversation grows with its turns, an unknown one is refused")
    func conversation() async throws {
        try await withFakeUpstream { upstream in
            let made = try await upstream.send(request("/v1/conversations", ["metadata": ["a": "b"]]))
            let id = try #require(made.json?["id"])
            #expect(made.json?["object"] == "conversation")
            #expect(made.json?["metadata"] == ["a": "b"])
            var tokens: [Int] = []
            for conversation: JSONValue in [id, ["id": id]] {
                let answer = try await upstream.ask(.responses, "Again.", extra: ["conversation": conversation])
                #expect(answer.json?["conversation"] == ["id": id])
                tokens.append(answer.json?["usage"]?["input_tokens"]?.intValue ?? 0)
            }
            #expect(tokens[0] == 2)
            #expect(tokens[1] > 20)
            let unknown = try await upstream.ask(.responses, "Hi", extra: ["conversation": "conv_none"])
            #expect(unknown.status == 404)
            #expect(unknown.json?["error"]?["message"] == "Conversation with id 'conv_none' not found.")
        }
    }

    @Test("the store keeps to its bounds and forgets the oldest first")
    func bounds() {
        var store = ResponseStore()
        for number in 0..<3 {
            store.keep("r\(number)", of: "k", document: .int(number), items: [], size: 30 << 20)
        }
        #expect(store.items("r0", of: "k") == nil)
        #expect(store.document("r1", of: "k") == 1)
        #expect(store.document("r2", of: "k") == 2)
        #expect(store.document("r2", of: "other") == nil)
        for number in 0..<5000 { store.keep("s\(number)", of: "k", document: .null, items: [], size: 1) }
        #expect(store.items("s903", of: "k") == nil)
        #expect(store.items("s904", of: "k") != nil)
    }
}
