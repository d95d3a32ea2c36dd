// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("Clients that read slowly, or leave", .serialized, .timeLimit(.minutes(2)))
struct SlowClientTests {
    private static let large = "[[fake frames=56 frame-bytes=1048576]]"

    /// A client that has sent `text` and read the first bytes of the answer.
    private static func begin(_ text: String, port: Int) async throws -> TestSocket {
        try await TestClient.blocking {
            let socket = try TestSocket(port: port)
            try socket.send(text)
            _ = try socket.receive(1024)
            return socket
        }
    }

    @Test(
        "a client that leaves ends the provider's work, and nothing is kept",
        arguments: [Door.chatStream, .messagesStream])
    func leaves(_ door: Door) async throws {
        for isReset in [false, true] {
            try await TestGateway.run(provider: door.provider) { gateway async throws in
                let body = door.body("Go on. [[fake frame-delay-ms=50 frames=400 frame-bytes=16]]")
                let socket = try await Self.begin(Wire.request(door, body), port: gateway.client.port)
                if isReset { socket.reset() } else { socket.close() }
                let ledger = try await gateway.upstream.ledger { $0.clientDisconnects == 1 }
                #expect(ledger.answersCompleted == 0)
                #expect(try await gateway.comesToRest())
                #expect(try await gateway.gauge("isartor_abandoned_requests_total") == 1)
                #expect(try await gateway.gauge("isartor_cache_entries{cache_layer=\"l1a\"}") == 0)
            }
        }
    }

    @Test("a client that leaves before the first byte ends the provider's work too", arguments: [Door.chat, .messages])
    func leavesEarly(_ door: Door) async throws {
        try await TestGateway.run(provider: door.provider) { gateway async throws in
            let port = gateway.client.port
            let body = door.body("Slow. [[fake first-byte-ms=20000]]")
            let socket = try await TestClient.blocking {
                let socket = try TestSocket(port: port)
                try socket.send(Wire.request(door, body))
                return socket
            }
            _ = try await gateway.upstream.ledger { $0.generations == 1 }
            socket.close()
            _ = try await gateway.upstream.ledger { $0.clientDisconnects == 1 }
            #expect(try await gateway.comesToRest())
        }
    }

    @Test("while a client does not read, the provider is not read either")
    func backPressure() async throws {
        try await TestGateway.run { gateway async throws in
            let body = Door.chatStream.body(Self.large)
            let socket = try await Self.begin(Wire.request(.chatStream, body), port: gateway.client.port)
            var before = -1
            var sent = 0
            // Until the provider gets no further.
            while sent != before {
                before = sent
                try await Task.sleep(for: .milliseconds(400))
                sent = gateway.upstream.requests.last?.answered.count ?? 0
            }
            // What is on its way sits in the sockets' buffers; the gateway alone would have taken all of it.
            #expect(sent < 40 << 20)
            #expect(gateway.upstream.ledger.answersCompleted == 0)
            let rest = try await TestClient.blocking {
                var count = 0
                var last: [UInt8] = []
                while !last.suffix(5).elementsEqual(Array("0\r\n\r\n".utf8)) {
                    let bytes = try socket.receive(1 << 20)
                    if bytes.isEmpty { break }
                    count += bytes.count
                    last = Array((last + bytes).suffix(16))
                }
                return count
            }
            #expect(rest > 56 << 20)
            #expect(gateway.upstream.ledger.answersCompleted == 1)
        }
    }

    @Test("a client that stops reading for good is given up, and so is its answer")
    func neverReads() async throws {
        try await TestGateway.run(adjusting: { $0.server.bodyTimeout = .milliseconds(500) }) { gateway async throws in
            let body = Door.chatStream.body(Self.large)
            let socket = try await Self.begin(Wire.request(.chatStream, body), port: gateway.client.port)
            let ledger = try await gateway.upstream.ledger { $0.clientDisconnects == 1 }
            #expect(ledger.answersCompleted == 0)
            #expect(try await gateway.comesToRest())
            socket.close()
        }
    }

    @Test("a client that reads slowly gets all of a stream, however long it takes")
    func readsSlowly() async throws {
        try await TestGateway.run(adjusting: { $0.server.bodyTimeout = .milliseconds(500) }) { gateway async throws in
            let body = Door.chatStream.body("[[fake frames=24 frame-bytes=1048576]]")
            let socket = try await Self.begin(
                Wire.request(.chatStream, body, headers: "connection: close\r\n"), port: gateway.client.port)
            let (count, last) = try await TestClient.blocking {
                var count = 0
                var last: [UInt8] = []
                while true {
                    let bytes = try socket.receive(1 << 18)
                    if bytes.isEmpty { return (count, last) }
                    count += bytes.count
                    last = Array((last + bytes).suffix(5))
                    Pause.milliseconds(15)
                }
            }
            #expect(count > 24 << 20)
            #expect(last == Array("0\r\n\r\n".utf8))
        }
    }

    @Test("a client that asks on and on without reading is not answered further, until it reads")
    func asksWithoutReading() async throws {
        try await TestGateway.run { gateway async throws in
            let port = gateway.client.port
            let body = Door.chat.body("[[fake frames=3 frame-bytes=1000000]]")
            #expect(try await gateway.client.post("/v1/chat/completions", body).status == 200)
            let count = 30
            let socket = try await TestClient.blocking {
                let socket = try TestSocket(port: port)
                for _ in 0..<count { try socket.send(Wire.request(.chat, body)) }
                return socket
            }
            // A quarter of the answers fits into the sockets' buffers; the others must not pile up in memory.
            try await Task.sleep(for: .milliseconds(500))
            let hits = try await gateway.gauge(
                #"isartor_cache_events_total{cache_layer="l1a",outcome="hit",tool="unknown"}"#)
            #expect(try #require(hits) < count / 2)
            let sizes = try await TestClient.blocking {
                defer { socket.close() }
                return try LargeResponses.sizes(count, from: socket)
            }
            #expect(sizes.count == count)
            #expect(Set(sizes).count == 1)
        }
    }
}
