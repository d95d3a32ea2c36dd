// SPDX-License-Identifier: Apache-2.0

import Settings
import TestKit
import Testing

@Suite("Streams that end in odd places", .serialized, .timeLimit(.minutes(2)))
struct StreamEndTests {
    private static let started =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"role\":\"assistant\",\"content\":[]}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}\n\n"
    private static let chunk = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n"

    /// What a client of `door` gets when a provider streams `text`, and ends properly if `isEnded`.
    private static func relay(_ text: String, _ door: Door, isEnded: Bool = true) async throws -> TestResponse {
        let size = String(text.utf8.count, radix: 16)
        let upstream = try RawUpstream(
            answering:
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n\(size)\r\n\(text)\r\n"
                + (isEnded ? "0\r\n\r\n" : ""))
        return try await TestGateway.run(
            provider: door.provider, adjusting: { $0.provider.url = "http://127.0.0.1:\(upstream.port)" },
            { gateway async throws in try await gateway.client.post(door.path, door.body()) })
    }

    /// Places in which half an event can end.
    private static let halves = [
        "ev", "event: content_blo", "event: content_block_delta\n", "event: content_block_delta\nda",
        "event: content_block_delta\ndata: {\"type\":", ": a comm", "data", "data:",
    ]

    @Test(
        "half an event at the end is left out, so that the error event behind it can be read", arguments: halves,
        [true, false])
    func halfEvent(_ half: String, _ isEnded: Bool) async throws {
        for (door, start) in [(Door.messagesStream, Self.started), (.chatStream, Self.chunk)] {
            let response = try await Self.relay(start + half, door, isEnded: isEnded)
            #expect(response.status == 200)
            #expect(response.isComplete)
            #expect(response.text.hasPrefix(start))
            let events = EventText(response.text)
            #expect(events.isWhole)
            #expect(events.events.count == (door == .messagesStream ? 3 : 2))
            let last = try #require(events.events.last)
            #expect(last.name == (door == .messagesStream ? "error" : nil))
            let code = try ErrorShape(last.data.utf8, door).code
            #expect(code == "upstream_cut" || code == "upstream_malformed")
        }
    }

    @Test("a last event without its blank line is the last event all the same")
    func missingBlankLine() async throws {
        let finish = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
        for end in ["data: [DONE]", "data: [DONE]\n"] {
            let response = try await Self.relay(Self.chunk + finish + end, .chatStream)
            #expect(response.isComplete)
            #expect(response.text == Self.chunk + finish + end)
        }
    }

    @Test("a stream of comments alone is no answer")
    func commentsOnly() async throws {
        for door in [Door.chatStream, .messagesStream] {
            let response = try await Self.relay(": ping\n\n: ping\n\n", door)
            #expect(response.isComplete)
            // Nothing had been said yet, so the status can still tell.
            try ErrorShape.expect(response, door, status: 502, code: "upstream_cut")
        }
    }

    @Test("an event too large to be held back, cut in its middle, ends the connection instead of the stream")
    func hugeEvent() async throws {
        let half = "data: {\"choices\":[{\"delta\":{\"content\":\"" + String(repeating: "x", count: 6 << 20)
        let upstream = try RawUpstream(
            answering: "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 7000000\r\n\r\n" + half)
        try await TestGateway.run(adjusting: { $0.provider.url = "http://127.0.0.1:\(upstream.port)" }) {
            gateway async throws in
            let text = try await Wire.all(Wire.request(.chatStream), to: gateway.client.port)
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.utf8.count > 6 << 20)
            #expect(!text.hasSuffix("0\r\n\r\n"))
            #expect(!text.contains("upstream_cut"))
            #expect(try await gateway.comesToRest())
        }
    }
}
