// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Foundation
import Settings
import TestKit
import Testing

@Suite("Usage, asked and told")
struct UsageTests {
    private static let stream =
        #"{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"Tell me something"}]}"#

    /// Runs with a ledger in a folder of its own.
    private func run(
        adjusting adjust: @escaping @Sendable (inout Settings) -> Void = { _ in },
        _ body: @Sendable (TestGateway) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("isartor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await TestGateway.run(adjusting: adjust, database: folder.path + "/isartor.db", body)
    }

    /// A page, once it says what is expected: entries are written a moment after the answer.
    private func page(_ path: String, of gateway: TestGateway, has text: String) async throws -> String {
        var page = ""
        for _ in 0..<200 {
            page = try await gateway.client.send("GET", path).text
            if page.contains(text) { return page }
            try await Task.sleep(for: .milliseconds(25))
        }
        return page
    }

    @Test("a client that did not ask for token counts sees the stream as if nobody had, and the ledger has them")
    func asksAndStrips() async throws {
        let plain = try await TestGateway.run { try await $0.client.post("/v1/chat/completions", Self.stream) }
        try await run(adjusting: { $0.usage.streamUsage = .always }) { gateway in
            let answer = try await gateway.client.post("/v1/chat/completions", Self.stream)
            #expect(answer.text == plain.text)
            #expect(!answer.text.contains("usage"))
            #expect(answer.header("x-isartor-mutations")?.hasPrefix("request:stream_usage@") == true)
            let sent = try #require(gateway.upstream.requests.first)
            #expect(String(decoding: sent.body, as: UTF8.self).contains(#""stream_options":{"include_usage":true}"#))
            let id = try #require(answer.header("x-isartor-request-id"))
            let receipt = try await page("/debug/receipts/\(id)", of: gateway, has: #""asked_for_counts":true"#)
            #expect(receipt.contains(#""estimated":false"#))
            #expect(receipt.contains(#""actual_usd":0.0000"#))
            // The kept answer is the one that the client saw, and its counts are known.
            let hit = try await gateway.client.post("/v1/chat/completions", Self.stream)
            #expect(hit.layer == "l1a")
            #expect(hit.text == plain.text)
            #expect(hit.header("x-isartor-saved-tokens") != nil)
        }
    }

    @Test("a stream whose counts nobody asked for is estimated, and marked")
    func estimates() async throws {
        try await run { gateway in
            let answer = try await gateway.client.post("/v1/chat/completions", Self.stream)
            #expect(answer.header("x-isartor-mutations") == nil)
            let id = try #require(answer.header("x-isartor-request-id"))
            let receipt = try await page("/debug/receipts/\(id)", of: gateway, has: #""calls":[{"#)
            #expect(receipt.contains(#""estimated":true"#))
        }
    }

    @Test("a hit's receipt tells what the provider would have billed, and the pages add it up")
    func givesReceipts() async throws {
        let body = Self.stream.replacing(#""stream":true,"#, with: "")
        try await run { gateway in
            let first = try await gateway.client.post("/v1/chat/completions", body)
            let hit = try await gateway.client.post("/v1/chat/completions", body)
            #expect(first.layer == "l3" && hit.layer == "l1a")
            let paid = try await page(
                "/debug/receipts/\(first.header("x-isartor-request-id") ?? "")", of: gateway, has: #""calls":[{"#)
            let spared = try await page(
                "/debug/receipts/\(hit.header("x-isartor-request-id") ?? "")", of: gateway, has: #""layer":"l1a""#)
            let cost = try #require(paid.firstMatch(of: #/"actual_usd":([0-9.]+)/#)?.1)
            #expect(paid.contains(#""difference_usd":0"#))
            #expect(spared.contains(#""counterfactual_usd":\#(cost),"actual_usd":0,"difference_usd":\#(cost)"#))
            let usage = try await page("/debug/usage?hours=1", of: gateway, has: #""total_deflected_requests":1"#)
            #expect(usage.contains(#""estimated_cost_usd":\#(cost),"estimated_saved_cost_usd":\#(cost)"#))
            #expect(usage.contains(#""deflection_rate":0.5000"#))
            let prompts = try await gateway.client.send("GET", "/debug/stats/prompts?limit=5").text
            #expect(prompts.contains(#""total_prompts":2,"total_deflected_prompts":1"#))
            #expect(prompts.contains(#""L1a_ExactCache":1"#))
            let agents = try await gateway.client.send("GET", "/debug/stats/agents").text
            #expect(agents.contains(#""unknown":{"requests":2,"cache_hits":1,"cache_misses":1"#))
            let breakdown = try await gateway.client.send("GET", "/api/admin/usage/breakdown").text
            #expect(breakdown.contains(#""provider":"openai","model":"gpt-4o-mini""#))
        }
    }

    @Test("what is held out is answered by the provider, is in an arm of its own and leaves nothing to others")
    func holdsOut() async throws {
        let bodies = (0..<60).map {
            #"{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Number \#($0)"}]}"#
        }
        try await run(adjusting: { $0.usage.holdout = 5000 }) { gateway in
            var hits = 0
            for body in bodies { _ = try await gateway.client.post("/v1/chat/completions", body) }
            for body in bodies where try await gateway.client.post("/v1/chat/completions", body).layer == "l1a" {
                hits += 1
            }
            // Sixty questions fall to one side by chance only as often as a coin does sixty times.
            #expect((1..<60).contains(hits))
            #expect(gateway.upstreamCalls == 120 - hits)
            let usage = try await page("/debug/usage?hours=1", of: gateway, has: #""total_requests":120"#)
            #expect(usage.contains(#""holdout":{"served":{"requests":\#(hits * 2),"deflected":\#(hits),"#))
            #expect(usage.contains(#""held_out":{"requests":\#(120 - hits * 2),"deflected":0,"#))
            #expect(usage.contains("measured_saved_cost_usd"))
        }
    }

    @Test("without a state database the pages say so")
    func saysWhenThereIsNone() async throws {
        try await TestGateway.run { gateway in
            for path in ["/debug/usage", "/debug/stats/prompts", "/debug/stats/agents", "/debug/receipts/isr-1"] {
                let answer = try await gateway.client.send("GET", path)
                #expect(answer.status == 503)
                #expect(answer.text.contains("ledger_unavailable"))
            }
        }
    }

    @Test("pages refuse what they cannot read, and know what they do not have")
    func refuses() async throws {
        try await run { gateway in
            #expect(try await gateway.client.send("GET", "/debug/usage?hours=0").status == 400)
            #expect(try await gateway.client.send("GET", "/debug/stats/prompts?limit=many").status == 400)
            let missing = try await gateway.client.send("GET", "/debug/receipts/isr-none-0-1")
            #expect(missing.status == 404)
            #expect(missing.text.contains("receipt_not_found"))
        }
    }

    @Test("the pages need the key when there is one")
    func needsKey() async throws {
        try await run(adjusting: { $0.authentication.gatewayKey = Secret("secret-key") }) { gateway in
            for path in ["/debug/usage", "/debug/stats/prompts", "/debug/receipts/x", "/api/admin/usage"] {
                #expect(try await gateway.client.send("GET", path).status == 401)
            }
            let answer = try await gateway.client.send("GET", "/debug/usage", headers: [("x-api-key", "secret-key")])
            #expect(answer.status == 200)
        }
    }
}
