// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import TestKit
import Testing

@Suite("How answers end", .serialized, .timeLimit(.minutes(2)))
struct FinishTests {
    private static let doors: [Door] = [.chat, .chatStream, .messages, .messagesStream]
    /// Each family's word for an answer that is cut, filtered or only half of a turn.
    private static let reasons = ["length", "content_filter", "pause_turn", "a_reason_of_tomorrow"]

    @Test("an answer that is cut, filtered or paused comes as it is and is not kept", arguments: reasons, doors)
    func unfinished(_ reason: String, _ door: Door) async throws {
        try await TestGateway.run(provider: door.provider) { gateway async throws in
            let headers = [("x-fake-upstream", "finish=\(reason)")]
            for call in 1...2 {
                let response = try await gateway.client.post(door.path, door.body(), headers: headers)
                #expect(response.status == 200)
                #expect(response.layer == "l3")
                #expect(response.isComplete)
                #expect(response.body == gateway.upstream.requests.last?.answered)
                #expect(gateway.upstreamCalls == call)
            }
        }
    }

    @Test("an answer without a word comes as it is and is not kept", arguments: doors)
    func empty(_ door: Door) async throws {
        try await TestGateway.run(provider: door.provider) { gateway async throws in
            let headers = [("x-fake-upstream", #"text="""#)]
            for call in 1...2 {
                let response = try await gateway.client.post(door.path, door.body(), headers: headers)
                #expect(response.status == 200)
                #expect(response.layer == "l3")
                #expect(response.body == gateway.upstream.requests.last?.answered)
                #expect(gateway.upstreamCalls == call)
            }
        }
    }

    @Test("an answer that met a stop sequence is whole: it is kept", arguments: [Door.messages, .messagesStream])
    func stopSequence(_ door: Door) async throws {
        try await TestGateway.run(provider: door.provider) { gateway async throws in
            let headers = [("x-fake-upstream", "finish=stop_sequence")]
            let first = try await gateway.client.post(door.path, door.body(), headers: headers)
            let second = try await gateway.client.post(door.path, door.body(), headers: headers)
            #expect(second.layer == "l1a")
            #expect(second.body == first.body)
        }
    }

    @Test("an answer that calls tools is kept and replays byte for byte", arguments: doors)
    func toolCalls(_ door: Door) async throws {
        let schema = #"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"#
        let tools =
            switch door {
            case .chat, .chatStream:
                #","tools":[{"type":"function","function":{"name":"weather","parameters":\#(schema)}}]"#
            default: #","tools":[{"name":"weather","input_schema":\#(schema)}]"#
            }
        try await TestGateway.run(provider: door.provider) { gateway async throws in
            let body = door.body("Is it windy in Bergen?", extra: tools)
            let headers = [("x-fake-upstream", "tool=weather; tools=2")]
            let first = try await gateway.client.post(door.path, body, headers: headers)
            #expect(first.status == 200)
            #expect(first.layer == "l3")
            #expect(first.text.contains("weather"))
            let second = try await gateway.client.post(door.path, body)
            #expect(second.layer == "l1a")
            #expect(second.body == first.body)
            #expect(gateway.upstreamCalls == 1)
        }
    }

    @Test("a kept answer is given as JSON and as a stream, whichever way it came")
    func bothForms() async throws {
        for (first, second) in [
            (Door.chat, Door.chatStream), (.chatStream, .chat), (.messages, .messagesStream),
            (.messagesStream, .messages),
        ] {
            try await TestGateway.run(provider: first.provider) { gateway async throws in
                let headers = [("x-fake-upstream", "text=\"Ships see it from afar.\"")]
                let extra = first == .chatStream ? #","stream_options":{"include_usage":true}"# : ""
                _ = try await gateway.client.post(first.path, first.body(extra: extra), headers: headers)
                let other = try await gateway.client.post(second.path, second.body())
                #expect(other.layer == "l1a")
                #expect(gateway.upstreamCalls == 1)
                if second.streams {
                    #expect(other.header("content-type")?.hasPrefix("text/event-stream") == true)
                    #expect(EventText(other.text).isWhole)
                } else {
                    #expect(other.header("content-type") == "application/json")
                    #expect(other.text.contains("Ships see it from afar."))
                }
            }
        }
    }
}
