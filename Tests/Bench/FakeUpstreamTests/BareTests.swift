// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import FakeUpstream

@Suite("Bare mode", .timeLimit(.minutes(1)))
struct BareTests {
    private func bare(_ defaults: FakeUpstreamDirectives = FakeUpstreamDirectives()) -> FakeUpstreamConfiguration {
        FakeUpstreamConfiguration(bare: true, defaults: defaults)
    }

    @Test("a plain request gets 1,024 bytes of its family's JSON", arguments: WireFormat.chats)
    func document(format: WireFormat) async throws {
        try await withFakeUpstream(bare()) { upstream in
            let answer = try await upstream.ask(format, "Hi")
            #expect(answer.status == 200)
            #expect(answer.body.count == 1024)
            #expect(answer.json?["model"] == "fake-bare")
            #expect(answer.spokenText.count > 100)
        }
    }

    @Test("a stream has the frames that the configuration asks for", arguments: WireFormat.chats)
    func stream(format: WireFormat) async throws {
        try await withFakeUpstream(bare(FakeUpstreamDirectives(frames: 20, frameBytes: 30))) { upstream in
            let answer = try await upstream.ask(format, "Hi", stream: true)
            #expect(answer.ending == .whole)
            #expect(answer.spokenText.utf8.count == 600)
            #expect(answer.events.last?.data == (format == .chatCompletions ? "[DONE]" : #"{"type":"message_stop"}"#))
        }
    }

    @Test("delays spread a stream over writes and change none of its bytes")
    func delays() async throws {
        let shape = FakeUpstreamDirectives(frames: 5)
        var slow = shape
        slow.firstByteMilliseconds = 1
        slow.frameDelayMilliseconds = 1
        let answers = (BareAnswers(bare(shape)).chatStream, BareAnswers(bare(slow)).chatStream)
        #expect(answers.0.whole == answers.1.whole)
        #expect(answers.0.count == 5)
        let pieces = [answers.0.parts(0..<1), answers.0.parts(1..<4), answers.0.parts(4..<5)]
        #expect(pieces.flatMap { Array($0.readableBytesView) } == Array(answers.0.whole.readableBytesView))
        try await withFakeUpstream(bare(slow)) { upstream in
            try await RawConnection.open(upstream.port) { connection in
                let asked = request("/v1/chat/completions", question(.chatCompletions, "Hi", stream: true))
                try await connection.send(asked + asked)
                let first = try await connection.answer()
                let second = try await connection.answer()
                #expect(first == second)
                #expect(first.ending == .whole)
            }
        }
    }

    @Test("pipelined requests are all answered and counted, and the ledger can be read")
    func pipelining() async throws {
        try await withFakeUpstream(bare()) { upstream in
            try await RawConnection.open(upstream.port) { connection in
                let one = request("/v1/chat/completions", question(.chatCompletions, "Hi"))
                try await connection.send(String(repeating: one, count: 50) + request("/__fake/ledger", method: "GET"))
                for _ in 0..<50 { #expect(try await connection.answer().body.count == 1024) }
                let ledger = try await connection.answer()
                #expect(ledger.json?["requests"]?["chat-completions"] == 50)
            }
            #expect(upstream.requests.isEmpty)
        }
    }

    @Test("a client that asks for it has its connection closed, malformed framing closes it too")
    func closing() async throws {
        try await withFakeUpstream(bare()) { upstream in
            for text in [
                request("/v1/chat/completions", question(.chatCompletions, "Hi"), headers: ["connection: close"]),
                "POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
            ] {
                try await RawConnection.open(upstream.port) { connection in
                    try await connection.send(text)
                    var answer = try await connection.answer()
                    if answer.ending == .whole { answer = try await connection.answer() }
                    #expect(answer == RawAnswer())
                }
            }
        }
    }

    @Test(
        "a request is found whole, however its bytes are split",
        arguments: [
            "POST /v1/messages HTTP/1.1\r\nhost: x\r\nContent-Length: 16\r\n\r\n{\"stream\": true}",
            "POST /v1/messages HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nf\r\n{\"stream\":true}\r\n0\r\n\r\n",
        ])
    func framing(text: String) {
        let bytes = Array(text.utf8)
        for split in 0...bytes.count {
            var framer = BareRequestFramer()
            var buffer = ByteBuffer(bytes: bytes[..<split])
            if split < bytes.count { #expect(framer.next(in: &buffer) == .needsMore) }
            buffer.writeBytes(bytes[split...] + Array("POST".utf8))
            let expected = BareRequest(method: "", target: "", route: .messages, streams: true, closes: false)
            #expect(framer.next(in: &buffer) == .request(expected))
            #expect(String(buffer: buffer) == "POST")
        }
    }

    @Test(
        "a stream is asked for by the field alone",
        arguments: [
            (#"{"stream":true}"#, true), (#"{"stream": true}"#, true), (#"{"stream":false}"#, false),
            (#"{"stream":tru"#, false), (#"{"streams":true}"#, false), (#"{"stream":  true}"#, false), ("", false),
        ])
    func streamField(body: String, streams: Bool) {
        var framer = BareRequestFramer()
        var buffer = ByteBuffer(string: "POST / HTTP/1.1\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let expected = BareRequest(
            method: "", target: "", route: .chatCompletions, streams: streams, closes: false)
        #expect(framer.next(in: &buffer) == .request(expected))
    }

    @Test(
        "malformed framing is recognised",
        arguments: [
            "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", String(repeating: "x", count: 70_000),
        ])
    func malformed(text: String) {
        var framer = BareRequestFramer()
        var buffer = ByteBuffer(string: text)
        #expect(framer.next(in: &buffer) == .malformed)
    }
}
