// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("Bad requests", .serialized, .timeLimit(.minutes(2)))
struct BadInputTests {
    /// A body that nobody can read, and the code that tells so.
    struct Bad: CustomTestStringConvertible {
        var testDescription: String
        var code: String
        var body: [UInt8]

        init(_ name: String, _ code: String, _ body: [UInt8]) {
            (testDescription, self.code, self.body) = (name, code, body)
        }

        init(_ name: String, _ code: String, _ text: String) { self.init(name, code, Array(text.utf8)) }
    }

    private static let bodies: [Bad] = [
        Bad("truncated JSON", "invalid_json", #"{"messages":[{"role":"user","content":"Hal"#),
        Bad("no body", "invalid_json", ""),
        Bad("white space only", "invalid_json", "  \n "),
        Bad("an array", "invalid_json", #"["messages"]"#),
        Bad("a string", "invalid_json", #""messages""#),
        Bad("null", "invalid_json", "null"),
        Bad("two documents", "invalid_json", "{} {}"),
        Bad("broken UTF-8", "invalid_utf8", Array(#"{"messages":"#.utf8) + [0x22, 0xC3, 0x28, 0x22, 0x7D]),
        Bad("an overlong form", "invalid_utf8", Array(#"{"a":"#.utf8) + [0x22, 0xC0, 0xAF, 0x22, 0x7D]),
        Bad("a surrogate in UTF-8", "invalid_utf8", Array(#"{"a":"#.utf8) + [0x22, 0xED, 0xA0, 0x80, 0x22, 0x7D]),
        Bad("the same key twice", "duplicate_key", #"{"model":"a","model":"b","messages":[]}"#),
        Bad("the same key twice, escaped", "duplicate_key", #"{"model":"a","mode\u006c":"b","messages":[]}"#),
        Bad("the same key twice, deep inside", "duplicate_key", #"{"messages":[{"role":"user","role":"system"}]}"#),
        Bad("arrays 10,000 deep", "json_too_deep", String(repeating: "[", count: 10_000)),
        Bad("objects 10,000 deep", "json_too_deep", String(repeating: #"{"a":"#, count: 10_000)),
        Bad("a control character", "invalid_json", "{\"a\":\"\u{1}\"}"),
        Bad("a number like 01", "invalid_json", #"{"a":01}"#),
        Bad("not a number", "invalid_json", #"{"a":NaN}"#),
        Bad("two million values", "json_too_many_values", "[" + String(repeating: "0,", count: 2_000_000) + "0]"),
    ]

    @Test("a body that cannot be read gets 400 in the client's own format, and never goes upstream", arguments: bodies)
    func unreadable(_ bad: Bad) async throws {
        for door in [Door.chat, .messages, .nativeOpenAI] {
            try await TestGateway.run(provider: door.provider) { gateway async throws in
                let response = try await gateway.client.send("POST", door.path, body: bad.body)
                let shape = try ErrorShape.expect(response, door, status: 400, code: bad.code)
                #expect(response.layer == "l0")
                #expect(shape.type == "invalid_request_error")
                #expect(gateway.upstream.ledger.connectionsOpened == 0)
                #expect(try await gateway.client.post(door.path, door.body()).status == 200)
            }
        }
    }

    @Test("a body over the limit gets 413, whether its length is told before or not", arguments: Door.allCases)
    func tooLarge(_ door: Door) async throws {
        try await TestGateway.run(provider: door.provider) { gateway async throws in
            let port = gateway.client.port
            for isChunked in [false, true] {
                let response = try await TestClient.blocking {
                    try Self.sendLarge(bytes: 50 << 20, to: door.path, port: port, isChunked: isChunked)
                }
                let shape = try ErrorShape.expect(response, door, status: 413, code: "request_too_large")
                #expect(shape.message.contains("max_body_bytes"))
                #expect(response.header("connection") == "close")
            }
            #expect(gateway.upstream.ledger.connectionsOpened == 0)
            #expect(try await gateway.client.post(door.path, door.body()).status == 200)
        }
    }

    /// Sends until the gateway stops taking bytes, then reads its answer.
    private static func sendLarge(bytes: Int, to path: String, port: Int, isChunked: Bool) throws -> TestResponse {
        let socket = try TestSocket(port: port)
        defer { socket.close() }
        let framing = isChunked ? "transfer-encoding: chunked" : "content-length: \(bytes)"
        try socket.send("POST \(path) HTTP/1.1\r\nhost: localhost\r\n\(framing)\r\n\r\n")
        let block = [UInt8](repeating: 0x20, count: 1 << 20)
        for _ in 0..<bytes / block.count {
            if isChunked { try socket.send("100000\r\n") }
            try socket.send(block)
            if isChunked { try socket.send("\r\n") }
        }
        if isChunked { try socket.send("0\r\n\r\n") }
        return try TestClient.readResponse(from: socket)
    }

    @Test("a wrong key is told before a body that is too large")
    func authenticationFirst() async throws {
        try await TestGateway.run(adjusting: { $0.authentication.gatewayKey = Secret("gate-key-for-tests-0001") }) {
            gateway async throws in
            let port = gateway.client.port
            let response = try await TestClient.blocking {
                let socket = try TestSocket(port: port)
                defer { socket.close() }
                try socket.send(
                    "POST /v1/messages HTTP/1.1\r\nhost: localhost\r\ncontent-length: 52428800\r\n\r\n")
                return try TestClient.readResponse(from: socket)
            }
            try ErrorShape.expect(response, .messages, status: 401, code: "invalid_gateway_key")
        }
    }

    @Test("the native surface wants a prompt and does not stream")
    func native() async throws {
        try await TestGateway.run { gateway async throws in
            for path in ["/api/chat", "/api/v1/chat"] {
                let missing = try await gateway.client.post(path, #"{"message":"Hello"}"#)
                try ErrorShape.expect(missing, .nativeOpenAI, status: 400, code: "prompt_required")
                let wrong = try await gateway.client.post(path, #"{"prompt":["Hello"]}"#)
                try ErrorShape.expect(wrong, .nativeOpenAI, status: 400, code: "prompt_required")
                let stream = try await gateway.client.post(path, #"{"prompt":"Hello","stream":true}"#)
                try ErrorShape.expect(stream, .nativeOpenAI, status: 400, code: "stream_not_supported")
            }
            #expect(gateway.upstreamCalls == 0)
        }
    }

    @Test(
        "a wrong method gets 405 with Allow in the format of its surface",
        arguments: ["GET", "PUT", "DELETE", "OPTIONS"])
    func wrongMethod(_ method: String) async throws {
        try await TestGateway.run { gateway async throws in
            for door in [Door.chat, .messages, .nativeOpenAI] {
                let response = try await gateway.client.send(method, door.path)
                try ErrorShape.expect(response, door, status: 405, code: "method_not_allowed")
                #expect(response.header("allow") == "POST")
            }
        }
    }

    @Test("an address that is not served gets 404 in the format of its prefix")
    func unknownRoute() async throws {
        try await TestGateway.run { gateway async throws in
            for (path, door) in [
                ("/v1/images/generations", Door.chat), ("/v1/messages/batches", .messages),
                ("/api/nothing", .nativeOpenAI),
                ("/", .nativeOpenAI), ("/v1/chat/completions/", .chat), ("/V1/messages", .nativeOpenAI),
            ] {
                let response = try await gateway.client.send("POST", path, body: Array("{}".utf8))
                #expect(response.status == 404)
                let shape = try ErrorShape(response.body, door)
                #expect(shape.code == "route_not_found")
                #expect(response.header("x-isartor-request-id") != nil)
                #expect(response.header("x-isartor-deflected") == "false")
            }
        }
    }

    @Test("a header that is too large gets 431, whichever part of it is", arguments: [9_000, 70_000, 200_000])
    func largeHeader(_ size: Int) async throws {
        try await TestGateway.run(adjusting: { $0.server.maxHeaderBytes = 8 << 10 }) { gateway async throws in
            let long = String(repeating: "a", count: size)
            let value = try await gateway.client.send("GET", "/healthz", headers: [("x-long", long)])
            #expect(value.status == 431)
            #expect(try ErrorShape(value.body, .nativeOpenAI).code == "header_too_large")
            let many = (0..<size / 90).map { ("x-many-\($0)", String(repeating: "b", count: 80)) }
            #expect(try await gateway.client.send("GET", "/healthz", headers: many).status == 431)
            #expect(try await gateway.client.send("GET", "/healthz?\(long)").status == 431)
            #expect(try await gateway.client.send("GET", "/healthz").status == 200)
            for door in [Door.chat, .messages, .nativeOpenAI] where size < 16 << 10 {
                let response = try await gateway.client.post(door.path, door.body(), headers: [("x-long", long)])
                try ErrorShape.expect(response, door, status: 431, code: "header_too_large")
            }
        }
        try await TestGateway.run(adjusting: { $0.server.maxHeaderBytes = 1 << 20 }) { gateway async throws in
            let long = String(repeating: "a", count: size)
            #expect(try await gateway.client.send("GET", "/healthz", headers: [("x-long", long)]).status == 200)
            #expect(try await gateway.client.send("GET", "/healthz?\(long)").status == 200)
        }
    }
}
