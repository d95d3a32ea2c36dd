// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("Who joins late, and who reads slowly", .serialized, .timeLimit(.minutes(3)))
struct JoiningTests {
    @Test(
        "who comes in the middle of a stream gets it from its start",
        arguments: [Asker.chatStreamPlain, .messagesStream, .geminiStream, .geminiArray, .responsesStream])
    func late(_ asker: Asker) async throws {
        try await SingleFlightTests.run(provider: .openAICompatible) { gateway, upstream async throws in
            for round in 0..<5 {
                let calls = upstream.calls.count
                let request = asker.request("Late \(round)")
                let before = try await gateway.shared()
                let (crowd, call) = try await SingleFlightTests.gather(gateway, upstream, [request])
                call.open()
                var sockets = crowd.sockets
                for (place, word) in ChatScript.words.enumerated() {
                    call.chunk(ChatScript.delta(word))
                    _ = try await TestClient.blocking { try crowd.sockets[0].receive(1) }
                    let more = try await Crowd.ask([String](repeating: request, count: 12), port: gateway.client.port)
                    sockets += more.sockets
                    #expect(try await gateway.joined(12 * (place + 1), since: before))
                }
                call.chunk(ChatScript.ending())
                call.close()
                // The first one's first bytes were read above; the others have all of theirs.
                let responses = try await Crowd(sockets: Array(sockets.dropFirst())).responses()
                for response in responses { asker.expectWhole(response) }
                #expect(Set(responses.map { Self.withoutNames($0.text) }).count == 1)
                #expect(upstream.calls.count == calls + 1)
                sockets[0].close()
            }
        }
    }

    /// A translated answer is named for its request; the names are all that may differ.
    private static func withoutNames(_ text: String) -> String {
        text.split(separator: "\"").filter { !$0.contains("isr") }.map { $0.filter { !$0.isNumber } }
            .joined(separator: "\"")
    }

    @Test("who joins a stream of a fallback, which is not kept, gets it from its start too")
    func fallback() async throws {
        let dead = try ScriptedUpstream { _ in ScriptedUpstream.answer(500, ChatScript.error("down")) }
        let upstream = try ScriptedUpstream()
        try await TestGateway.run(
            threads: 2,
            adjusting: { settings in
                settings.provider.url = dead.url + "/v1"
                settings.provider.fallbacks = [
                    ChainedProvider(
                        .openAICompatible, url: upstream.url + "/v1", model: "other",
                        keys: [ProviderKeySettings(key: Secret("gsk-fallback"))])
                ]
            },
            { gateway async throws in
                let request = Asker.chatStream.request("Fallback")
                let (crowd, call) = try await SingleFlightTests.gather(gateway, upstream, [request])
                call.open()
                for word in ChatScript.words.prefix(3) { call.chunk(ChatScript.delta(word)) }
                _ = try await TestClient.blocking { try crowd.sockets[0].receive(1) }
                let late = try await Crowd.ask([String](repeating: request, count: 10), port: gateway.client.port)
                #expect(try await gateway.joined(10, since: 0))
                for word in ChatScript.words.dropFirst(3) { call.chunk(ChatScript.delta(word)) }
                call.chunk(ChatScript.ending())
                call.close()
                for response in try await late.responses() { Asker.chatStream.expectWhole(response) }
                #expect(upstream.calls.count == 1)
                crowd.leave()
            })
    }

    @Test("who comes when the start of a stream is remembered no more asks for itself and gets all of it")
    func forgotten() async throws {
        try await SingleFlightTests.run(adjusting: { $0.cache.maxEntryBytes = 4096 }) {
            gateway, upstream async throws in
            let request = Asker.chatStream.request("Forgotten")
            let (crowd, call) = try await SingleFlightTests.gather(gateway, upstream, [request])
            call.open()
            let word = String(repeating: "x", count: 1000)
            for _ in 0..<8 { call.chunk(ChatScript.delta(word)) }
            try await TestClient.blocking {
                var count = 0
                while count < 8000 { count += try crowd.sockets[0].receive().count }
            }
            let late = try await Crowd.ask([request], port: gateway.client.port)
            let second = try await upstream.call(1)
            second.send(ChatScript.answer(second))
            Asker.chatStream.expectWhole(try await late.responses()[0])
            call.cut()
            crowd.leave()
        }
    }

