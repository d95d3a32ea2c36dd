// SPDX-License-Identifier: Apache-2.0

import Conversation
import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("Replay, over sockets")
struct ReplayTests {
    @Test(
        "a shape's repeat is answered from the cache with the same bytes, and its other form says the same",
        arguments: [ProviderName.openAI, .anthropic, .gemini])
    func repeats(_ provider: ProviderName) async throws {
        try await TestGateway.run(provider: provider) { gateway in
            try await TestClient.blocking {
                let socket = try TestSocket(port: gateway.client.port)
                defer { socket.close() }
                var hits = 0
                for shape in Shape.of(provider) {
                    if try check(shape, gateway, socket) { hits += 1 }
                }
                // The rest are threads, answers that were cut, and requests that the provider refused.
                #expect(hits > Shape.of(provider).count * 2 / 3)
            }
        }
    }

    /// Sends a shape twice and then in its other form; true if the repeat was a hit.
    private func check(_ shape: Shape, _ gateway: TestGateway, _ socket: TestSocket) throws -> Bool {
        let name = Comment(rawValue: shape.name)
        gateway.upstream.reset()
        // Shapes of two versions of a client are often the same; a session of its own keeps each one apart.
        let session = [("x-isartor-session-id", shape.name)]
        let request = ShapeRequest(shape: shape, body: shape.body, extra: session)
        let first = try request.send(on: socket, port: gateway.client.port)
        let second = try request.send(on: socket, port: gateway.client.port)
        let meaning = Meaning(first, shape.surface)
        #expect(first.layer == "l3", name)
        let isCacheable = try IdentityOracle(shape.body, shape.surface).isCacheable
        guard isCacheable, first.status == 200, meaning?.isWhole == true else {
            #expect(second.layer == "l3", name)
            #expect(gateway.upstream.ledger.generations == 2, name)
            return false
        }
        let bytesAreEqual = second.body == first.body
        #expect(second.layer == "l1a", name)
        #expect(bytesAreEqual && second.isComplete && second.status == 200, name)
        #expect(second.header("x-isartor-deflected") == "true", name)
        #expect(second.header("age") != nil, name)
        #expect(
            second.header("content-type")?.prefix { $0 != ";" } == first.header("content-type")?.prefix { $0 != ";" },
            name)
        #expect(gateway.upstream.ledger.generations == 1, name)

        let turned = try shape.asking(stream: !shape.streams)
        let other = ShapeRequest(shape: turned, body: turned.body, extra: session)
        let third = try other.send(on: socket, port: gateway.client.port)
        var expected = meaning
        var found = Meaning(third, shape.surface)
        if meaning?.usage == nil {
            // The stream came without token counts and JSON promises them: the provider has to be asked.
            #expect(third.layer == "l3", name)
        } else {
            #expect(third.layer == "l1a", name)
            #expect(gateway.upstream.ledger.generations == 1, name)
        }
        if meaning?.usage == nil || found?.usage == nil {
            expected?.usage = nil
            found?.usage = nil
        }
        #expect(found == expected, name)
        return true
    }
}
