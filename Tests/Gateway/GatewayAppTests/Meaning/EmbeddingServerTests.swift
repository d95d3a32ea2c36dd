// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@testable import GatewayApp

@Suite("A gateway with an embedding server", .serialized, .timeLimit(.minutes(3)))
struct EmbeddingServerTests {
    private static let key = "embedding-canary-0123456789"

    /// Runs a gateway whose vectors come from the server at `port`.
    private func gateway(
        port: Int, _ format: EmbeddingSettings.Format = .openai, dimension: Int = 1536, wait: Duration = .seconds(10),
        timeout: Duration = .seconds(10), log: CapturedLog = CapturedLog(),
        adjusting adjust: @Sendable (inout Settings) -> Void = { _ in },
        _ body: @Sendable (TestGateway) async throws -> Void
    ) async throws {
        try await TestGateway.run(
            adjusting: { settings in
                settings.semantic.mode = .serve
                settings.semantic.wait = wait
                settings.embedding.url = "http://127.0.0.1:\(port)"
                settings.embedding.apiKey = Secret(Self.key)
                settings.embedding.format = format
                settings.embedding.model = "text-embedding-3-small"
                settings.embedding.dimension = dimension
                settings.embedding.timeout = timeout
                adjust(&settings)
            }, log: log.handler, body)
    }

    private func ask(_ gateway: TestGateway, _ question: String) async throws -> TestResponse {
        try await gateway.client.post("/v1/chat/completions", Meaning.chat(question))
    }

    @Test(
        "asks it for the vector of each new question, in its format and with its own key, and serves what means the same",
        arguments: EmbeddingSettings.Format.allCases)
    func hit(format: EmbeddingSettings.Format) async throws {
        let server = try await FakeUpstream.start(FakeUpstreamConfiguration(requiresKey: true))
        try await gateway(port: server.port, format) { gateway async throws in
            let first = try await ask(gateway, "How do I renew a passport?")
            #expect(first.layer == "l3")
            #expect(first.reason == "new_partition")
            let second = try await ask(gateway, "how do I RENEW a passport")
            #expect(second.layer == "l1b", "\(second.reason ?? "")")
            #expect(second.body == first.body)
            // Without vectors of words only the wording counts.
            let other = try await ask(gateway, "How do I renew a driving licence?")
            #expect(other.layer == "l3")
            // An exact repeat asks nobody.
            #expect(try await ask(gateway, "How do I renew a passport?").layer == "l1a")
            #expect(server.ledger.requests == [.embeddings: 3])
            #expect(server.requests.allSatisfy { $0.header("authorization") == "Bearer \(Self.key)" })
            #expect(server.requests.map(\.target).allSatisfy { $0 == (format == .tei ? "/embed" : "/v1/embeddings") })
            // Each host has its own key and not the other's.
            // The hit may be audited, which asks the provider once more.
            #expect((2...3).contains(gateway.upstreamCalls))
            for request in gateway.upstream.requests {
                #expect(request.headers.allSatisfy { !$0.value.contains(Self.key) })
            }
            for request in server.requests {
                #expect(request.headers.allSatisfy { !$0.value.contains(TestGateway.providerKey) })
            }
            let metrics = try await gateway.client.send("GET", "/metrics").text
            #expect(metrics.contains(#"isartor_encoder_up{kind="server"} 1"#))
            #expect(metrics.contains("isartor_encoder_texts_total 3"))
            #expect(try await gateway.client.send("GET", "/health").text.contains(#""l1b":"serving""#))
        }
        try await server.stop()
    }

