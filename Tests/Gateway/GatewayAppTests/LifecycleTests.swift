// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import GatewayApp
import Logging
import Settings
import TestKit
import Testing

@Suite("From start to stop", .serialized, .timeLimit(.minutes(2)))
struct LifecycleTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func settings(_ upstream: FakeUpstream, grace: Duration) -> Settings {
        var settings = Settings()
        settings.server.address = ListenAddress(host: "127.0.0.1", port: 0)
        settings.server.shutdownGrace = grace
        settings.provider.url = "http://127.0.0.1:\(upstream.port)"
        settings.provider.apiKey = Secret(TestGateway.providerKey)
        return settings
    }

    /// A stream whose first bytes have come.
    private static func stream(_ words: String, port: Int) async throws -> TestSocket {
        try await TestClient.blocking {
            let socket = try TestSocket(port: port)
            try socket.send(Wire.request(.chatStream, Door.chatStream.body(words)))
            var seen: [UInt8] = []
            while !String(decoding: seen, as: UTF8.self).contains("data: ") { seen += try socket.receive() }
            return socket
        }
    }

    private static func refusesConnections(_ port: Int) async throws -> Bool {
        try await Wire.eventually { (try? await TestClient.blocking { _ = try TestSocket(port: port) }) == nil }
    }

    @Test("stopping refuses new connections, closes idle ones, and lets a running stream end")
    func graceful() async throws {
        let upstream = try await FakeUpstream.start(FakeUpstreamConfiguration())
        let gateway = try await Gateway.start(
            Self.settings(upstream, grace: .seconds(20)), threads: 1, logger: Self.logger)
        let idle = try await TestClient.blocking { [port = gateway.port] in
            let socket = try TestSocket(port: port)
            try socket.send(Wire.get("/healthz"))
            _ = try TestClient.readResponse(from: socket)
            return socket
        }
        let running = try await Self.stream("[[fake frame-delay-ms=50 frames=30 frame-bytes=8]]", port: gateway.port)
        let stopping = Task { await gateway.stop() }
        #expect(try await Self.refusesConnections(gateway.port))
        #expect(try await TestClient.blocking { try idle.receiveAll() }.isEmpty)
        let rest = String(decoding: try await TestClient.blocking { try running.receiveAll() }, as: UTF8.self)
        #expect(rest.hasSuffix("data: [DONE]\n\n\r\n0\r\n\r\n"))
        await stopping.value
        #expect(upstream.ledger.answersCompleted == 1)
        try await upstream.stop()
    }

    @Test("what still runs when the grace is over is cut, and the provider is told")
    func overGrace() async throws {
        let upstream = try await FakeUpstream.start(FakeUpstreamConfiguration())
        let gateway = try await Gateway.start(
            Self.settings(upstream, grace: .milliseconds(300)), threads: 2, logger: Self.logger)
        let running = try await Self.stream("[[fake frame-delay-ms=500 frames=1000 frame-bytes=8]]", port: gateway.port)
        await gateway.stop()
        let rest = String(decoding: (try? await TestClient.blocking { try running.receiveAll() }) ?? [], as: UTF8.self)
        #expect(!rest.hasSuffix("0\r\n\r\n"))
        let ledger = try await upstream.ledger { $0.clientDisconnects == 1 && $0.connectionsOpen == 0 }
        #expect(ledger.answersCompleted == 0)
        try await upstream.stop()
    }

    @Test("an address that is taken is told as such, with a remedy")
    func addressInUse() async throws {
        let upstream = try await FakeUpstream.start(FakeUpstreamConfiguration())
        var settings = Self.settings(upstream, grace: .zero)
        settings.server.address = ListenAddress(host: "127.0.0.1", port: upstream.port)
        do {
            let gateway = try await Gateway.start(settings, threads: 1, logger: Self.logger)
            await gateway.stop()
            Issue.record("it started")
        } catch {
            guard case .address(_, inUse: true) = error else { throw error }
            #expect("\(error)".contains("host_port"))
            #expect("\(error)".contains(String(upstream.port)))
        }
        try await upstream.stop()
    }

    @Test("a stopped gateway's port can be taken again at once, and nothing of the old one is left")
    func restart() async throws {
        let upstream = try await FakeUpstream.start(FakeUpstreamConfiguration())
        var settings = Self.settings(upstream, grace: .milliseconds(200))
        for round in 1...3 {
            let gateway = try await Gateway.start(settings, threads: 1, logger: Self.logger)
            settings.server.address = ListenAddress(host: "127.0.0.1", port: gateway.port)
            let response = try await TestClient(port: gateway.port).post("/v1/chat/completions", Door.chat.body())
            #expect(response.layer == "l3")
            #expect(upstream.ledger.generations == round)
            await gateway.stop()
        }
        try await upstream.stop()
    }

    @Test("offline, nothing that is not on this machine is asked", arguments: Door.allCases)
    func offline(_ door: Door) async throws {
        let adjust: @Sendable (inout Settings) -> Void = { settings in
            settings.provider.isOffline = true
            settings.provider.url = nil
        }
        try await TestGateway.run(provider: door.provider, adjusting: adjust) { gateway async throws in
            let response = try await gateway.client.post(door.path, door.body())
            let shape = try ErrorShape.expect(response, door, status: 503, code: "offline_mode_active")
            #expect(shape.message.contains("offline_mode"))
        }
        // A provider on this machine is no breach.
        try await TestGateway.run(provider: door.provider, adjusting: { $0.provider.isOffline = true }) {
            gateway async throws in
            #expect(try await gateway.client.post(door.path, door.body()).status == 200)
        }
    }

    @Test("without a provider nobody gets a made-up answer", arguments: Door.allCases)
    func noProvider(_ door: Door) async throws {
        let adjust: @Sendable (inout Settings) -> Void = { settings in
            settings.provider.url = nil
            settings.provider.apiKey = nil
        }
        try await TestGateway.run(provider: door.provider, adjusting: adjust) { gateway async throws in
            let response = try await gateway.client.post(door.path, door.body())
            let shape = try ErrorShape.expect(response, door, status: 503, code: "provider_not_configured")
            #expect(shape.message.contains("isartor set-key"))
            #expect(try await gateway.client.send("GET", "/health").text.contains("no_api_key"))
        }
    }

    @Test("the synthetic provider answers every surface, and says what it is", arguments: Door.allCases)
    func synthetic(_ door: Door) async throws {
        try await TestGateway.run(provider: .synthetic) { gateway async throws in
            for layer in ["l3", "l1a"] {
                let response = try await gateway.client.post(door.path, door.body())
                #expect(response.status == 200)
                #expect(response.layer == layer)
                #expect(response.header("x-isartor-provider") == "synthetic")
                #expect(response.text.contains("simulated"))
                if door.streams { #expect(EventText(response.text).isWhole) }
            }
            #expect(gateway.upstreamCalls == 0)
        }
    }

    @Test("health tells what is true")
    func health() async throws {
        try await TestGateway.run { gateway async throws in
            for _ in 0..<3 { _ = try await gateway.client.post("/v1/chat/completions", Door.chat.body()) }
            let text = try await gateway.client.send("GET", "/health").text
            #expect(text.contains(#""l1a":"active""#))
            #expect(text.contains(#""l3":"active""#))
            #expect(text.contains(#""prompt_total_requests":3"#))
            #expect(text.contains(#""prompt_total_deflected_requests":2"#))
            #expect(text.contains(#""demo_mode":false"#))
        }
    }
}
