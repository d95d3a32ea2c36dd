// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import Testing

@testable import FakeUpstream

@Suite("Recording", .timeLimit(.minutes(1)))
struct RecordingTests {
    @Test("a request is kept byte by byte, with the exact bytes of its answer", arguments: [false, true])
    func exactBytes(stream: Bool) async throws {
        try await withFakeUpstream { upstream in
            let body = question(.messages, "Hi  there", stream: stream)
            let answer = try await upstream.send(
                request("/v1/messages?beta=true", body, headers: ["X-Api-Key: k1", "x-dup: 1", "X-Dup: 2"]))
            let record = try #require(upstream.requests.first)
            #expect((record.number, record.method, record.target) == (1, "POST", "/v1/messages?beta=true"))
            #expect(record.headers.map(\.name) == ["Host", "X-Api-Key", "x-dup", "X-Dup", "Content-Length"])
            #expect(record.header("x-api-key") == "k1")
            #expect(record.body == body.encoded())
            #expect(record.answered == answer.body)
            #expect((record.status, record.ending) == (200, .completed))
        }
    }

    @Test("an answer under way shows what was sent so far")
    func underWay() async throws {
        try await withFakeUpstream { upstream in
            try await RawConnection.open(upstream.port) { connection in
                let mark = "[[fake fault=stall-inside]]"
                try await connection.send(request("/v1/chat/completions", question(.chatCompletions, mark)))
                _ = try await connection.bytes(atLeast: 1)
                let record = try #require(upstream.requests.first)
                #expect(record.ending == nil)
                #expect(!record.answered.isEmpty)
            }
        }
    }

    @Test("beyond the byte limit the oldest requests are dropped")
    func limit() {
        var log = RequestLog(limit: 100)
        for number in 1...4 {
            log.add(
                RecordedRequest(
                    number: number, method: "POST", target: "", headers: [], body: Array(repeating: 0, count: 40)))
        }
        #expect(log.all.map(\.number) == [3, 4])
        log.update(4) { $0.answered = Array(repeating: 0, count: 30) }
        #expect(log.all.map(\.number) == [4])
        log.update(1) { $0.status = 200 }
        log.update(4) { $0.answered = Array(repeating: 0, count: 90) }
        #expect(log.all.isEmpty)
    }

    @Test("nothing is kept when recording is off, the ledger is")
    func off() async throws {
        try await withFakeUpstream(FakeUpstreamConfiguration(recordsRequests: false)) { upstream in
            _ = try await upstream.ask(.chatCompletions, "Hi")
            #expect(upstream.requests.isEmpty)
            #expect(upstream.ledger.generations == 1)
        }
    }

    @Test("what an answer does after a reset is in nobody's books")
    func acrossReset() {
        let state = UpstreamState(configuration: FakeUpstreamConfiguration())
        let old = state.begin(UpstreamRequest(method: .POST, target: "/v1/messages", headers: [:]))
        state.reset()
        let new = state.begin(UpstreamRequest(method: .POST, target: "/v1/messages", headers: [:]))
        state.answered([1], for: old)
        state.answerEnded(.completed, outputTokens: 9, untold: nil, for: old)
        #expect(old.number == new.number)
        #expect(state.recordings.map(\.answered) == [[]])
        #expect(state.ledger.billed.output == 0)
    }
}
