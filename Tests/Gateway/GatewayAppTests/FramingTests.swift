// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("HTTP/1.1 on the client's side", .serialized, .timeLimit(.minutes(2)))
struct FramingTests {
    @Test("requests that are sent ahead are answered in order, whoever answers them")
    func pipelining() async throws {
        try await TestGateway.run { gateway async throws in
            let slow = Door.chat.body("Slow, please. [[fake first-byte-ms=300]]")
            let text =
                Wire.request(.chat, slow) + Wire.get("/healthz") + Wire.request(.chatStream) + Wire.get("/metrics")
                + Wire.request(.chat, "{") + Wire.request(.chat, slow) + Wire.get("/nowhere")
                + "HEAD /api/hello HTTP/1.1\r\nhost: localhost\r\n\r\n" + Wire.request(.nativeOpenAI)
            let methods = ["POST", "GET", "POST", "GET", "POST", "POST", "GET", "HEAD", "POST"]
            let responses = try await Wire.send(text, to: gateway.client.port, methods: methods).responses
            #expect(responses.map(\.status) == [200, 200, 200, 200, 400, 200, 404, 200, 200])
            #expect(responses.map(\.layer) == ["l3", nil, "l3", nil, "l0", "l1a", "l0", nil, "l3"])
            #expect(responses.allSatisfy { $0.isComplete })
            #expect(responses[1].text == #"{"status":"ok"}"#)
            #expect(EventText(responses[2].text).events.last?.data == "[DONE]")
            #expect(responses[3].text.contains("isartor_requests_total"))
            #expect(responses[5].body == responses[0].body)
        }
    }

    @Test("a hundred requests sent ahead on one connection are all answered")
    func manyAhead() async throws {
        try await TestGateway.run { gateway async throws in
            var text = ""
            for number in 0..<100 {
                text +=
                    number % 3 == 0 ? Wire.get("/healthz") : Wire.request(.chat, Door.chat.body("Number \(number % 7)"))
            }
            let methods = [String](repeating: "POST", count: 100)
            let responses = try await Wire.send(text, to: gateway.client.port, methods: methods).responses
            #expect(responses.allSatisfy { $0.status == 200 && $0.isComplete })
            #expect(gateway.upstreamCalls == 7)
        }
    }

    @Test("what is no request, sent behind one that is being answered, does not spoil that answer")
    func garbageBehind() async throws {
        try await TestGateway.run { gateway async throws in
            let slow = Door.chat.body("Slow, please. [[fake first-byte-ms=300]]")
            let text = Wire.request(.chat, slow) + "this is no request\r\n\r\n"
            let sent = try await Wire.send(text, to: gateway.client.port, methods: ["POST", "POST"], closes: true)
            #expect(sent.responses.map(\.status) == [200, 400])
            #expect(sent.responses[0].isComplete)
            #expect(sent.isClosed)
        }
    }

    @Test("a body longer than its content-length is answered, then the rest refused and the connection closed")
    func longBody() async throws {
        try await TestGateway.run { gateway async throws in
            let sent = try await Wire.send(
                Wire.request(.chat) + "and some more", to: gateway.client.port, methods: ["POST", "POST"], closes: true)
            #expect(sent.responses.map(\.status) == [200, 400])
            #expect(sent.isClosed)
        }
    }

    @Test("a body that ends before its content-length never goes upstream")
    func shortBody() async throws {
        try await TestGateway.run { gateway async throws in
            let port = gateway.client.port
            try await TestClient.blocking {
                let socket = try TestSocket(port: port)
                defer { socket.close() }
                try socket.send(
                    "POST /v1/messages HTTP/1.1\r\nhost: localhost\r\ncontent-length: 900\r\n\r\n{\"model\"")
                socket.finishSending()
                _ = try socket.receiveAll()
            }
            #expect(try await gateway.comesToRest())
            #expect(gateway.upstream.ledger.connectionsOpened == 0)
        }
    }

    @Test("a chunked body is put together, extensions and trailers apart")
    func chunkedBody() async throws {
        try await TestGateway.run { gateway async throws in
            let body = Door.chat.body()
            let middle = body.index(body.startIndex, offsetBy: 17)
            func chunk(_ text: Substring, _ tail: String = "") -> String {
                String(text.utf8.count, radix: 16) + tail + "\r\n" + text + "\r\n"
            }
            let text =
                "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n"
                + chunk(body[..<middle], ";name=value") + chunk(body[middle...]) + "0\r\nx-trailer: 1\r\n\r\n"
            let sent = try await Wire.send(
                text + Wire.get("/healthz"), to: gateway.client.port, methods: ["POST", "GET"])
            #expect(sent.responses.map(\.status) == [200, 200])
            let seen = try #require(gateway.upstream.requests.last)
            #expect(seen.body == Array(body.utf8))
            #expect(seen.header("transfer-encoding") == nil)
            #expect(seen.header("content-length") == "\(body.utf8.count)")
            #expect(seen.header("x-trailer") == nil)
        }
    }

