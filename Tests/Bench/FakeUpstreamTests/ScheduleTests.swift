// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Where directives come from", .timeLimit(.minutes(1)))
struct ScheduleTests {
    @Test("the next generation requests take the schedule in order, other requests take nothing")
    func inOrder() async throws {
        try await withFakeUpstream { upstream in
            upstream.schedule([FakeUpstreamDirectives(fault: .status429), FakeUpstreamDirectives(fault: .status500)])
            upstream.schedule([FakeUpstreamDirectives(text: "third")])
            _ = try await upstream.send(request("/v1/models", method: "GET"))
            #expect(try await upstream.ask(.chatCompletions, "Hi").status == 429)
            #expect(try await upstream.ask(.messages, "Hi").status == 500)
            #expect(try await upstream.ask(.chatCompletions, "Hi").spokenText == "third")
            #expect(try await upstream.ask(.chatCompletions, "Hi").status == 200)
        }
    }

    @Test("schedule, header, mark and defaults rank in this order, key by key")
    func rank() async throws {
        let defaults = FakeUpstreamDirectives(fault: .status500, finish: "default", text: "default", reasoning: true)
        try await withFakeUpstream(FakeUpstreamConfiguration(defaults: defaults)) { upstream in
            upstream.schedule([FakeUpstreamDirectives(fault: FakeUpstreamFault.none)])
            let answer = try await upstream.ask(
                .chatCompletions, "[[fake fault=status-400 text=mark finish=mark]]",
                headers: ["x-fake-upstream: fault=status-401; text=\"the header\""])
            let choice = answer.json?["choices"]?.arrayValue?.first
            #expect(answer.status == 200)
            #expect(answer.spokenText == "the header")
            #expect(choice?["finish_reason"] == "mark")
            #expect(choice?["message"]?["reasoning_content"] != nil)
            #expect(try await upstream.ask(.chatCompletions, "Hi").status == 500)
        }
    }

    @Test("a mark in an earlier turn is history")
    func earlierTurn() async throws {
        try await withFakeUpstream { upstream in
            let messages: JSONValue = [
                ["role": "user", "content": "[[fake fault=status-500]]"], ["role": "assistant", "content": "Sorry."],
                ["role": "user", "content": [["type": "text", "text": "And now?"]]],
            ]
            for format in WireFormat.chats {
                let answer = try await upstream.ask(format, "", extra: ["messages": messages])
                #expect(answer.status == 200)
                #expect(answer.spokenText.contains("\"And now?\""))
            }
        }
    }

    @Test("stop reasons are spelt in the words of the family that answers", arguments: WireFormat.chats)
    func finishWords(format: WireFormat) async throws {
        let words = [
            ("stop", "stop", "end_turn"), ("max_tokens", "length", "max_tokens"),
            ("content_filter", "content_filter", "refusal"), ("pause_turn", "pause_turn", "pause_turn"),
        ]
        try await withFakeUpstream { upstream in
            for (asked, openAI, anthropic) in words {
                let json = try await upstream.ask(format, "Hi [[fake finish=\(asked)]]").json
                let found = json?["choices"]?.arrayValue?.first?["finish_reason"] ?? json?["stop_reason"]
                #expect(found == .string(format == .chatCompletions ? openAI : anthropic))
            }
        }
    }

    @Test("frames and frame-bytes make a stream of exactly that shape", arguments: WireFormat.allCases)
    func frames(format: WireFormat) async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(format, "[[fake frames=50 frame-bytes=100]]", stream: true)
            let pieces = answer.spokenPieces.filter { !$0.isEmpty }
            #expect(pieces.map(\.utf8.count) == Array(repeating: 100, count: 50))
        }
    }

    @Test("text is cut between characters, never inside one")
    func pieces() {
        let text = "añ😀b"
        for count in 1...9 { #expect(TextPieces.split(text, count: count).joined() == text) }
        #expect(TextPieces.split(text, count: 9).count == 9)
        #expect(TextPieces.split(text, size: 2) == ["añ", "😀", "b"])
        let beginnings = ["", "a", "a", "añ", "añ", "añ", "añ", "añ😀", text]
        #expect((0...8).map { TextPieces.prefix(of: text, bytes: $0) } == beginnings)
    }

    @Test("a mistyped directive is refused in the family's shape, whichever way it came")
    func mistyped() async throws {
        try await withFakeUpstream { upstream in
            let marked = try await upstream.ask(.messages, "Hi [[fake falt=cut]]")
            #expect(marked.status == 400)
            #expect(marked.json?["error"]?["message"]?.stringValue?.contains("'falt'") == true)
            let headed = try await upstream.ask(.chatCompletions, "Hi", headers: ["x-fake-upstream: fault=explode"])
            #expect(headed.status == 400)
            #expect(headed.json?["error"]?["message"]?.stringValue?.contains("'explode'") == true)
            let huge = try await upstream.ask(.chatCompletions, "[[fake frames=1000000 frame-bytes=1000000]]")
            #expect(huge.status == 400)
        }
    }
}
