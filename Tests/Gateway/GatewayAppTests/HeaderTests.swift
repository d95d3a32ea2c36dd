// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("Header lines of answers", .serialized, .timeLimit(.minutes(2)))
struct HeaderTests {
    @Test(
        "every answer tells its layer, whether it spared a call, who made it and its own name", arguments: Door.allCases
    )
    func ownHeaders(_ door: Door) async throws {
        try await TestGateway.run(provider: door.provider) { gateway async throws in
            var names: Set<String> = []
            for (layer, deflected) in [("l3", "false"), ("l1a", "true"), ("l1a", "true")] {
                let response = try await gateway.client.post(door.path, door.body())
                #expect(response.layer == layer)
                #expect(response.header("x-isartor-deflected") == deflected)
                #expect(response.header("x-isartor-provider") == door.provider.rawValue)
                #expect((response.header("age") != nil) == (layer == "l1a"))
                names.insert(try #require(response.header("x-isartor-request-id")))
                for name in ["x-isartor-layer", "x-isartor-deflected", "x-isartor-request-id", "content-type"] {
                    #expect(response.headers.count { $0.name == name } == 1)
                }
            }
            #expect(names.count == 3)
        }
    }

    @Test("a refusal never claims to have spared a call")
    func refusals() async throws {
        try await TestGateway.run { gateway async throws in
            let requests: [(String, String, String, [(String, String)])] = [
                ("POST", "/v1/messages", "{", []), ("GET", "/v1/messages", "", []), ("GET", "/nowhere", "", []),
                ("POST", "/v1/messages", "{}", [("origin", "https://evil.example")]),
                ("POST", "/v1/chat/completions", Door.chat.body(), [("x-fake-upstream", "fault=status-404")]),
                ("POST", "/v1/chat/completions", Door.chat.body(), [("x-isartor-cache", "never")]),
            ]
            for (method, path, body, headers) in requests {
                let response = try await gateway.client.send(method, path, headers: headers, body: Array(body.utf8))
                #expect((400..<500).contains(response.status))
                #expect(response.header("x-isartor-deflected") == "false")
                #expect(response.layer == (headers.first?.0 == "x-fake-upstream" ? "l3" : "l0"))
            }
        }
    }

    private static let answer =
        #"{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}]}"#

    @Test("of a provider's header lines, those about its connection and its host stay behind, all others pass")
    func providersHeaders() async throws {
        let hidden = [
            ("Set-Cookie", "session=1"), ("Set-Cookie", "other=2"), ("Connection", "keep-alive, X-Hop"), ("X-Hop", "1"),
            ("Keep-Alive", "timeout=5"), ("Alt-Svc", "h3=\":443\""), ("Proxy-Authenticate", "Basic"),
            ("Strict-Transport-Security", "max-age=1"), ("Upgrade", "h2c"), ("Trailer", "x"), ("TE", "trailers"),
            ("X-Isartor-Layer", "l9"), ("X-Isartor-Deflected", "maybe"), ("x-isartor-provider", "nobody"),
        ]
        let shown = [
            ("x-ratelimit-remaining-requests", "99"), ("request-id", "req_1"), ("openai-processing-ms", "12"),
            ("Server", "somebody"), ("X-Isartor-Unknown-To-Us", "1"),
        ]
        let lines = (hidden + shown).map { "\($0.0): \($0.1)\r\n" }.joined()
        let upstream = try RawUpstream(
            answering:
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\(lines)content-length: \(Self.answer.utf8.count)\r\n\r\n\(Self.answer)",
            closes: false)
        try await TestGateway.run(adjusting: { $0.provider.url = "http://127.0.0.1:\(upstream.port)" }) {
            gateway async throws in
            let response = try await gateway.client.post("/v1/chat/completions", Door.chat.body())
            #expect(response.status == 200)
            #expect(response.text == Self.answer)
            for (name, value) in hidden {
                #expect(!response.headers.contains { $0 == (name.lowercased(), value) }, "\(name)")
            }
            for (name, value) in shown { #expect(response.header(name) == value) }
            // A kept answer is nobody's rate limit.
            let hit = try await gateway.client.post("/v1/chat/completions", Door.chat.body())
            #expect(hit.layer == "l1a")
            for (name, _) in shown { #expect(hit.header(name) == nil) }
            #expect(upstream.heads.count == 1)
        }
    }

    @Test("bodies of an old server, which end with its connection, are passed on framed", arguments: ["1.0", "1.1"])
    func untilClose(_ version: String) async throws {
        let upstream = try RawUpstream(
            answering: "HTTP/\(version) 200 OK\r\ncontent-type: application/json\r\n\r\n\(Self.answer)")
        try await TestGateway.run(adjusting: { $0.provider.url = "http://127.0.0.1:\(upstream.port)" }) {
            gateway async throws in
            let response = try await gateway.client.post("/v1/chat/completions", Door.chat.body())
            #expect(response.isComplete)
            #expect(response.text == Self.answer)
            #expect(response.header("content-length") == "\(Self.answer.utf8.count)")
        }
    }

    @Test("an answer in an encoding nobody asked for passes untouched and is not kept")
    func encoded() async throws {
        let upstream = try RawUpstream(
            answering:
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: 5\r\n\r\nabcde",
            closes: false)
        try await TestGateway.run(adjusting: { $0.provider.url = "http://127.0.0.1:\(upstream.port)" }) {
            gateway async throws in
            for _ in 0..<2 {
                let response = try await gateway.client.post("/v1/chat/completions", Door.chat.body())
                #expect(response.text == "abcde")
                #expect(response.header("content-encoding") == "gzip")
                #expect(response.layer == "l3")
            }
            #expect(upstream.heads.count == 2)
        }
    }

    @Test("no two requests have the same name, over connections and threads")
    func uniqueNames() async throws {
        try await TestGateway.run(threads: 2) { gateway async throws in
            let names = try await withThrowingTaskGroup(of: [String].self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        var names: [String] = []
                        for number in 0..<25 {
                            let path = number % 2 == 0 ? "/v1/chat/completions" : "/nowhere"
                            let response = try await gateway.client.post(path, Door.chat.body("Worker \(worker)"))
                            names.append(try #require(response.header("x-isartor-request-id")))
                        }
                        return names
                    }
                }
                return try await group.reduce(into: [String]()) { $0 += $1 }
            }
            #expect(names.count == 200)
            #expect(Set(names).count == 200)
        }
    }
}
