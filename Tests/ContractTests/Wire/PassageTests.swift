// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("Embeddings and token counts, over sockets")
struct PassageTests {
    /// A request in our own words, and the provider that knows what to do with it.
    struct Passage: Sendable, CustomTestStringConvertible {
        var provider: ProviderName
        var target: String
        var body: String

        var testDescription: String { target }
    }

    static let own: [Passage] = [
        .init(provider: .openAI, target: "/v1/embeddings", body: #"{ "model":"e-small", "input":["pier","buoy"] }"#),
        .init(
            provider: .openAI, target: "/v1/embeddings",
            body: #"{"input":"pier","model":"e-small","encoding_format":"base64","new":null}"#),
        .init(provider: .openAI, target: "/v1/completions", body: #"{"model":"old","prompt":"Once","max_tokens":5}"#),
        .init(
            provider: .anthropic, target: "/v1/messages/count_tokens?beta=true",
            body: #"{"model":"claude-x","messages":[{"role":"user","content":"How long?"}]}"#),
        .init(
            provider: .gemini, target: "/v1beta/models/g-1:countTokens",
            body: #"{"contents":[{"parts":[{"text":"How long?"}]}]}"#),
        .init(
            provider: .gemini, target: "/v1beta/models/e-1:batchEmbedContents",
            body: #"{"requests":[{"model":"models/e-1","content":{"parts":[{"text":"pier"}]}}]}"#),
    ]

    @Test("they pass with the same bytes in both directions: our own", arguments: own)
    func ownPassages(_ passage: Passage) async throws { try await check(passage) }

    @Test(
        "they pass with the same bytes in both directions: recorded ones", .enabled(if: ShapeFolder.hasRecorded),
        arguments: ShapeFolder.recordedPassages)
    func recordedPassages(_ passage: Passage) async throws { try await check(passage) }

    private func check(_ passage: Passage) async throws {
        try await TestGateway.run(provider: passage.provider) { gateway in
            for round in 1...2 {
                gateway.upstream.reset()
                let response = try await gateway.client.post(
                    passage.target, passage.body, headers: [("content-type", "application/json")])
                let upstream = try #require(gateway.upstream.requests.first, "round \(round): \(response.text)")
                let isSame = upstream.body == Array(passage.body.utf8) && response.body == upstream.answered
                #expect(isSame)
                #expect(response.layer == "l3" && response.header("x-isartor-translation") == nil)
                #expect(response.status == upstream.status)
            }
        }
    }

    @Test("a provider of another family does not get them; counts are estimated", arguments: own)
    func foreign(_ passage: Passage) async throws {
        let provider: ProviderName = passage.provider == .openAI ? .anthropic : .openAI
        try await TestGateway.run(provider: provider) { gateway in
            let response = try await gateway.client.post(
                passage.target, passage.body, headers: [("content-type", "application/json")])
            #expect(gateway.upstream.requests.isEmpty)
            let isCount = passage.target.contains("count_tokens") || passage.target.contains(":countTokens")
            #expect(response.status == (isCount ? 200 : 400), "\(response.text)")
            #expect((response.header("x-isartor-estimate") == "true") == isCount)
            #expect(isCount || response.text.contains("operation_not_supported"))
        }
    }
}

extension ShapeFolder {
    /// Recorded requests for embeddings, legacy completions and token counts.
    static let recordedPassages: [PassageTests.Passage] = recordedBodies.compactMap { target, body in
        let path = target.prefix { $0 != "?" }
        let provider: ProviderName? =
            switch path {
            case "/v1/embeddings", "/v1/completions": .openAI
            case "/v1/messages/count_tokens": .anthropic
            default:
                ["countTokens", "embedContent", "batchEmbedContents"].contains { path.hasSuffix(":" + $0) }
                    ? .gemini : nil
            }
        guard let provider else { return nil }
        return PassageTests.Passage(provider: provider, target: target, body: String(decoding: body, as: UTF8.self))
    }
}
