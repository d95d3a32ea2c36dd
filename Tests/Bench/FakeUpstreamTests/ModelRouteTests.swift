// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Lists of models", .timeLimit(.minutes(1)))
struct ModelRouteTests {
    @Test(
        "the dialect follows the headers, and the version where it is Google's",
        arguments: [
            ("/v1/models", nil, "object"), ("/v1/models?pageSize=5", "x-goog-api-key: k", "models"),
            ("/v1/models?limit=5", "anthropic-version: 2026-10-21", "has_more"), ("/models", nil, "object"),
            ("/models", "x-goog-api-key: k", "models"), ("/v1beta/models", nil, "models"),
        ])
    func lists(target: String, header: String?, member: String) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.send(
                request(target, method: "GET", headers: [header].compactMap(\.self)))
            #expect(answer.status == 200)
            let members = ["object", "models", "has_more"].filter { answer.json?[$0] != nil }
            #expect(members == [member])
            #expect(upstream.ledger.requests == [.models: 1])
        }
    }

    @Test("one model is looked up in each dialect")
    func lookUp() async throws {
        try await withFakeUpstream { upstream in
            let gemini = try await upstream.send(request("/v1beta/models/gemini-2.5-flash", method: "GET"))
            #expect(gemini.json?["name"] == "models/gemini-2.5-flash")
            #expect(gemini.json?["supportedGenerationMethods"]?.arrayValue?.contains("generateContent") == true)
            let anthropic = try await upstream.send(
                request("/v1/models/claude-haiku-4-5", method: "GET", headers: ["anthropic-version: 2023-06-01"]))
            #expect(anthropic.json?["id"] == "claude-haiku-4-5")
            let none = try await upstream.send(request("/v1beta/models/nobody", method: "GET"))
            #expect(none.status == 404)
            #expect(none.json?["error"]?["status"] == "NOT_FOUND")
        }
    }
}
