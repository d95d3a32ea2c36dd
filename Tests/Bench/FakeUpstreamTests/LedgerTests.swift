// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Ledger", .timeLimit(.minutes(1)))
struct LedgerTests {
    /// 1,500 tokens of text.
    private let longText = FakeText.filler(bytes: 6000, seed: 1)

    @Test("what answers say that they cost is what the ledger bills")
    func billedAsSaid() async throws {
        try await withFakeUpstream { upstream in
            let system: JSONValue = [
                ["type": "text", "text": .string(longText), "cache_control": ["type": "ephemeral", "ttl": "1h"]]
            ]
            var said = FakeUpstreamLedger.Tokens()
            for _ in 0..<2 {
                let usage = try await upstream.ask(.messages, "Hello", extra: ["system": system]).json?["usage"]
                said.input += usage?["input_tokens"]?.intValue ?? 0
                said.cacheRead += usage?["cache_read_input_tokens"]?.intValue ?? 0
                said.cacheWrite1h += usage?["cache_creation"]?["ephemeral_1h_input_tokens"]?.intValue ?? 0
                said.output += usage?["output_tokens"]?.intValue ?? 0
            }
            #expect((said.input, said.cacheRead, said.cacheWrite1h) == (4, 1500, 1500))
            #expect(upstream.ledger.billed == said)
        }
    }

    @Test("OpenAI's repeated prompt is read from the cache, another credential's is not")
    func automaticCache() async throws {
        try await withFakeUpstream { upstream in
            var cached: [Int?] = []
            for key in ["one", "one", "two"] {
                let answer = try await upstream.ask(
                    .chatCompletions, longText, headers: ["Authorization: Bearer \(key)"])
                cached.append(answer.json?["usage"]?["prompt_tokens_details"]?["cached_tokens"]?.intValue)
            }
            #expect(cached == [0, 1408, 0])
            #expect(upstream.ledger.billed.cacheRead == 1408)
            #expect(upstream.ledger.billed.input == 3 * 1500 - 1408)
        }
    }

    @Test("every format bills a whole stream like a whole document", arguments: WireFormat.allCases)
    func everyFormat(format: WireFormat) async throws {
        try await withFakeUpstream { upstream in
            for words in ["Hi [[fake reasoning=1]]", "Hi [[fake tool=weather tools=2]]", "Hi [[fake refusal=never]]"] {
                upstream.reset()
                let answer = try await upstream.ask(format, words)
                let whole = upstream.ledger.billed
                let usage = answer.json?["usage"] ?? answer.json?["usageMetadata"] ?? [:]
                let names = ["completion_tokens", "output_tokens", "candidatesTokenCount", "thoughtsTokenCount"]
                #expect(whole.output == names.reduce(0) { $0 + (usage[$1]?.intValue ?? 0) })
                #expect(whole.output > 0)
                upstream.reset()
                _ = try await upstream.ask(format, words, stream: true)
                #expect(upstream.ledger.billed == whole)
                #expect(upstream.ledger.generations == 1)
            }
        }
    }

    @Test("a whole stream bills what its usage says")
    func wholeStream() async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.ask(
                .chatCompletions, "Hi [[fake reasoning=1]]", stream: true,
                extra: ["n": 2, "stream_options": ["include_usage": true]])
            let usage = answer.events.compactMap(\.json).last?["usage"]
            #expect(upstream.ledger.billed.output == usage?["completion_tokens"]?.intValue)
            #expect(upstream.ledger.billed.input == usage?["prompt_tokens"]?.intValue)
        }
    }

    @Test("a cut stream bills less than the whole one")
    func cutStream() async throws {
        try await withFakeUpstream { upstream in
            _ = try await upstream.ask(
                .chatCompletions, "[[fake fault=cut text=abcdefghijklmnop frames=4]]", stream: true)
            #expect(upstream.ledger.billed.output == 2)
        }
    }

    @Test("a client that leaves while the answer stalls is counted, and pays for what it got")
    func leavesDuringStall() async throws {
        try await withFakeUpstream { upstream in
            let mark = "[[fake fault=stall-inside text=abcdefghijklmnop frames=4]]"
            try await RawConnection.open(upstream.port) { connection in
                try await connection.send(request("/v1/messages", question(.messages, mark, stream: true)))
                _ = try await connection.bytes(atLeast: 500)
            }
            let ledger = try await upstream.ledger { $0.clientDisconnects == 1 && $0.connectionsOpen == 0 }
            #expect(ledger.billed.output == 2)
            #expect(ledger.billed.input > 0)
            #expect(ledger.answersCompleted == 0)
            #expect(upstream.requests.last?.ending == .abandoned)
        }
    }

    @Test("a client that leaves before the first byte pays nothing")
    func leavesBeforeAnswer() async throws {
        try await withFakeUpstream { upstream in
            try await RawConnection.open(upstream.port) { connection in
                try await connection.send(
                    request("/v1/chat/completions", question(.chatCompletions, "Hi [[fake fault=stall-before]]")))
                _ = try await upstream.ledger { $0.requests[.chatCompletions] == 1 }
            }
            let ledger = try await upstream.ledger { $0.clientDisconnects == 1 }
            #expect(ledger.billed.total == 0)
        }
    }

    @Test("requests are counted by route, connections by their coming and going")
    func counts() async throws {
        try await withFakeUpstream { upstream in
            _ = try await upstream.ask(.chatCompletions, "Hi")
            _ = try await upstream.send(request("/deployments/x/chat/completions", question(.chatCompletions, "Hi")))
            _ = try await upstream.ask(.messages, "Hi")
            _ = try await upstream.send(request("/v1/messages/count_tokens", question(.messages, "Hi")))
            _ = try await upstream.send(request("/v1/models", method: "GET"))
            let lost = try await upstream.send(request("/v1/nothing", method: "GET"))
            #expect(lost.status == 404)
            let ledger = try await upstream.ledger { $0.connectionsOpen == 0 }
            #expect(
                ledger.requests == [.chatCompletions: 2, .messages: 1, .countTokens: 1, .models: 1, .other: 1])
            #expect(ledger.generations == 3)
            #expect((ledger.connectionsOpened, ledger.answersCompleted, ledger.clientDisconnects) == (6, 6, 0))
        }
    }

    @Test("a reset forgets everything, also the prompt cache and the numbers of requests")
    func reset() async throws {
        try await withFakeUpstream { upstream in
            let first = try await upstream.ask(.chatCompletions, longText)
            upstream.schedule([FakeUpstreamDirectives(fault: .status500)])
            _ = try await upstream.ledger { $0.connectionsOpen == 0 }
            upstream.reset()
            #expect(upstream.ledger == FakeUpstreamLedger())
            #expect(upstream.requests.isEmpty)
            let second = try await upstream.ask(.chatCompletions, longText)
            #expect(second == first)
        }
    }

    @Test("waiting for the ledger ends when the fake upstream stops")
    func waitingEnds() async throws {
        let upstream = try await FakeUpstream.start(FakeUpstreamConfiguration())
        let waiting = Task { try await upstream.ledger { $0.clientDisconnects == 1 } }
        try await upstream.stop()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test("waiting for the ledger ends when the task is cancelled")
    func waitingIsCancelled() async throws {
        try await withFakeUpstream { upstream in
            let waiting = Task { try await upstream.ledger { $0.clientDisconnects == 1 } }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }
}
