// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Providers
import Testing

@testable import DataPlane

@Suite("Streams that have said something and end badly")
struct StreamEndsTests {
    private static let useful = Good.role() + Good.chunk(#""content":"KEPT""#)
    private static let failures: [(Beat, String)] = [
        (.fail(.closed), "upstream_cut"), (.end, "upstream_cut"), (.silence, "upstream_stalled"),
        (.fail(.totalTimeout), "upstream_timeout"), (.body("data: {no\n\n"), "upstream_malformed"),
        (.body("data: {\"error\":{\"message\":\"Oh\",\"code\":\"server_error\"}}\n\n"), "server_error"),
    ]
    private static let chain = [StageMember(name: "alpha"), StageMember(name: "beta", model: "other")]

    @Test(
        "the client gets one error in its own format, and nobody else is asked",
        arguments: [
            ("/v1/chat/completions", Stage.chat(streams: true)),
            (
                "/v1/messages",
                #"{"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hi"}]}"#
            ),
            ("/v1/responses", #"{"model":"m","stream":true,"input":"Hi"}"#),
            (
                "/v1beta/models/m:streamGenerateContent?alt=sse",
                #"{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}"#
            ),
        ])
    func ownFormat(path: String, body: String) throws {
        for (failure, code) in Self.failures {
            let stage = try Stage(Self.chain) { _, _ in
                [.streamHead, .body(Self.useful), .wait(10), failure, .end]
            }
            let answer = try stage.ask(body, to: path)
            #expect(answer.status == 200 && answer.isComplete && answer.provider == "alpha")
            #expect(answer.body.contains("KEPT"))
            #expect(stage.asked == ["alpha-1"])
            let last = try #require(answer.body.replacing("\r\n", with: "\n").split(separator: "\n\n").last)
            switch path.prefix(8) {
            case "/v1/chat": #expect(last.hasPrefix("data: {\"error\":{"))
            case "/v1/mess": #expect(last.hasPrefix("event: error\ndata: {\"type\":\"error\",\"error\":{"))
            case "/v1/resp": #expect(last.hasPrefix("event: response.failed\n") || last.hasPrefix("event: error\n"))
            default: #expect(last.hasPrefix("data: {\"error\":{"))
            }
            #expect(answer.body.split(separator: "KEPT").count == 2)
            if path == "/v1/chat/completions" { #expect(answer.code == code) }
            #expect(stage.cache.statistics.entries == 0)
        }
    }

    @Test(
        "what the connection does after the last event is no failure of the answer",
        arguments: [UpstreamFailure.closed, .idleTimeout, .totalTimeout])
    func afterTheEnd(_ failure: UpstreamFailure) throws {
        let stage = try Stage(Self.chain) { _, _ in
            [.streamHead, .body(Self.useful + Good.ending), .wait(10), .fail(failure)]
        }
        let answer = try stage.ask(Stage.chat(streams: true))
        #expect(answer.isComplete && answer.body == Self.useful + Good.ending)
        #expect(stage.report().errors == 0)
        #expect(stage.cache.statistics.entries == 1)
    }

    @Test(
        "a failure that the provider told is not told again when its connection breaks",
        arguments: [UpstreamFailure.closed, .idleTimeout, .totalTimeout])
    func afterAFailure(_ failure: UpstreamFailure) throws {
        let told = "data: {\"error\":{\"message\":\"Oh\",\"code\":\"rate_limit_exceeded\"}}\n\n"
        let stage = try Stage(Self.chain) { _, _ in
            [.streamHead, .body(Self.useful + told), .wait(10), .fail(failure)]
        }
        let answer = try stage.ask(Stage.chat(streams: true))
        #expect(answer.isComplete && answer.body == Self.useful + told)
        #expect(stage.report().lastErrorClass == .rateLimited)
        #expect(stage.report().keys[0].restsFor == 60_000)
    }

    @Test("a client that leaves takes its question back, and half of an answer is kept for nobody")
    func leaving() throws {
        let stage = try Stage(Self.chain) { _, place in
            place == 0 ? [.streamHead, .body(Self.useful), .wait(1000), .body(Good.ending), .end] : Good.streamed
        }
        let client = try stage.send(Stage.chat(streams: true))
        stage.advance(10)
        #expect(try client.answer().body == Self.useful)
        client.leave()
        #expect(stage.port.calls[0].wasCancelled)
        #expect(stage.report().inFlight == 0 && stage.report().errors == 0)
        #expect(stage.cache.statistics.entries == 0)
        #expect(try stage.ask(Stage.chat(streams: true)).body == Good.stream)
        #expect(stage.asked == ["alpha-1", "alpha-1"])
    }

    @Test("a client that leaves during the pause before a retry is not asked for again")
    func leavingInThePause() throws {
        let stage = try Stage(Self.chain) { _, _ in Beat.refusal(500, "server_error") }
        let client = try stage.send()
        stage.advance(100)
        client.leave()
        stage.advance(60_000)
        #expect(stage.asked == ["alpha-1"])
    }
}
