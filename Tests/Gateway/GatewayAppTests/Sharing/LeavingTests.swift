// SPDX-License-Identifier: Apache-2.0

import Settings
import TestKit
import Testing

@Suite("Who leaves a shared question", .serialized, .timeLimit(.minutes(3)))
struct LeavingTests {
    @Test("the first one leaves before the answer begins, and all others get it", arguments: [Asker.chat, .chatStream])
    func beforeHead(_ asker: Asker) async throws {
        try await SingleFlightTests.run { gateway, upstream async throws in
            for round in 0..<20 {
                let calls = upstream.calls.count
                let gone = try await gateway.gauge("isartor_abandoned_requests_total") ?? 0
                let (crowd, call) = try await SingleFlightTests.gather(
                    gateway, upstream, [String](repeating: asker.request("Before \(round)"), count: 100))
                if round % 2 == 0 { crowd.sockets[0].close() } else { crowd.sockets[0].reset() }
                #expect(
                    try await Wire.eventually {
                        try await gateway.gauge("isartor_abandoned_requests_total") == gone + 1
                    })
                call.send(ChatScript.answer(call))
                let responses = try await Crowd(sockets: Array(crowd.sockets.dropFirst())).responses()
                asker.expectWhole(responses[0])
                #expect(responses.count == 99 && Set(responses.map(\.body)).count == 1)
                #expect(upstream.calls.count == calls + 1 && call.leftAt == nil, "round \(round)")
            }
        }
    }

    @Test("the first one leaves in the middle of a stream, and all others get it whole")
    func midStream() async throws {
        try await SingleFlightTests.run { gateway, upstream async throws in
            for round in 0..<20 {
                let calls = upstream.calls.count
                let (crowd, call) = try await SingleFlightTests.gather(
                    gateway, upstream, [String](repeating: Asker.chatStream.request("Middle \(round)"), count: 100))
                call.open()
                call.chunk(ChatScript.delta(ChatScript.words[0]) + ChatScript.delta(ChatScript.words[1]))
                try await TestClient.blocking { _ = try crowd.sockets[0].receive() }
                crowd.sockets[0].close()
                for word in ChatScript.words.dropFirst(2) { call.chunk(ChatScript.delta(word)) }
                call.chunk(ChatScript.ending())
                call.close()
                let responses = try await Crowd(sockets: Array(crowd.sockets.dropFirst())).responses()
                Asker.chatStream.expectWhole(responses[0])
                #expect(responses.count == 99 && Set(responses.map(\.body)).count == 1)
                #expect(upstream.calls.count == calls + 1)
            }
        }
    }

    @Test(
        "when the last one has left, the provider is told within 100 ms and nothing is kept",
        arguments: [Asker.chat, .chatStream, .messagesStream], [false, true])
    func all(_ asker: Asker, inMiddle: Bool) async throws {
        try await SingleFlightTests.run { gateway, upstream async throws in
            var slowest = Duration.zero
            for round in 0..<20 {
                let calls = upstream.calls.count
                let (crowd, call) = try await SingleFlightTests.gather(
                    gateway, upstream, [String](repeating: asker.request("All \(round)"), count: 20))
                if inMiddle, asker.streams {
                    call.open()
                    call.chunk(ChatScript.delta(ChatScript.words[0]))
                    try await TestClient.blocking { for socket in crowd.sockets { _ = try socket.receive() } }
                } else if inMiddle {
                    call.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{")
                }
                crowd.leave()
                let left = ContinuousClock.now
                #expect(try await Wire.eventually { call.leftAt != nil })
                if let told = call.leftAt { slowest = max(slowest, told - left) }
                // Nobody had all of it, so it is asked anew.
                let (again, next) = try await SingleFlightTests.gather(
                    gateway, upstream, [asker.request("All \(round)")])
                next.send(ChatScript.answer(next))
                asker.expectWhole(try await again.responses()[0])
                #expect(upstream.calls.count == calls + 2)
            }
            #expect(slowest < .milliseconds(100), "\(slowest)")
        }
    }

    @Test("who waits for another form may leave, and the others stay")
    func waiters() async throws {
        try await SingleFlightTests.run { gateway, upstream async throws in
            let askers = (0..<40).map { $0 % 2 == 0 ? Asker.chatStream : .chat }
            let (crowd, call) = try await SingleFlightTests.gather(
                gateway, upstream, askers.map { $0.request("Waiters") })
            call.open()
            call.chunk(ChatScript.delta(ChatScript.words[0]))
            // All who listen leave; only those remain who wait for the end.
            for (place, asker) in askers.enumerated() where asker == .chatStream { crowd.sockets[place].close() }
            for word in ChatScript.words.dropFirst() { call.chunk(ChatScript.delta(word)) }
            call.chunk(ChatScript.ending())
            call.close()
            let rest = zip(askers, crowd.sockets).filter { $0.0 == .chat }.map(\.1)
            for response in try await Crowd(sockets: rest).responses() { Asker.chat.expectWhole(response) }
            #expect(upstream.calls.count == 1)
        }
    }
}
