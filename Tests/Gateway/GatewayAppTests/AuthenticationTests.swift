// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("Who may ask", .serialized, .timeLimit(.minutes(2)))
struct AuthenticationTests {
    private static let key = "gate-key-for-tests-0001"
    private static let other = "gate-key-for-tests-0002"

    private static func lock(_ settings: inout Settings) { settings.authentication.gatewayKey = Secret(key) }

    private static func lockTwice(_ settings: inout Settings) {
        settings.authentication.namedKeys = [
            NamedGatewayKey(name: "alice", key: Secret(key)), NamedGatewayKey(name: "bob", key: Secret(other)),
        ]
    }

    @Test(
        "a request without the key gets 401 in its own format, before a byte of its body is sent",
        arguments: Door.allCases)
    func beforeBody(_ door: Door) async throws {
        try await TestGateway.run(provider: door.provider, adjusting: Self.lock) { gateway async throws in
            let port = gateway.client.port
            let response = try await TestClient.blocking {
                let socket = try TestSocket(port: port)
                defer { socket.close() }
                try socket.send("POST \(door.path) HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n")
                return try TestClient.readResponse(from: socket)
            }
            let shape = try ErrorShape.expect(response, door, status: 401, code: "invalid_gateway_key")
            #expect(shape.type == "authentication_error")
            #expect(response.layer == "l0")
            #expect(response.header("www-authenticate") == "Bearer")
            #expect(gateway.upstream.ledger.connectionsOpened == 0)
        }
    }

    /// Header lines that hold the right key, some of them beside wrong ones.
    private static let right: [[(String, String)]] = [
        [("x-api-key", key)], [("authorization", "Bearer \(key)")], [("authorization", "bearer  \(key)")],
        [("x-goog-api-key", key)], [("X-API-KEY", key)],
        [("x-api-key", "wrong"), ("authorization", "Bearer \(key)")],
        [("x-api-key", key), ("authorization", "Bearer wrong")],
        [("x-goog-api-key", key), ("x-api-key", "wrong"), ("authorization", "Bearer wrong")],
        [("x-api-key", ""), ("authorization", "Bearer \(key)")],
    ]

    @Test(
        "every header that carries a key lets in, and a wrong one beside it does not hide it",
        arguments: 0..<right.count)
    func carriers(_ index: Int) async throws {
        try await TestGateway.run(adjusting: Self.lock) { gateway async throws in
            let response = try await gateway.client.post(
                "/v1/chat/completions", Door.chat.body(), headers: Self.right[index])
            #expect(response.status == 200)
            let seen = try #require(gateway.upstream.requests.last)
            #expect(seen.header("authorization") == "Bearer \(TestGateway.providerKey)")
            #expect(seen.headers.allSatisfy { !$0.value.contains(Self.key) && !$0.value.contains("wrong") })
        }
    }

    private static let wrong: [[(String, String)]] = [
        [], [("x-api-key", "wrong")], [("x-api-key", key + " x")], [("x-api-key", String(key.dropLast()))],
        [("x-api-key", key.uppercased())], [("authorization", key)], [("authorization", "Basic \(key)")],
        [("authorization", "Bearer")], [("authorization", "Bearer ")], [("x-gateway-key", key)], [("cookie", key)],
    ]

    @Test("nothing else lets in", arguments: 0..<wrong.count)
    func refused(_ index: Int) async throws {
        try await TestGateway.run(adjusting: Self.lock) { gateway async throws in
            for (method, path) in [
                ("POST", "/v1/messages"), ("GET", "/health"), ("GET", "/metrics"), ("GET", "/nowhere"),
            ] {
                let response = try await gateway.client.send(method, path, headers: Self.wrong[index])
                #expect(response.status == 401)
            }
            #expect(gateway.upstreamCalls == 0)
        }
    }

    @Test("a key in the query lets nobody in")
    func keyInQuery() async throws {
        try await TestGateway.run(adjusting: Self.lock) { gateway async throws in
            let response = try await gateway.client.post("/v1/messages?key=\(Self.key)", Door.messages.body())
            #expect(response.status == 401)
        }
    }

    @Test("the routes of load balancers and greetings need no key, health and metrics do")
    func openRoutes() async throws {
        try await TestGateway.run(adjusting: Self.lock) { gateway async throws in
            for (method, path) in [
                ("GET", "/healthz"), ("GET", "/readiness"), ("HEAD", "/api/hello"), ("HEAD", "/healthz"),
            ] {
                #expect(try await gateway.client.send(method, path).status == 200)
            }
            for path in ["/health", "/metrics"] {
                #expect(try await gateway.client.send("GET", path).status == 401)
                let response = try await gateway.client.send("GET", path, headers: [("x-api-key", Self.key)])
                #expect(response.status == 200)
            }
        }
    }

    @Test("two gateway keys share no kept answer; one key shares its own over all carriers")
    func partitions() async throws {
        try await TestGateway.run(adjusting: Self.lockTwice) { gateway async throws in
            func ask(_ headers: [(String, String)]) async throws -> TestResponse {
                try await gateway.client.post("/v1/chat/completions", Door.chat.body(), headers: headers)
            }
            #expect(try await ask([("x-api-key", Self.key)]).layer == "l3")
            #expect(try await ask([("x-api-key", Self.other)]).layer == "l3")
            #expect(try await ask([("authorization", "Bearer \(Self.key)")]).layer == "l1a")
            #expect(try await ask([("x-goog-api-key", Self.other)]).layer == "l1a")
            #expect(try await ask([("x-api-key", "wrong"), ("authorization", "Bearer \(Self.other)")]).layer == "l1a")
            #expect(gateway.upstreamCalls == 2)
        }
    }

    @Test("without a key, requests that a foreign web page could cause are refused")
    func foreignPages() async throws {
        let foreign = [
            ("origin", "https://evil.example"), ("origin", "null"), ("origin", "http://localhost.evil.example"),
            ("host", "evil.example"), ("host", "evil.example:80"), ("host", "127.0.0.1.evil.example"),
            ("host", "localhost@evil.example"), ("host", ""),
        ]
        try await TestGateway.run { gateway async throws in
            for header in foreign {
                for door in [Door.chat, .messages, .nativeOpenAI] {
                    let response = try await gateway.client.post(door.path, door.body(), headers: [header])
                    let code = header.0 == "origin" ? "foreign_origin" : "foreign_host"
                    try ErrorShape.expect(response, door, status: 403, code: code)
                }
                #expect(try await gateway.client.send("GET", "/metrics", headers: [header]).status == 403)
            }
            #expect(gateway.upstreamCalls == 0)
            for header in [
                ("origin", "http://localhost:3000"), ("origin", "http://127.0.0.1"), ("host", "localhost"),
                ("host", "[::1]:8080"), ("host", "LOCALHOST:1"),
            ] {
                #expect(
                    try await gateway.client.post("/v1/chat/completions", Door.chat.body(), headers: [header]).status
                        == 200)
            }
        }
    }

    @Test("with a key, any web page and any host name may ask")
    func foreignPagesWithKey() async throws {
        try await TestGateway.run(adjusting: Self.lock) { gateway async throws in
            let headers = [("x-api-key", Self.key), ("origin", "https://app.example"), ("host", "llm.example")]
            let response = try await gateway.client.post("/v1/chat/completions", Door.chat.body(), headers: headers)
            #expect(response.status == 200)
            #expect(gateway.upstream.requests.last?.header("origin") == nil)
            #expect(gateway.upstream.requests.last?.header("host") == "127.0.0.1:\(gateway.upstream.port)")
        }
    }
}
