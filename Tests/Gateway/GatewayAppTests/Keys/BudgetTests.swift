// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Foundation
import Settings
import TestKit
import Testing

@Suite("Budgets of virtual keys", .timeLimit(.minutes(4)))
struct BudgetTests {
    /// What gpt-4o-mini costs, in nano-dollars a token.
    private static let inputPrice = 150
    private static let cachedPrice = 75
    private static let outputPrice = 600

    /// What the provider's own books say that all calls together cost, in nano-dollars.
    private static func bill(_ gateway: TestGateway) -> Int {
        let billed = gateway.upstream.ledger.billed
        return billed.input * inputPrice + billed.cacheRead * cachedPrice + billed.output * outputPrice
    }

    private static func question(_ number: Int, maxTokens: Int = 200, model: String = "gpt-4o-mini") -> String {
        let name = String(1_000 + number)
        return
            #"{"model":"\#(model)","max_tokens":\#(maxTokens),"messages":[{"role":"user","content":"Question \#(name)"}]}"#
    }

    /// What is reserved for such a question: its bytes and the provider's frame, and the longest answer.
    private static func worstCase(_ body: String, maxTokens: Int = 200) -> Int {
        (body.utf8.count + 64) * inputPrice + maxTokens * outputPrice
    }

    private static func dollars(_ nano: Int) -> String {
        let digits = String(nano % 1_000_000_000)
        return "\(nano / 1_000_000_000).\(String(repeating: "0", count: 9 - digits.count))\(digits)"
    }

    private static func nano(_ value: Any?) -> Int { Int(((value as? Double ?? -1) * 1_000_000_000).rounded()) }

