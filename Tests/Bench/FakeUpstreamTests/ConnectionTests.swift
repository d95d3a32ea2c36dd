// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Connections", .timeLimit(.minutes(1)))
struct ConnectionTests {
    @Test("a connection serves one request after the other")
    func keepAlive() async throws {
        try await withFakeUpstream { upstream in
            try await RawConnection.open(upstream.port) { connection in
                for word in ["one", "two"] {
                    try await connection.send(request("/v1/chat/completions", question(.chatCompletions, word)))
                    let answer = try await connection.answer()
                    #expect(answer.spokenText.contains("\"\(word)\""))
                }
            }
            #expect(upstream.ledger.connectionsOpened == 1)
        }
    }

    @Test("pipelined requests are answered in order, slow ones first if they came first")
    func pipelining() async throws {
        try await withFakeUpstream { upstream in
            try await RawConnection.open(upstream.port) { connection in
                let slow = "one [[fake first-byte-ms=20 frame-delay-ms=2]]"
                try await connection.send(
                    request("/v1/chat/completions", question(.chatCompletions, slow, stream: true))
                        + request("/v1/messages", question(.messages, "two"))
                        + request("/v1/chat/completions", question(.chatCompletions, "three", stream: true)))
                for word in ["one", "two", "three"] {
                    let answer = try await connection.answer()
                    #expect(answer.ending == .whole)
                    #expect(answer.spokenText.contains("\"\(word)\""))
                }
            }
        }
    }

    @Test("a client that asks for it has its connection closed after the answer")
    func connectionClose() async throws {
        try await withFakeUpstream { upstream in
            try await RawConnection.open(upstream.port) { connection in
                try await connection.send(
                    request("/v1/chat/completions", question(.chatCompletions, "Hi"), headers: ["Connection: close"]))
                let answer = try await connection.answer()
                #expect(answer.headers["connection"] == "close")
                let after = try await connection.answer()
                #expect(after == RawAnswer())
            }
            #expect(upstream.ledger.clientDisconnects == 0)
        }
    }

    @Test("an HTTP/1.0 client gets a stream that ends with the connection")
    func oldClient() async throws {
        try await withFakeUpstream { upstream in
            let text = request("/v1/chat/completions", question(.chatCompletions, "Hi", stream: true))
            let answer = try await upstream.send(text.replacing("HTTP/1.1", with: "HTTP/1.0"))
            #expect(answer.headers["transfer-encoding"] == nil)
            #expect(answer.text.hasSuffix("data: [DONE]\n\n"))
        }
    }

    @Test("a client that expects 100 Continue gets it before the answer")
    func expectContinue() async throws {
        try await withFakeUpstream { upstream in
            let text = request(
                "/v1/chat/completions", question(.chatCompletions, "Hi"), headers: ["Expect: 100-continue"])
            let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
            try await RawConnection.open(upstream.port) { connection in
                try await connection.send(parts[0] + "\r\n\r\n")
                let carryOn = try await connection.answer()
                #expect(carryOn.status == 100)
                try await connection.send(String(parts[1]))
                let answer = try await connection.answer()
                #expect(answer.status == 200)
            }
        }
    }

    @Test("a body beyond the limit is refused and the connection lives on")
    func tooLarge() async throws {
        var configuration = FakeUpstreamConfiguration()
        configuration.bodyBytesLimit = 1000
        try await withFakeUpstream(configuration) { upstream in
            try await RawConnection.open(upstream.port) { connection in
                let long = String(repeating: "x", count: 100_000)
                try await connection.send(request("/v1/messages", question(.messages, long)))
                let refused = try await connection.answer()
                #expect(refused.status == 413)
                #expect(refused.json?["error"]?["type"] == "request_too_large")
                try await connection.send(request("/v1/messages", question(.messages, "Hi")))
                let served = try await connection.answer()
                #expect(served.status == 200)
            }
        }
    }

    @Test("a key is asked for only when the configuration says so")
    func requiresKey() async throws {
        try await withFakeUpstream(FakeUpstreamConfiguration(requiresKey: true)) { upstream in
            let without = try await upstream.ask(.messages, "Hi")
            #expect(without.status == 401)
            #expect(without.json?["error"]?["type"] == "authentication_error")
            #expect(try await upstream.ask(.chatCompletions, "Hi").json?["error"]?["code"] == "invalid_api_key")
            #expect(try await upstream.ask(.messages, "Hi", headers: ["x-api-key: k"]).status == 200)
            #expect(try await upstream.ask(.chatCompletions, "Hi", headers: ["Authorization: Bearer k"]).status == 200)
        }
    }

    @Test("HEAD brings no body, and an agent's greeting is answered")
    func headRequests() async throws {
        try await withFakeUpstream { upstream in
            let hello = try await upstream.send(request("/api/hello", method: "HEAD"), noBody: true)
            #expect(hello.status == 200)
            try await RawConnection.open(upstream.port) { connection in
                try await connection.send(
                    request("/nothing", method: "HEAD") + request("/v1/models", method: "GET"))
                let lost = try await connection.answer(noBody: true)
                #expect(lost.status == 404)
                let list = try await connection.answer()
                #expect(list.json?["object"] == "list")
            }
        }
    }

    @Test("stopping ends answers that stall, and nobody is said to have left")
    func stopEnds() async throws {
        let upstream = try await FakeUpstream.start(FakeUpstreamConfiguration(threads: 2))
        let answer = try await RawConnection.open(upstream.port) { connection in
            try await connection.send(
                request("/v1/chat/completions", question(.chatCompletions, "Hi [[fake fault=stall-before]]")))
            _ = try await upstream.ledger { $0.requests[.chatCompletions] == 1 }
            try await upstream.stop()
            return try await connection.answer()
        }
        #expect(answer == RawAnswer())
        #expect(upstream.ledger.clientDisconnects == 0)
        #expect(upstream.ledger.connectionsOpen == 0)
        try await upstream.stop()
    }

    @Test("a port in use is reported with the remedy")
    func portInUse() async throws {
        try await withFakeUpstream { upstream in
            let taken = FakeUpstreamConfiguration(port: upstream.port)
            let error = await #expect(throws: FakeUpstreamError.self) { try await FakeUpstream.start(taken) }
            #expect(error?.description.contains("choose another port") == true)
        }
    }
}