    /// What a stream has to be so large for: sockets take some megabytes, and the lag limit some more.
    private static let largeStream = "[[fake frames=56 frame-bytes=1048576]]"

    /// The question has no limit of tokens, which would end the stream soon.
    private static func body() -> String { Wire.request(.chatStream, Door.chatStream.body(largeStream)) }

    /// Reads a stream to its end, with a pause after each piece; nil if it was cut before.
    private static func count(_ socket: TestSocket, pause: Int) async throws -> Int? {
        try await TestClient.blocking {
            var count = 0
            var last: [UInt8] = []
            while !last.suffix(5).elementsEqual(Array("0\r\n\r\n".utf8)) {
                guard let bytes = try? socket.receive(1 << 20), !bytes.isEmpty else { return nil }
                count += bytes.count
                last = Array((last + bytes).suffix(16))
                if pause > 0 { Pause.milliseconds(pause) }
            }
            return count
        }
    }

    @Test("one that never reads holds the others up for a bounded time only, and is cut")
    func neverReads() async throws {
        try await TestGateway.run(
            threads: 2, adjusting: { $0.server.bodyTimeout = .milliseconds(1500) },
            { gateway async throws in
                let crowd = try await Crowd.ask([Self.body(), Self.body(), Self.body()], port: gateway.client.port)
                // The first may lead or not: it takes nothing at all.
                async let second = Self.count(crowd.sockets[1], pause: 0)
                async let third = Self.count(crowd.sockets[2], pause: 0)
                // They are held up when the lazy one is too far behind: its rest must not pile up in memory.
                #expect(
                    try await Wire.eventually { (gateway.upstream.requests.first?.answered.count ?? 0) > 4 << 20 })
                let counts = try await [second, third]
                #expect(counts.allSatisfy { $0 ?? 0 > 56 << 20 })
                #expect(try await Self.count(crowd.sockets[0], pause: 0) == nil)
                #expect(gateway.upstreamCalls == 1)
            })
    }

    @Test("one that reads slowly gets all, in its own time; the others wait for it once it is far behind")
    func readsSlowly() async throws {
        try await TestGateway.run(
            threads: 2, adjusting: { $0.server.bodyTimeout = .milliseconds(500) },
            { gateway async throws in
                let crowd = try await Crowd.ask([Self.body(), Self.body()], port: gateway.client.port)
                // At most a megabyte in 15 ms: longer than the time for one that does not read at all.
                async let slow = Self.count(crowd.sockets[0], pause: 15)
                async let fast = Self.count(crowd.sockets[1], pause: 0)
                let counts = try await [slow, fast]
                #expect(counts.allSatisfy { $0 ?? 0 > 56 << 20 })
                #expect(gateway.upstreamCalls == 1)
            })
    }

    @Test("what one that does not read has not taken stays within a bound")
    func lagIsBounded() async throws {
        try await TestGateway.run(
            threads: 2, adjusting: { $0.server.bodyTimeout = .seconds(60) },
            { gateway async throws in
                let crowd = try await Crowd.ask([Self.body(), Self.body()], port: gateway.client.port)
                async let other = Self.count(crowd.sockets[1], pause: 0)
                var before = -1
                var sent = 0
                // Until the provider gets no further.
                while sent != before {
                    before = sent
                    try await Task.sleep(for: .milliseconds(500))
                    sent = gateway.upstream.requests.last?.answered.count ?? 0
                }
                #expect(gateway.upstreamCalls == 1)
                #expect(sent < 40 << 20, "\(sent >> 20) MiB were taken for one that reads nothing")
                crowd.sockets[0].close()
                #expect(try await other ?? 0 > 56 << 20)
            })
    }
}