    @Test(
        "of 200 requests at a time on a key with money for 7, no more is billed than the budget, and what was not used comes back"
    )
    func race() async throws {
        try await KeyHolder.run(threads: 2) { gateway async throws in
            let worst = Self.worstCase(Self.question(0))
            let budget = 7 * worst
            let holder = try await KeyHolder.make(gateway, #"{"max_budget":\#(Self.dollars(budget))}"#)
            gateway.upstream.stand(FakeUpstreamDirectives(firstByteMilliseconds: 400))
            let outcomes = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for number in 0..<200 { group.addTask { try await holder.ask(Self.question(number)) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let served = outcomes.count { $0.status == 200 }
            #expect(served >= 7)
            for refused in outcomes where refused.status != 200 {
                let isSpent = refused.status == 402 && refused.text.contains("key_budget_exceeded")
                let isReserved = refused.status == 429 && refused.text.contains("key_budget_reserved")
                #expect(isSpent || isReserved, "\(refused.status) \(refused.text)")
            }
            #expect(Self.bill(gateway) <= budget)
            // One after another, the rest of the budget is used up; then it is final.
            gateway.upstream.stand(FakeUpstreamDirectives())
            var number = 1_000
            var last = try await holder.ask(Self.question(number))
            while last.status == 200 {
                number += 1
                last = try await holder.ask(Self.question(number))
            }
            #expect(last.status == 402 && last.header("x-should-retry") == "false")
            #expect(number > 1_000)
            let information = try await holder.information()
            #expect(Self.nano(information["spend"]) == Self.bill(gateway))
            #expect(Self.nano(information["reserved"]) == 0)
            #expect(Self.bill(gateway) <= budget && Self.bill(gateway) > budget - worst)
            // What is kept costs nothing, so it is served all the same.
            #expect(try await holder.ask(Self.question(number - 1)).layer == "l1a")
        }
    }

    @Test("what was spent counts after a restart, and what was reserved does not")
    func restart() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("isartor-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let worst = Self.worstCase(Self.question(0))
        let (key, spent) = try await TestGateway.run(adjusting: KeyHolder.lock, database: folder + "/isartor.db") {
            gateway async throws in
            let holder = try await KeyHolder.make(gateway, #"{"max_budget":\#(Self.dollars(2 * worst))}"#)
            #expect(try await holder.ask(Self.question(1)).status == 200)
            return (holder.key, Self.nano(try await holder.information()["spend"]))
        }
        #expect(spent > 0)
        try await TestGateway.run(adjusting: KeyHolder.lock, database: folder + "/isartor.db") {
            gateway async throws in
            let own = try await gateway.client.send("GET", "/key/info", headers: [("x-api-key", key)])
            let information = try #require(try KeyHolder.object(own)["info"] as? [String: Any])
            #expect(Self.nano(information["spend"]) == spent && Self.nano(information["reserved"]) == 0)
        }
    }

    @Test(
        "a stream that its client leaves is charged as far as it came, and the rest comes back",
        arguments: [true, false])
    func leaving(_ wantsUsage: Bool) async throws {
        try await KeyHolder.run { gateway async throws in
            let holder = try await KeyHolder.make(gateway, #"{"max_budget":1}"#)
            gateway.upstream.schedule([
                FakeUpstreamDirectives(frameDelayMilliseconds: 20, text: String(repeating: "word ", count: 400))
            ])
            let port = gateway.client.port
            let body = Self.question(1, maxTokens: 4_000).replacing(
                #""max_tokens""#, with: #""stream":true,"stream_options":{"include_usage":\#(wantsUsage)},"max_tokens""#
            )
            let key = holder.key
            try await TestClient.blocking {
                let socket = try TestSocket(port: port)
                try socket.send(
                    "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nx-api-key: \(key)\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
                        + body)
                var seen = 0
                while seen < 2_000 { seen += try socket.receive().count }
                socket.close()
            }
            var information = try await holder.information()
            for _ in 0..<100 where Self.nano(information["reserved"]) != 0 {
                try await Task.sleep(for: .milliseconds(20))
                information = try await holder.information()
            }
            #expect(Self.nano(information["reserved"]) == 0)
            let spend = Self.nano(information["spend"])
            #expect(spend > 0 && spend < 4_000 * Self.outputPrice)
        }
    }

    @Test("a failure costs nothing, and a dearer fallback is not asked if there is no money for it")
    func fallback() async throws {
        try await KeyHolder.run({ settings in
            settings.provider.fallbacks = [
                ChainedProvider(
                    .openAI, url: settings.provider.url, model: "gpt-4o", keys: settings.provider.chain[0].keys)
            ]
        }) { gateway async throws in
            let worst = Self.worstCase(Self.question(0))
            let holder = try await KeyHolder.make(gateway, #"{"max_budget":\#(Self.dollars(2 * worst))}"#)
            gateway.upstream.schedule([FakeUpstreamDirectives(fault: .status500)])
            let refused = try await holder.ask(Self.question(1))
            #expect(refused.status >= 400)
            #expect(gateway.upstreamCalls == 1, "gpt-4o costs more than there is")
            let information = try await holder.information()
            #expect(Self.nano(information["spend"]) == 0 && Self.nano(information["reserved"]) == 0)
            try await holder.update(#""max_budget":1"#)
            gateway.upstream.schedule([FakeUpstreamDirectives(fault: .status500)])
            #expect(try await holder.ask(Self.question(2)).status == 200)
            #expect(gateway.upstreamCalls == 3)
        }
    }

    @Test(
        "what cannot be bounded or priced is refused, and the refusal says what to do",
        arguments: [Door.chat, .messages])
    func unbounded(_ door: Door) async throws {
        try await KeyHolder.run({ $0.provider.name = door.provider }) { gateway async throws in
            let money = try await KeyHolder.make(gateway, #"{"max_budget":1}"#)
            let unknown =
                #"{"model":"unheard-of","max_tokens":5,"messages":[{"role":"user","content":"hello"}]}"#
            let refused = try await money.ask(unknown, path: door.path)
            try ErrorShape.expect(refused, door, status: 403, code: "price_unknown")
            #expect(refused.text.contains("usage_pricing"))
            let tokens = try await KeyHolder.make(gateway, #"{"token_budget":1000}"#)
            #expect(try await tokens.ask(unknown, path: door.path).status == 200)
            let endless = #"{"model":"unheard-of","messages":[{"role":"user","content":"hello"}]}"#
            if door == .chat {
                let refused = try await tokens.ask(endless, path: door.path)
                try ErrorShape.expect(refused, door, status: 400, code: "output_limit_missing")
            }
            let large = unknown.replacing(#""max_tokens":5"#, with: #""max_tokens":5000"#)
            let spent = try await tokens.ask(large, path: door.path)
            let shape = try ErrorShape.expect(spent, door, status: 402, code: "key_budget_exceeded")
            #expect(shape.type == (door == .chat ? "insufficient_quota" : "billing_error"))
            let minute = try await KeyHolder.make(gateway, #"{"tpm_limit":500}"#)
            #expect(try await minute.ask(unknown, path: door.path).status == 200)
            let wide = unknown.replacing(#""max_tokens":5"#, with: #""max_tokens":450"#)
            #expect(try await minute.ask(wide, path: door.path).text.contains("key_tokens_rate_limited"))
        }
    }

    @Test("a cap for models that are not known makes them usable")
    func cap() async throws {
        try await KeyHolder.run({ $0.quota.outputCap = 100 }) { gateway async throws in
            let tokens = try await KeyHolder.make(gateway, #"{"token_budget":1000}"#)
            let endless = #"{"model":"unheard-of","messages":[{"role":"user","content":"hello"}]}"#
            #expect(try await tokens.ask(endless).status == 200)
            #expect(try await tokens.information()["tokens_used"] as? Int ?? 0 > 0)
        }
    }

    @Test("vectors are charged as the provider reports, and what nobody can bound is refused")
    func passages() async throws {
        try await KeyHolder.run { gateway async throws in
            let holder = try await KeyHolder.make(gateway, #"{"token_budget":500}"#)
            let vectors = try await holder.ask(
                #"{"model":"text-embedding-3-small","input":"hello"}"#, path: "/v1/embeddings")
            #expect(vectors.status == 200)
            #expect(try await holder.information()["tokens_used"] as? Int ?? 0 > 0)
            let legacy = try await holder.ask(
                #"{"model":"gpt-3.5-turbo-instruct","prompt":"hello"}"#, path: "/v1/completions")
            #expect(legacy.status == 403 && legacy.text.contains("route_not_priced"))
        }
    }
}
