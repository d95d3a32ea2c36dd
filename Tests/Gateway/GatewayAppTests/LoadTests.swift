// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("Many connections", .serialized, .timeLimit(.minutes(2)))
struct LoadTests {
    @Test("two thousand connections, one after the other, leave nothing behind")
    func sequential() async throws {
        try await TestGateway.run(threads: 2) { gateway async throws in
            let port = gateway.client.port
            let statuses = try await TestClient.blocking {
                var statuses: [Int: Int] = [:]
                for number in 0..<2_000 {
                    let socket = try TestSocket(port: port)
                    defer { socket.close() }
                    switch number % 4 {
                    case 0: try socket.send(Wire.get("/healthz"))
                    case 1: try socket.send(Wire.request(.chat, Door.chat.body("Number \(number % 40)")))
                    case 2: try socket.send(Wire.request(.chat, "{"))
                    default:
                        // Some leave in the middle of a request.
                        try socket.send("POST /v1/messages HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n{")
                        continue
                    }
                    statuses[try TestClient.readResponse(from: socket).status, default: 0] += 1
                }
                return statuses
            }
            #expect(statuses == [200: 1_000, 400: 500])
            #expect(try await gateway.comesToRest())
            #expect(gateway.upstreamCalls == 10)
            // Answers that come from the provider find its connections open, a loop each.
            #expect(gateway.upstream.ledger.connectionsOpened <= 2)
        }
    }

    @Test(
        "two hundred clients at once are all answered, over few connections to the provider",
        arguments: [Door.chat, .messagesStream])
    func concurrent(_ door: Door) async throws {
        try await TestGateway.run(
            provider: door.provider, threads: 2, adjusting: { $0.provider.maxConnectionsPerLoop = 4 },
            { gateway async throws in
                let port = gateway.client.port
                let texts = try await TestClient.blocking {
                    let sockets = try (0..<200).map { _ in try TestSocket(port: port) }
                    defer { sockets.forEach { $0.close() } }
                    var texts: [String] = []
                    for round in 0..<3 {
                        for (number, socket) in sockets.enumerated() {
                            let words = "Round \(round), number \(number). [[fake first-byte-ms=5]]"
                            try socket.send(Wire.request(door, door.body(words)))
                        }
                        for socket in sockets {
                            let response = try TestClient.readResponse(from: socket)
                            #expect(response.status == 200)
                            #expect(response.isComplete)
                            texts.append(response.text)
                        }
                    }
                    return texts
                }
                #expect(texts.count == 600)
                // Nobody got somebody else's answer.
                #expect(Set(texts).count == 600)
                #expect(gateway.upstream.ledger.connectionsOpened <= 8)
                #expect(gateway.upstream.ledger.answersCompleted == 600)
                #expect(try await gateway.comesToRest())
            })
    }

    @Test("a pool whose connections the provider closes all the time goes on")
    func closingUpstream() async throws {
        try await TestGateway.run { gateway async throws in
            for number in 0..<30 {
                let headers = [("x-fake-upstream", number % 3 == 1 ? "fault=close-before" : "")]
                let response = try await gateway.client.post(
                    "/v1/chat/completions", Door.chat.body("Number \(number)"), headers: headers)
                #expect(response.status == (number % 3 == 1 ? 502 : 200))
            }
            #expect(try await gateway.comesToRest())
            #expect(try #require(try await gateway.gauge("isartor_upstream_connections")) <= 1)
        }
    }

    @Test("beyond the limit of connections a new one is closed, and there is room again when one goes")
    func connectionLimit() async throws {
        try await TestGateway.run(adjusting: { $0.server.maxConnections = 2 }) { gateway async throws in
            let port = gateway.client.port
            try await TestClient.blocking {
                let open = try (0..<2).map { _ in try TestSocket(port: port) }
                for socket in open {
                    try socket.send(Wire.get("/healthz"))
                    #expect(try TestClient.readResponse(from: socket).status == 200)
                }
                let third = try TestSocket(port: port)
                #expect((try? third.receiveAll())?.isEmpty != false)
                open[0].close()
            }
            #expect(try await Wire.eventually { (try? await gateway.client.send("GET", "/healthz").status) == 200 })
        }
    }
}