    @Test("a client that expects 100-continue is told to go on, or that it need not")
    func expectContinue() async throws {
        try await TestGateway.run(adjusting: { $0.server.maxBodyBytes = 4096 }) { gateway async throws in
            let port = gateway.client.port
            try await TestClient.blocking {
                let socket = try TestSocket(port: port)
                defer { socket.close() }
                let body = Door.chat.body()
                let head = "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\n"
                try socket.send(head + "content-length: \(body.utf8.count)\r\n\r\n")
                let first = String(decoding: try socket.receive(), as: UTF8.self)
                #expect(first == "HTTP/1.1 100 Continue\r\n\r\n")
                try socket.send(body)
                #expect(try TestClient.readResponse(from: socket).status == 200)
                try socket.send(head + "content-length: 5000\r\n\r\n")
                let second = String(decoding: try socket.receive(), as: UTF8.self)
                #expect(second.hasPrefix("HTTP/1.1 413 "))
            }
            #expect(gateway.upstream.requests.last?.header("expect") == nil)
        }
    }

    @Test("an HTTP/1.0 client gets no chunks and the connection's end", arguments: [Door.chat, .chatStream])
    func oldClient(_ door: Door) async throws {
        try await TestGateway.run { gateway async throws in
            let body = door.body()
            for keepAlive in ["", "connection: keep-alive\r\n"] {
                let text = try await Wire.all(
                    "POST \(door.path) HTTP/1.0\r\n\(keepAlive)content-length: \(body.utf8.count)\r\n\r\n\(body)",
                    to: gateway.client.port)
                #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(text.contains("connection: close\r\n"))
                #expect(!text.contains("transfer-encoding"))
                let content = text.components(after: "\r\n\r\n")
                if door.streams {
                    #expect(content.hasPrefix("data: {"))
                    #expect(content.hasSuffix("data: [DONE]\n\n"))
                } else {
                    #expect(content.hasPrefix("{") && content.hasSuffix("}"))
                }
            }
        }
    }

    @Test("a HEAD request gets a head alone, so that the next answer is read right")
    func headRequests() async throws {
        try await TestGateway.run(adjusting: { $0.authentication.gatewayKey = Secret("gate-key-for-tests-0001") }) {
            gateway async throws in
            let key = "x-api-key: gate-key-for-tests-0001\r\n"
            func head(_ path: String, _ headers: String = "") -> String {
                "HEAD \(path) HTTP/1.1\r\nhost: localhost\r\n\(headers)\r\n"
            }
            let text =
                head("/api/hello") + head("/healthz") + head("/v1/messages", key) + head("/v1/messages")
                + head("/metrics", key) + head("/nowhere", key) + Wire.get("/healthz")
            let methods = [String](repeating: "HEAD", count: 6) + ["GET"]
            let responses = try await Wire.send(text, to: gateway.client.port, methods: methods).responses
            #expect(responses.map(\.status) == [200, 200, 405, 401, 404, 404, 200])
            #expect(responses.last?.text == #"{"status":"ok"}"#)
        }
    }

    @Test("a connection serves on after errors, and closes when the client asks")
    func keepAlive() async throws {
        try await TestGateway.run { gateway async throws in
            let text =
                Wire.request(.messages, "[") + Wire.get("/v1/messages") + Wire.request(.chat, "")
                + Wire.request(.chat, headers: "x-isartor-cache: sometimes\r\n")
                + Wire.request(.chat, headers: "connection: close\r\n")
            let sent = try await Wire.send(
                text, to: gateway.client.port, methods: ["POST", "GET", "POST", "POST", "POST"], closes: true)
            #expect(sent.responses.map(\.status) == [400, 405, 400, 400, 200])
            #expect(sent.responses.map { $0.header("connection") } == [nil, nil, nil, nil, "close"])
            #expect(sent.isClosed)
        }
    }

    @Test("an upgrade that is asked for is passed over, and the next request on the connection is answered")
    func upgrade() async throws {
        try await TestGateway.run { gateway async throws in
            let port = gateway.client.port
            let headers = "connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n"
            let sent = try await Wire.send(
                Wire.request(.chat, headers: headers), to: port, closes: true, timeoutSeconds: 5)
            // What follows an upgrade may be another protocol, so the connection is not trusted with another request.
            #expect(sent.responses.map(\.status) == [200])
            #expect(sent.responses[0].header("connection") == "close")
            #expect(sent.isClosed)
            #expect(gateway.upstream.requests.last?.header("upgrade") == nil)
            #expect(gateway.upstream.requests.last?.header("http2-settings") == nil)
        }
    }
}
