// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("Time limits", .serialized, .timeLimit(.minutes(2)))
struct TimeoutTests {
    /// Sends `bytes` one at a time and returns what came back until the gateway closed the connection.
    private static func trickle(_ start: String, then byte: String, to port: Int) async throws -> (
        text: String, sent: Int
    ) {
        try await TestClient.blocking {
            let socket = try TestSocket(port: port)
            defer { socket.close() }
            try socket.send(start)
            var sent = 0
            // The gateway's end shows as a failure to send, one byte late.
            while sent < 200, (try? socket.send(byte)) != nil {
                sent += 1
                Pause.milliseconds(50)
            }
            let rest = (try? socket.receiveAll()) ?? []
            return (String(decoding: rest, as: UTF8.self), sent)
        }
    }

    @Test("a head that comes byte by byte is not waited for")
    func slowHead() async throws {
        try await TestGateway.run(adjusting: { $0.server.headerTimeout = .milliseconds(400) }) { gateway async throws in
            let result = try await Self.trickle("GET /healthz HTTP/1.1\r\nx-slow: ", then: "a", to: gateway.client.port)
            #expect(result.sent < 200)
            #expect(!result.text.contains("200 OK"))
            // The second head of a kept connection likewise.
            let second = try await Self.trickle(Wire.get("/healthz") + "GET /he", then: "a", to: gateway.client.port)
            #expect(second.sent < 200)
            #expect(try await gateway.comesToRest())
        }
    }

    @Test("a connection on which nothing comes is closed")
    func silence() async throws {
        try await TestGateway.run(adjusting: { $0.server.headerTimeout = .milliseconds(300) }) { gateway async throws in
            #expect(try await Wire.all("", to: gateway.client.port) == "")
        }
    }

    @Test(
        "a body that stops coming gets 408 in its own format and the connection's end",
        arguments: [Door.chat, .messages])
    func slowBody(_ door: Door) async throws {
        try await TestGateway.run(provider: door.provider, adjusting: { $0.server.bodyTimeout = .milliseconds(300) }) {
            gateway async throws in
            let text = "POST \(door.path) HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{\"model\":"
            let sent = try await Wire.send(text, to: gateway.client.port, closes: true)
            try ErrorShape.expect(sent.responses[0], door, status: 408, code: "request_timeout")
            #expect(sent.responses[0].header("connection") == "close")
            #expect(sent.isClosed)
            #expect(try await gateway.comesToRest())
        }
    }

    @Test("a connection that waits for its next request is closed after the keep-alive time")
    func keepAlive() async throws {
        try await TestGateway.run(adjusting: { $0.server.keepAliveTimeout = .milliseconds(300) }) {
            gateway async throws in
            let sent = try await Wire.send(
                Wire.get("/healthz"), to: gateway.client.port, methods: ["GET"], closes: true)
            #expect(sent.responses[0].status == 200)
            #expect(sent.isClosed)
        }
    }

    @Test(
        "an answer that takes longer than all of it may is ended", arguments: [Door.chat, .chatStream, .messagesStream])
    func totalTime(_ door: Door) async throws {
        try await TestGateway.run(provider: door.provider, adjusting: { $0.provider.totalTimeout = .milliseconds(700) })
        {
            gateway async throws in
            let headers = [("x-fake-upstream", "fault=slow-body; frame-delay-ms=150; frames=60; frame-bytes=10")]
            let response = try await gateway.client.post(door.path, door.body(), headers: headers)
            #expect(response.isComplete)
            if door.streams {
                #expect(response.status == 200)
                let last = try #require(EventText(response.text).events.last)
                #expect(try ErrorShape(last.data.utf8, door).code == "upstream_timeout")
            } else {
                try ErrorShape.expect(response, door, status: 504, code: "upstream_timeout")
            }
            // The upstream is told at once, and nothing was kept.
            _ = try await gateway.upstream.ledger { $0.clientDisconnects == 1 }
            #expect(try await gateway.client.post(door.path, door.body()).layer == "l3")
        }
    }

    @Test("a request that waits for a free place at the provider does not wait for ever")
    func waitsForConnection() async throws {
        try await TestGateway.run(
            adjusting: { settings in
                settings.provider.maxConnectionsPerLoop = 1
                settings.resilience.queueTimeout = .milliseconds(600)
            },
            { gateway async throws in
                let port = gateway.client.port
                let long = Door.chatStream.body("Go on. [[fake frame-delay-ms=100 frames=100 frame-bytes=8]]")
                let stream = try await TestClient.blocking {
                    let socket = try TestSocket(port: port)
                    try socket.send(Wire.request(.chatStream, long))
                    _ = try socket.receive()
                    return socket
                }
                let waiting = try await gateway.client.post("/v1/chat/completions", Door.chat.body())
                try ErrorShape.expect(waiting, .chat, status: 503, code: "too_many_requests_waiting")
                #expect(waiting.header("retry-after") == "1")
                stream.close()
                _ = try await gateway.upstream.ledger { $0.clientDisconnects == 1 }
                #expect(try await gateway.client.post("/v1/chat/completions", Door.chat.body()).status == 200)
            })
    }
}
