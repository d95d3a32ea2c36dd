// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Foundation
import Settings
import TestKit
import Testing

@Suite("Virtual keys", .timeLimit(.minutes(3)))
struct VirtualKeyTests {
    @Test(
        "a key lets its holder in, and each of the refusals is worded in the client's format",
        arguments: [Door.chat, .messages, .nativeOpenAI])
    func refusals(_ door: Door) async throws {
        try await KeyHolder.run({ $0.provider.name = door.provider }) { gateway async throws in
            let holder = try await KeyHolder.make(gateway)
            func ask(_ key: String) async throws -> TestResponse {
                try await gateway.client.post(
                    door.path, door.body("\(UUID())"), headers: [("x-api-key", key)])
            }
            #expect(try await ask(holder.key).status == 200)
            func expect(_ status: Int, _ code: String, _ key: String) async throws {
                let response = try await ask(key)
                try ErrorShape.expect(response, door, status: status, code: code)
                #expect(response.header("x-should-retry") == "false" || response.header("retry-after") != nil)
                #expect(response.layer == "l0")
            }
            try await expect(401, "invalid_virtual_key", "sk-isartor-nobody")
            try await expect(401, "invalid_gateway_key", "sk-other")
            try await holder.update(#""blocked":true"#)
            try await expect(403, "key_blocked", holder.key)
            try await holder.update(#""blocked":false,"models":["other-*"]"#)
            try await expect(403, "model_not_allowed", holder.key)
            try await holder.update(#""models":[],"allowed_routes":["embeddings"]"#)
            try await expect(403, "route_not_allowed", holder.key)
            try await holder.update(#""allowed_routes":null,"rpm_limit":1"#)
            #expect(try await ask(holder.key).status == 200)
            try await expect(429, "key_rate_limited", holder.key)
            _ = try await KeyHolder.administer(gateway, "POST", "/key/delete", #"{"keys":["\#(holder.token)"]}"#)
            try await expect(401, "key_revoked", holder.key)
            #expect(gateway.upstreamCalls == 2)
        }
    }

    @Test("a key is shown once, and its file holds only its digest")
    func secrecy() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("isartor-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let key = try await TestGateway.run(adjusting: KeyHolder.lock, database: folder + "/isartor.db") {
            gateway async throws in
            let holder = try await KeyHolder.make(gateway, #"{"key_alias":"alice","metadata":{"team":"blue"}}"#)
            #expect(holder.key.hasPrefix("sk-isartor-") && holder.key.utf8.count > 50)
            for path in ["/key/info?key=alice", "/key/list", "/key/info?key=\(holder.key)"] {
                let shown = try await KeyHolder.administer(gateway, "GET", path)
                #expect(shown.status == 200 && !shown.text.contains(holder.key) && shown.text.contains("alice"))
                #expect(shown.text.contains(#""metadata":{"team":"blue"}"#))
            }
            #expect(try await holder.ask().status == 200)
            return holder.key
        }
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + file))
            #expect(bytes.range(of: Data(key.utf8)) == nil && bytes.range(of: Data(key.utf8.suffix(20))) == nil)
        }
        // The next run knows it by its digest.
        try await TestGateway.run(adjusting: KeyHolder.lock, database: folder + "/isartor.db") {
            gateway async throws in
            let response = try await gateway.client.post(
                Door.chat.path, KeyHolder.question, headers: [("authorization", "Bearer \(key)")])
            #expect(response.status == 200)
            let own = try await gateway.client.send(
                "GET", "/key/info", headers: [("authorization", "Bearer \(key)")])
            #expect(own.text.contains(#""key_alias":"alice""#))
        }
    }

    @Test("a key that is replaced keeps its name and limits; the old one is refused, also after a restart")
    func rotation() async throws {
        try await KeyHolder.run { gateway async throws in
            let old = try await KeyHolder.make(gateway, #"{"key_alias":"alice","models":["gpt-4o-mini"]}"#)
            #expect(try await old.ask().status == 200)
            let answer = try await KeyHolder.administer(gateway, "POST", "/key/regenerate", #"{"key":"alice"}"#)
            let key = try #require(try KeyHolder.object(answer)["key"] as? String)
            #expect(key != old.key)
            let new = KeyHolder(gateway: gateway, key: key, token: "alice")
            #expect(try await old.ask().status == 401)
            // Another key is another principal: nothing kept for the old one is shown.
            #expect(try await new.ask().layer == "l3")
            #expect(try await new.information()["models"] as? [String] == ["gpt-4o-mini"])
            let again = try await KeyHolder.administer(
                gateway, "POST", "/key/generate", #"{"key_alias":"alice"}"#)
            #expect(again.status == 409)
        }
    }

    @Test("a change of models counts for what is kept already")
    func keptAnswers() async throws {
        try await KeyHolder.run { gateway async throws in
            let holder = try await KeyHolder.make(gateway)
            #expect(try await holder.ask().layer == "l3")
            #expect(try await holder.ask().layer == "l1a")
            try await holder.update(#""models":["claude-*"]"#)
            let refused = try await holder.ask()
            #expect(refused.status == 403)
            try await holder.update(#""models":["claude-*","gpt-4o*"]"#)
            #expect(try await holder.ask().layer == "l1a")
        }
    }

    @Test("keys share no answers, and a key shares none with the gateway's own")
    func principals() async throws {
        try await KeyHolder.run { gateway async throws in
            let alice = try await KeyHolder.make(gateway)
            let bob = try await KeyHolder.make(gateway)
            #expect(try await alice.ask().layer == "l3")
            #expect(try await bob.ask().layer == "l3")
            #expect(try await alice.ask().layer == "l1a")
            let own = try await gateway.client.post(
                Door.chat.path, KeyHolder.question, headers: [("x-api-key", KeyHolder.admin)])
            #expect(own.layer == "l3")
        }
    }

    @Test("a holder administers nothing and sees no other key")
    func administration() async throws {
        try await KeyHolder.run { gateway async throws in
            let holder = try await KeyHolder.make(gateway, #"{"key_alias":"alice"}"#)
            let other = try await KeyHolder.make(gateway, #"{"key_alias":"bob"}"#)
            let headers = [("authorization", "Bearer \(holder.key)"), ("x-isartor-own-key", "key-of-nobody")]
            for (method, path) in [
                ("POST", "/key/generate"), ("POST", "/key/update"), ("POST", "/key/delete"), ("GET", "/key/list"),
                ("GET", "/metrics"), ("GET", "/health"), ("GET", "/debug/providers"), ("GET", "/api/admin/cache"),
                ("POST", "/api/admin/cache/purge"), ("GET", "/no/such/page"),
            ] {
                let response = try await gateway.client.send(method, path, headers: headers)
                #expect(response.status == 403 && response.text.contains("admin_key_required"), "\(path)")
            }
            #expect(try await gateway.client.send("GET", "/v1/models", headers: headers).status == 200)
            let own = try await gateway.client.send("GET", "/key/info", headers: headers)
            #expect(own.text.contains(#""key_alias":"alice""#))
            for name in [other.token, "bob", other.key] {
                let foreign = try await gateway.client.send("GET", "/key/info?key=\(name)", headers: headers)
                #expect(foreign.status == 404)
            }
        }
    }

    @Test("places of a key are given back however a request ends")
    func places() async throws {
        try await KeyHolder.run { gateway async throws in
            let holder = try await KeyHolder.make(gateway, #"{"max_parallel_requests":1}"#)
            let port = gateway.client.port
            let (key, body) = (holder.key, KeyHolder.question)
            // Ends: an answer, a refusal of ours, a body that never comes, a client that leaves during the answer.
            #expect(try await holder.ask().status == 200)
            #expect(try await holder.ask("{").status == 400)
            try await TestClient.blocking {
                let head = "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nx-api-key: \(key)\r\n"
                let half = try TestSocket(port: port)
                try half.send(head + "content-length: 100\r\n\r\nabc")
                Thread.sleep(forTimeInterval: 0.2)
                let second = try TestSocket(port: port)
                defer { second.close() }
                try second.send(head + "content-length: \(body.utf8.count)\r\n\r\n" + body)
                let refused = try TestClient.readResponse(from: second)
                #expect(refused.status == 429 && refused.header("retry-after") == "1")
                half.close()
            }
            gateway.upstream.schedule([FakeUpstreamDirectives(firstByteMilliseconds: 3_000)])
            try await TestClient.blocking {
                let socket = try TestSocket(port: port)
                let asked = Door.chat.body("somebody leaves")
                try socket.send(
                    "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nx-api-key: \(key)\r\ncontent-length: \(asked.utf8.count)\r\n\r\n"
                        + asked)
                Thread.sleep(forTimeInterval: 0.3)
                socket.close()
            }
            var status = 429
            for _ in 0..<40 where status == 429 {
                status = try await holder.ask(Door.chat.body("\(UUID())")).status
                if status == 429 { try await Task.sleep(for: .milliseconds(50)) }
            }
            #expect(status == 200)
            #expect(try await holder.information()["requests_under_way"] as? Int == 0)
        }
    }

    @Test("without a gateway key, a virtual key still limits its holder, and none is passed on to a provider")
    func openGateway() async throws {
        try await KeyHolder.run({
            $0.authentication.gatewayKey = nil
            $0.provider.apiKey = nil
        }) { gateway async throws in
            let holder = try await KeyHolder.make(gateway, #"{"models":["gpt-4o-mini"]}"#)
            #expect(try await holder.ask().status == 200)
            #expect(try await holder.ask(Door.chat.body("x").replacing("gpt-4o-mini", with: "gpt-4o")).status == 403)
            let stranger = KeyHolder(gateway: gateway, key: "sk-isartor-lost", token: "")
            #expect(try await stranger.ask().status == 401)
            let own = KeyHolder(gateway: gateway, key: "sk-clients-own", token: "")
            #expect(try await own.ask().status == 200)
            let seen = gateway.upstream.requests.map { "\($0)" }.joined()
            #expect(seen.contains("sk-clients-own") && !seen.contains("sk-isartor"))
        }
    }

    @Test("wishes that this gateway cannot grant are refused by name, and empty ones of LiteLLM's clients are not")
    func wishes() async throws {
        try await KeyHolder.run { gateway async throws in
            for (wish, field) in [
                (#"{"soft_budget":5}"#, "soft_budget"), (#"{"models":"gpt-4o"}"#, "models"),
                (#"{"duration":"soon"}"#, "duration"), (#"{"rpm_limit":-1}"#, "rpm_limit"),
                (#"{"allowed_routes":["/teapot"]}"#, "allowed_routes"), (#"{"key":"guessable"}"#, "key"),
                (#"{"metadata":[]}"#, "metadata"), (#"{"key_alias":""}"#, "key_alias"),
                (#"{"budget_duration":"13d"}"#, "budget_duration"),
            ] {
                let response = try await KeyHolder.administer(gateway, "POST", "/key/generate", wish)
                #expect(response.status == 400 && response.text.contains(field), "\(wish) \(response.text)")
            }
            for wish in [
                "{}", "", #"{"aliases":{},"config":{},"spend":0,"tags":[],"team_id":null,"permissions":{}}"#,
                #"{"duration":"1h","metadata":{"a":[1,2.5,"x",null,true]},"key":"sk-benchmark-0123456789abcdef"}"#,
            ] {
                let response = try await KeyHolder.administer(gateway, "POST", "/key/generate", wish)
                #expect(response.status == 200, "\(wish) \(response.text)")
            }
            #expect(try await KeyHolder.administer(gateway, "POST", "/key/generate", "[]").status == 400)
            #expect(try await KeyHolder.administer(gateway, "POST", "/key/delete", "{}").status == 400)
            let unknown = try await KeyHolder.administer(gateway, "POST", "/key/delete", #"{"keys":["nobody"]}"#)
            #expect(unknown.status == 404)
        }
    }

    @Test("a gateway that keeps no state gives no keys out")
    func stateless() async throws {
        try await TestGateway.run(adjusting: KeyHolder.lock) { gateway async throws in
            let response = try await KeyHolder.administer(gateway, "POST", "/key/generate", "{}")
            #expect(response.status == 503 && response.text.contains("state_unavailable"))
        }
    }
}
