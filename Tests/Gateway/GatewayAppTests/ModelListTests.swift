// SPDX-License-Identifier: Apache-2.0

import Settings
import TestKit
import Testing

@Suite("Model lists", .timeLimit(.minutes(1)))
struct ModelListTests {
    private static let named: @Sendable (inout Settings) -> Void = { settings in
        settings.provider.model = "house-model"
        settings.provider.modelAliases = ["quick": "small-model", "also": "house-model"]
    }

    private static let dialects: [(header: (String, String), list: String, model: String)] = [
        (
            ("x-none", "1"), #"{"object":"list","data":[{"id":"house-model","object":"model""#,
            #""owned_by":"alias:openai""#
        ),
        (
            ("anthropic-version", "2023-06-01"), #"{"data":[{"type":"model","id":"house-model""#,
            #""display_name":"quick""#
        ),
        (("x-goog-api-key", "k"), #"{"models":[{"name":"models/house-model""#, #""name":"models/quick""#),
    ]

    @Test(
        "one path lists the configured model, what aliases stand for and the aliases, in three dialects",
        arguments: 0..<3)
    func lists(place: Int) async throws {
        let (header, list, model) = Self.dialects[place]
        try await TestGateway.run(adjusting: Self.named) { gateway async throws in
            for path in ["/v1/models", "/models", "/v1/models?limit=1000"] {
                let response = try await gateway.client.send("GET", path, headers: [header])
                #expect(response.status == 200)
                #expect(response.text.hasPrefix(list), "\(response.text)")
                #expect(response.text.contains("small-model") && response.text.contains("also"))
                #expect(response.text.split(separator: "\"house-model\"").count <= 4)
            }
            let one = try await gateway.client.send("GET", "/v1/models/quick", headers: [header])
            #expect(one.status == 200 && one.text.contains(model), "\(one.text)")
            #expect(gateway.upstreamCalls == 0)
        }
    }

    @Test("a model that is not listed is 404 in the client's words, and the gateway lives on", arguments: 0..<3)
    func unlisted(place: Int) async throws {
        let header = Self.dialects[place].header
        try await TestGateway.run(adjusting: Self.named) { gateway async throws in
            for path in ["/v1/models/nobody", "/v1/models/a/b/c", "/models/nobody", "/v1beta/models/nobody"] {
                let response = try await gateway.client.send("GET", path, headers: [header])
                #expect(response.status == 404)
                #expect(response.text.contains("model_not_found"))
            }
            #expect(try await gateway.client.send("GET", "/v1beta/models").text.hasPrefix(#"{"models":[{"#))
        }
    }
}
