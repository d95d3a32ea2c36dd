// SPDX-License-Identifier: Apache-2.0

import Conversation
public import Logging
import NIOCore
import NIOPosix
import Providers
public import Settings
import WireFormats

/// Shows the gateway at work: starts one of its own on a free port, asks it over HTTP, and measures what came back.
///
/// The demonstration's gateway has its own cache and is gone afterwards; nothing of it reaches a gateway that serves.
public struct Demo: Sendable {
    /// Requests that one layer answered.
    public struct Row: Sendable {
        public let layer: String
        public let what: String
        public let provider: String
        /// From the request's first to the answer's last byte, in milliseconds, ascending.
        public let milliseconds: [Double]

        /// The given share of the requests took no longer than this.
        public func percentile(_ share: Double) -> Double {
            milliseconds.isEmpty
                ? 0 : milliseconds[min(milliseconds.count - 1, Int(share * Double(milliseconds.count)))]
        }
    }

    /// What the demonstration measured.
    public struct Outcome: Sendable {
        public let rows: [Row]
        public let requests: Int
        public let deflected: Int
        /// Whether the provider's part was simulated.
        public let isSimulated: Bool
        /// What a live provider said, or why it could not be asked.
        public let live: String?
    }

    /// One request of the demonstration.
    private struct Step {
        let what: String
        let path: String
        let body: [UInt8]
    }

    /// How long the simulated provider thinks, so that the table shows what a repeat spares.
    static let simulatedLatency = Duration.milliseconds(400)

    /// Runs the demonstration.
    ///
    /// With a provider that is configured, one short question goes there and is repeated; else all is simulated.
    public static func run(_ settings: Settings, logger: Logger) async throws(GatewayFailure) -> Outcome {
        let isLive =
            settings.provider.name != .synthetic && !settings.provider.isOffline
            && (settings.provider.apiKey != nil || settings.provider.url != nil)
        var own = settings
        own.server.address = ListenAddress(host: "127.0.0.1", port: 0)
        own.server.shutdownGrace = .seconds(1)
        own.authentication.gatewayKey = nil
        own.authentication.namedKeys = []
        own.cache = Settings().cache
        own.provider.modelAliases = [:]
        if !isLive { own.provider.name = .synthetic }
        let gateway = try await Gateway.start(own, threads: 1, logger: logger, syntheticLatency: simulatedLatency)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let outcome = await ask(
            gateway, LocalClient(group: group, seconds: 60), isLive: isLive, provider: own.provider)
        await gateway.stop()
        do { try await group.shutdownGracefully() } catch { return outcome }
        return outcome
    }

    private static func ask(
        _ gateway: Gateway, _ client: LocalClient, isLive: Bool, provider: ProviderSettings
    ) async -> Outcome {
        var times: [String: [Double]] = [:]
        var providers: [String: String] = [:]
        var order: [(layer: String, what: String)] = []
        var requests = 0
        var deflected = 0
        var live: String?
        for step in isLive ? liveSteps(provider) : simulatedSteps {
            requests += 1
            do throws(UpstreamFailure) {
                let answer = try await client.send(
                    "POST", step.path, host: "127.0.0.1", port: gateway.port,
                    lines: ["content-type: application/json", "anthropic-version: 2023-06-01"], body: step.body)
                let layer = answer.head.value("x-isartor-layer") ?? "?"
                if isLive, answer.head.status != 200 {
                    live = "the provider answered with status \(answer.head.status)"
                }
                if answer.head.value("x-isartor-deflected") == "true" { deflected += 1 }
                let key = layer + step.what
                if times[key] == nil { order.append((layer, step.what)) }
                times[key, default: []].append(Double(answer.duration.nanoseconds) / 1e6)
                providers[key] = answer.head.value("x-isartor-provider") ?? "-"
            } catch {
                live = "the request failed: \(error.word)"
            }
        }
        let rows = order.map { layer, what in
            Row(
                layer: layer, what: what, provider: providers[layer + what] ?? "-",
                milliseconds: (times[layer + what] ?? []).sorted())
        }
        return Outcome(rows: rows, requests: requests, deflected: deflected, isSimulated: !isLive, live: live)
    }

    // MARK: What is asked

    private static let prompts = [
        "How do I undo my last commit but keep the changes?",
        "What does HTTP status 429 mean, and what should my client do?",
        "Write a regular expression for an ISO 8601 date.",
        "Which port does PostgreSQL listen on?",
    ]

    private static var simulatedSteps: [Step] {
        let chat = prompts.map { ($0, body($0, model: "demo", streams: false)) }
        var steps = chat.map { Step(what: "asked for the first time", path: "/v1/chat/completions", body: $0.1) }
        for _ in 0..<3 {
            steps += chat.map { Step(what: "asked again", path: "/v1/chat/completions", body: $0.1) }
        }
        steps += prompts.map {
            Step(
                what: "asked again, as a stream", path: "/v1/chat/completions",
                body: body($0, model: "demo", streams: true))
        }
        steps += prompts.map {
            Step(
                what: "asked again, in Anthropic's format", path: "/v1/messages",
                body: body($0, model: "demo", streams: false))
        }
        return steps
    }

    private static func liveSteps(_ provider: ProviderSettings) -> [Step] {
        let path = provider.name == .anthropic ? "/v1/messages" : "/v1/chat/completions"
        let question = body(
            "In one short sentence: what is a cache?", model: provider.model, streams: false,
            limit: provider.name == .anthropic ? 64 : nil)
        return [Step(what: "asked for the first time", path: path, body: question)]
            + (0..<5).map { _ in Step(what: "asked again", path: path, body: question) }
    }

    private static func body(_ prompt: String, model: String, streams: Bool, limit: Int? = nil) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("model", string: model)
        writer.key("messages")
        writer.beginArray()
        writer.beginObject()
        writer.member("role", string: "user")
        writer.member("content", string: prompt)
        writer.endObject()
        writer.endArray()
        if streams {
            writer.key("stream")
            writer.boolean(true)
        }
        if let limit { writer.member("max_tokens", integer: limit) }
        writer.endObject()
        return writer.bytes
    }
}
