// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Pipeline
import Testing

@testable import Providers

@Suite("Copilot sessions")
struct CopilotSessionsTests {
    typealias Script = @Sendable (ScriptedUpstream.Request) -> [ScriptedUpstream.Step]

    /// What a test works with: an upstream that exchanges tokens, and the sessions that ask it.
    private struct Scene: Sendable {
        let upstream: ScriptedUpstream
        let sessions: CopilotSessions
        let group: MultiThreadedEventLoopGroup

        func session(_ token: String = "gh", now: Int64 = 1000) async throws -> Result<CopilotSession, CopilotFailure> {
            try await sessions.session(for: token, now: now, on: group.next()).get()
        }
    }

    private static let timeouts = UpstreamTimeouts(
        connect: .seconds(20), firstByte: .seconds(20), idle: .seconds(20), total: .seconds(20))

    private func scene(
        timeouts: UpstreamTimeouts = timeouts, script: @escaping Script, _ body: (Scene) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let upstream = try await ScriptedUpstream.start(on: group, script: script)
        let url = "http://127.0.0.1:\(upstream.port)/copilot_internal/v2/token"
        let sessions = try #require(CopilotSessions(tokenURL: url, tls: nil, timeouts: timeouts))
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(Scene(upstream: upstream, sessions: sessions, group: group)))
        } catch {
            result = .failure(error)
        }
        try await upstream.stop()
        try await group.shutdownGracefully()
        try result.get()
    }

    private static func answer(_ body: String, status: Int = 200) -> [ScriptedUpstream.Step] {
        [.send("HTTP/1.1 \(status) X\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)")]
    }

    private static func session(_ token: String, expiresAt: Int64, api: String? = nil) -> [ScriptedUpstream.Step] {
        let endpoints = api.map { ",\"endpoints\":{\"api\":\"\($0)\",\"proxy\":\"https://p.example\"}" } ?? ""
        return answer("{\"token\":\"\(token)\",\"expires_at\":\(expiresAt),\"refresh_in\":1500\(endpoints)}")
    }

    @Test("a token is exchanged once, as an editor does it, and the session kept until a minute before its end")
    func kept() async throws {
        try await scene { request in
            Self.session("session-\(request.connection)", expiresAt: 2000)
        } _: { scene in
            #expect(scene.sessions.cached("gh-token", now: 1000) == nil)
            let first = try await scene.session("gh-token").get()
            #expect(first.credential == Credential(carrier: .bearer, key: "session-0"))
            #expect(first.expiresAt == 2000 && first.site == nil)
            #expect(scene.sessions.cached("gh-token", now: 1000) == first)
            let found = try await scene.session("gh-token", now: 1939).get()
            #expect(found == first)
            #expect(scene.upstream.requests.count == 1)
            let head = try #require(scene.upstream.heads.first)
            #expect(head.hasPrefix("GET /copilot_internal/v2/token HTTP/1.1\r\n"))
            #expect(head.contains("\r\nhost: 127.0.0.1:\(scene.upstream.port)\r\n"))
            #expect(head.contains("\r\nauthorization: token gh-token\r\n"))
            for field in CopilotEditor.fields { #expect(head.contains("\r\n\(field.name): \(field.value)\r\n")) }
            #expect(scene.sessions.cached("gh-token", now: 1940) == nil)
            let second = try await scene.session("gh-token", now: 1940).get().credential.key
            #expect(second == "session-1")
            #expect(scene.upstream.requests.count == 2)
        }
    }

    @Test("all who ask while an exchange is under way get what comes of it")
    func oneExchange() async throws {
        try await scene { _ in
            []
        } _: { scene in
            let asked = (0..<50).map { _ in scene.sessions.session(for: "a", now: 0, on: scene.group.next()) }
            let other = scene.sessions.session(for: "b", now: 0, on: scene.group.next())
            try await scene.upstream.received(2)
            #expect(scene.upstream.requests.count == 2)
            for (request, head) in zip(scene.upstream.requests, scene.upstream.heads) {
                let name = head.contains("token a\r\n") ? "a" : "b"
                let body = "{\"token\":\"session-\(name)\",\"expires_at\":5000}"
                try await scene.upstream.send(
                    "HTTP/1.1 200 OK\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)", to: request.connection)
            }
            for future in asked {
                let found = try await future.get().get().credential.key
                #expect(found == "session-a")
            }
            let found = try await other.get().get().credential.key
            #expect(found == "session-b")
            #expect(scene.upstream.requests.count == 2)
        }
    }

    @Test("all who wait are told of a failure, and the next one tries again")
    func failureShared() async throws {
        try await scene { request in
            request.connection == 0 ? [] : Self.session("s", expiresAt: 5000)
        } _: { scene in
            let asked = (0..<10).map { _ in scene.sessions.session(for: "a", now: 0, on: scene.group.next()) }
            try await scene.upstream.received(1)
            try await scene.upstream.reset(0)
            for future in asked {
                let found = try await future.get()
                #expect(found == .failure(.unreachable))
            }
            let found = try await scene.session("a", now: 0).get().credential.key
            #expect(found == "s")
        }
    }

    @Test(
        "a refusal says whether it is the key, the subscription or the service",
        arguments: [
            (401, CopilotFailure.keyRejected), (404, .noSubscription), (403, .unreachable), (429, .unreachable),
            (500, .unreachable), (302, .unreachable), (204, .unreachable), (201, .unreachable),
        ])
    func refusals(status: Int, failure: CopilotFailure) async throws {
        try await scene { _ in
            status == 204
                ? [.send("HTTP/1.1 204 X\r\n\r\n")]
                : Self.answer("{\"token\":\"s\",\"expires_at\":5000}", status: status)
        } _: { scene in
            let found = try await scene.session()
            #expect(found == .failure(failure))
            #expect(scene.sessions.cached("gh", now: 0) == nil)
        }
    }

    @Test(
        "an answer without a session is none",
        arguments: [
            "", "[]", "{}", "null", "{\"token\":\"s\"}", "{\"expires_at\":5000}",
            "{\"token\":\"\",\"expires_at\":5000}", "{\"token\":5,\"expires_at\":5000}",
            "{\"token\":\"s\",\"expires_at\":\"5000\"}", "{\"token\":\"a\\r\\nx: y\",\"expires_at\":5000}",
            "{\"token\":\"a b\",\"expires_at\":5000}", "{\"token\":\"s\",\"expires_at\":5000",
        ])
    func nonsense(body: String) async throws {
        try await scene { _ in
            Self.answer(body)
        } _: { scene in
            let found = try await scene.session()
            #expect(found == .failure(.unreachable))
        }
    }

    @Test("an answer larger than a session can be is none")
    func tooLarge() async throws {
        let body = "{\"token\":\"s\",\"expires_at\":5000,\"x\":\"\(String(repeating: "x", count: 70_000))\"}"
        try await scene { _ in
            Self.answer(body)
        } _: { scene in
            let found = try await scene.session()
            #expect(found == .failure(.unreachable))
        }
    }

    @Test("a service that says nothing is unreachable in time")
    func silence() async throws {
        let brief = UpstreamTimeouts(
            connect: .seconds(20), firstByte: .milliseconds(50), idle: .seconds(20), total: .seconds(20))
        try await scene(timeouts: brief) { _ in
            []
        } _: { scene in
            let found = try await scene.session()
            #expect(found == .failure(.unreachable))
        }
    }

    @Test("a token that cannot stand in a header line is asked for nowhere", arguments: ["", "a b", "a\r\nx: y", "ü"])
    func unfit(token: String) async throws {
        try await scene { _ in
            Self.session("s", expiresAt: 5000)
        } _: { scene in
            let found = try await scene.session(token)
            #expect(found == .failure(.keyRejected))
            #expect(scene.upstream.requests.isEmpty)
        }
    }

    @Test("a session that the provider refused is exchanged anew, but not one that came since")
    func forget() async throws {
        try await scene {
            Self.session("s\($0.connection)", expiresAt: 5000)
        } _: { scene in
            let first = try await scene.session().get()
            scene.sessions.forget("gh", first)
            #expect(scene.sessions.cached("gh", now: 0) == nil)
            let second = try await scene.session().get()
            #expect(second.credential.key == "s1")
            scene.sessions.forget("gh", first)
            #expect(scene.sessions.cached("gh", now: 0) == second)
        }
    }

    @Test("a session that is as good as over is given out once and exchanged again")
    func shortLived() async throws {
        try await scene {
            Self.session("s\($0.connection)", expiresAt: 1059)
        } _: { scene in
            for name in ["s0", "s1"] {
                let found = try await scene.session(now: 1000).get().credential.key
                #expect(found == name)
            }
        }
    }

    @Test("tokens are exchanged over https only, but on this machine")
    func urls() {
        for (url, isGood) in [
            ("https://api.github.com/copilot_internal/v2/token", true), ("http://localhost:1/x", true),
            ("http://[::1]/x", true), ("http://api.github.com/copilot_internal/v2/token", false),
            ("http://10.0.0.1/x", false), ("", false), ("api.github.com", false),
        ] {
            #expect((CopilotSessions(tokenURL: url, tls: nil) != nil) == isGood)
        }
    }
}
