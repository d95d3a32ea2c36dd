// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Foundation
import Settings
import TestKit
import Testing

@Suite("Quotas of providers over sockets", .timeLimit(.minutes(2)))
struct QuotaTests {
    private static func limit(
        _ settings: inout Settings, _ action: ProviderQuotaSettings.Action, tokens: Int? = nil, dollars: Double? = nil
    ) {
        var quota = ProviderQuotaSettings(action: action)
        quota.dailyTokens = tokens
        quota.monthlyCost = dollars.map { Int64($0 * 1_000_000_000) }
        settings.quota.providers = ["openai": quota]
    }

    private static func question(_ number: Int) -> String {
        #"{"model":"gpt-4o-mini","max_tokens":100,"messages":[{"role":"user","content":"Question \#(number)"}]}"#
    }

    @Test("a quota that blocks refuses for good, and says how much there was and until when")
    func block() async throws {
        try await TestGateway.run(adjusting: { Self.limit(&$0, .block, tokens: 400) }) { gateway async throws in
            var statuses: [Int] = []
            var last = try await gateway.client.post(Door.chat.path, Self.question(0))
            statuses.append(last.status)
            for number in 1..<20 {
                last = try await gateway.client.post(Door.chat.path, Self.question(number))
                statuses.append(last.status)
            }
            #expect(statuses.first == 200 && statuses.last == 429)
            #expect(last.text.contains("quota_exceeded") && last.text.contains("[quota:openai]"))
            #expect(last.header("x-should-retry") == "false" && last.header("retry-after") != nil)
            #expect(gateway.upstream.ledger.billed.total < 400)
            #expect(gateway.upstreamCalls == statuses.count { $0 == 200 })
            // What is kept is served all the same.
            #expect(try await gateway.client.post(Door.chat.path, Self.question(0)).layer == "l1a")
        }
    }

    @Test("a quota that warns lets everything through, and the log says so once")
    func warn() async throws {
        let log = CapturedLog()
        try await TestGateway.run(
            adjusting: { Self.limit(&$0, .warn, dollars: 0.000_1) }, log: log.handler
        ) { gateway async throws in
            for number in 0..<20 {
                #expect(try await gateway.client.post(Door.chat.path, Self.question(number)).status == 200)
            }
        }
        let lines = log.text.split(separator: "\n").filter { $0.contains("[quota:openai] the limit is reached") }
        #expect(lines.count == 1)
    }

    @Test("a quota that falls back has the next provider asked, and refuses where there is none")
    func fallback() async throws {
        for hasOther in [true, false] {
            try await TestGateway.run(adjusting: { settings in
                Self.limit(&settings, .fallback, tokens: 200)
                if hasOther {
                    settings.provider.fallbacks = [
                        ChainedProvider(
                            .openAICompatible, url: settings.provider.url, model: "gpt-4o-mini",
                            keys: settings.provider.chain[0].keys)
                    ]
                }
            }) { gateway async throws in
                var providers: [String] = []
                var statuses: Set<Int> = []
                for number in 0..<8 {
                    let answer = try await gateway.client.post(Door.chat.path, Self.question(number))
                    providers.append(answer.header("x-isartor-provider") ?? "")
                    statuses.insert(answer.status)
                }
                #expect(statuses == (hasOther ? [200] : statuses))
                #expect(hasOther ? providers.last != "openai" && providers.last != "" : statuses.contains(429))
            }
        }
    }

    @Test("the breakdown tells how each limit stands: what the provider billed, and whether it is reached")
    func status() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("isartor-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await TestGateway.run(
            adjusting: { Self.limit(&$0, .block, tokens: 1000) }, database: folder + "/isartor.db"
        ) { gateway async throws in
            func line() async throws -> Substring {
                let page = try await gateway.client.send("GET", "/api/admin/usage/breakdown").text
                return page[(page.firstRange(of: #""quota_status""#)?.lowerBound ?? page.endIndex)...]
            }
            func expected(_ used: Int, _ state: String) -> String {
                #""quota_status":[{"provider":"openai","action":"block","lines":[{"window":"day","unit":"tokens","limit":1000,"used":\#(used),"reserved":0,"state":"\#(state)","ends":"2"#
            }
            #expect(try await line().hasPrefix(expected(0, "ok")))
            var statuses: Set<Int> = []
            for number in 0..<2 {
                statuses.insert(try await gateway.client.post(Door.chat.path, Self.question(number)).status)
            }
            let billed = gateway.upstream.ledger.billed.total
            #expect(statuses == [200] && billed > 0 && billed < 800)
            #expect(try await line().hasPrefix(expected(billed, "ok")))
        }
    }

    @Test("what was used before a restart counts")
    func restart() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("isartor-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let used = try await TestGateway.run(database: folder + "/isartor.db") { gateway async throws in
            for number in 0..<5 { _ = try await gateway.client.post(Door.chat.path, Self.question(number)) }
            return gateway.upstream.ledger.billed.total
        }
        #expect(used > 50)
        try await TestGateway.run(
            adjusting: { Self.limit(&$0, .block, tokens: used) }, database: folder + "/isartor.db"
        ) { gateway async throws in
            #expect(try await gateway.client.post(Door.chat.path, Self.question(50)).status == 429)
            #expect(gateway.upstreamCalls == 0)
        }
    }
}
