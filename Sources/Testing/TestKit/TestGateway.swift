// SPDX-License-Identifier: Apache-2.0

public import FakeUpstream
import GatewayApp
public import Logging
public import Pipeline
public import Settings

/// A gateway with a fake upstream behind it, both in this process, for the length of a test.
public struct TestGateway: Sendable {
    public let upstream: FakeUpstream
    public let client: TestClient
    public let settings: Settings

    /// The key that the gateway presents to the fake upstream.
    public static let providerKey = "sk-provider-canary-0123456789"

    /// Runs `body` with a gateway whose provider is the fake upstream, speaking OpenAI's format unless told otherwise.
    public static func run<Result: Sendable>(
        provider: ProviderName = .openAI, threads: Int = 1,
        upstream configuration: FakeUpstreamConfiguration = FakeUpstreamConfiguration(),
        adjusting adjust: @Sendable (inout Settings) -> Void = { _ in },
        log: (any LogHandler)? = nil, database: String? = nil, answers: String? = nil, questions: String? = nil,
        judge: String? = nil, semantic: SemanticParts? = nil, models: String? = nil,
        _ body: @Sendable (TestGateway) async throws -> Result
    ) async throws -> Result {
        let upstream = try await FakeUpstream.start(configuration)
        var settings = Settings()
        settings.server.address = ListenAddress(host: "127.0.0.1", port: 0)
        settings.server.shutdownGrace = .milliseconds(500)
        settings.provider.name = provider
        settings.provider.url = "http://127.0.0.1:\(upstream.port)"
        settings.provider.apiKey = Secret(providerKey)
        // One attempt each, so that tests see what a provider's failure is turned into; those of retries set it.
        settings.resilience.maxRetries = 0
        adjust(&settings)
        let logger = Logger(label: "test") { _ in log ?? SwiftLogNoOpLogHandler() }
        let gateway = try await Gateway.start(
            settings, threads: threads, logger: logger, database: database, answers: answers, questions: questions,
            judge: judge, semantic: semantic, models: models)
        let running = TestGateway(upstream: upstream, client: TestClient(port: gateway.port), settings: settings)
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(running)) } catch { result = .failure(error) }
        await gateway.stop()
        try await upstream.stop()
        return try result.get()
    }

    /// How many generation requests the upstream has had.
    public var upstreamCalls: Int { upstream.requests.count }
}