    @Test(
        "whatever is wrong with it is a miss, one line and a count, and it is soon asked less",
        arguments: EmbeddingFault.all)
    func wrongAnswers(fault: EmbeddingFault) async throws {
        let server = try RawUpstream(answering: fault.answer)
        let log = CapturedLog()
        try await gateway(port: server.port, .tei, dimension: 2, log: log) { gateway async throws in
            for number in 0..<12 {
                let answer = try await ask(gateway, "question number \(number)")
                #expect(answer.status == 200)
                #expect(answer.layer == "l3")
                #expect(answer.reason == fault.reason)
            }
            let metrics = try await gateway.client.send("GET", "/metrics").text
            #expect(metrics.contains(#"isartor_encoder_misses_total{reason="\#(fault.label)"} 5"#))
            #expect(metrics.contains(#"isartor_encoder_misses_total{reason="breaker_open"} 7"#))
        }
        #expect(server.heads.count == 5)
        let lines = log.text.split(separator: "\n").filter { $0.contains("semantic cache") }
        #expect(lines.count == 1, "\(lines)")
        #expect(lines.first?.contains(fault.remedy) == true)
        #expect(!log.text.contains(Self.key))
    }

    @Test("one that is not there is a miss, one line and a count")
    func absent() async throws {
        // A port that was free a moment ago.
        let gone = try await FakeUpstream.start(FakeUpstreamConfiguration())
        try await gone.stop()
        let log = CapturedLog()
        try await gateway(port: gone.port, log: log) { gateway async throws in
            for number in 0..<8 {
                let answer = try await ask(gateway, "question number \(number)")
                #expect(answer.layer == "l3")
                #expect(answer.reason == "encoder_failed")
            }
            let metrics = try await gateway.client.send("GET", "/metrics").text
            #expect(metrics.contains(#"isartor_encoder_misses_total{reason="unreachable"} 5"#))
        }
        #expect(log.text.split(separator: "\n").count { $0.contains("semantic cache") } == 1)
    }

    @Test("one that does not answer costs a request no more than semantic_wait_ms, and then its own time")
    func silent() async throws {
        let server = try await FakeUpstream.start(
            FakeUpstreamConfiguration(defaults: FakeUpstreamDirectives(fault: .stallBefore)))
        let log = CapturedLog()
        try await gateway(
            port: server.port, wait: .milliseconds(20), timeout: .seconds(1), log: log
        ) { gateway async throws in
            let answer = try await ask(gateway, "question")
            #expect(answer.layer == "l3")
            #expect(answer.reason == "verdict_late")
            var metrics = ""
            for _ in 0..<200 where !metrics.contains(#"reason="deadline"} 1"#) {
                try await Task.sleep(for: .milliseconds(50))
                metrics = try await gateway.client.send("GET", "/metrics").text
            }
            #expect(metrics.contains(#"isartor_encoder_misses_total{reason="deadline"} 1"#))
        }
        #expect(log.text.split(separator: "\n").count { $0.contains("timeout_seconds") } == 1)
        try await server.stop()
    }

    @Test("a text that it refuses is a miss that says nothing of the server")
    func refusedText() async throws {
        let server = try RawUpstream(answering: EmbeddingFault.answer("413 Too long", ""))
        let log = CapturedLog()
        try await gateway(port: server.port, .tei, dimension: 2, log: log) { gateway async throws in
            for number in 0..<8 {
                #expect(try await ask(gateway, "question number \(number)").reason == "encoder_unreadable")
            }
        }
        #expect(server.heads.count == 8)
        #expect(!log.text.contains("semantic cache"))
    }

    @Test("in offline mode one outside of private networks is not asked, and the log says so")
    func offline() async throws {
        let log = CapturedLog()
        try await gateway(
            port: 1, log: log,
            adjusting: { settings in
                settings.embedding.url = "https://embeddings.example.com"
                settings.provider.isOffline = true
            }
        ) { gateway async throws in
            #expect(try await gateway.client.send("GET", "/health").text.contains(#""l1b":"unavailable""#))
            #expect(try await ask(gateway, "question").reason == nil)
        }
        #expect(log.text.split(separator: "\n").count { $0.contains("offline_mode") } == 1)
    }
}
