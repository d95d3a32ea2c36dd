// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("Secrets stay where they belong", .serialized, .timeLimit(.minutes(2)))
struct CanaryTests {
    private static let gateKey = "gate-canary-7c1d2e3f4a5b"
    private static let otherKey = "other-gate-canary-90ab12cd"
    private static let clientKey = "sk-client-canary-5566778899"
    private static let wrongKey = "sk-wrong-canary-1122334455"
    private static let all = [gateKey, otherKey, clientKey, wrongKey, TestGateway.providerKey]

    private static func locked(_ settings: inout Settings) {
        settings.authentication.gatewayKey = Secret(gateKey)
        settings.authentication.namedKeys = [NamedGatewayKey(name: "bob", key: Secret(otherKey))]
        settings.provider.firstByteTimeout = .milliseconds(700)
        settings.provider.idleTimeout = .milliseconds(700)
    }

    private static func bytes(of response: TestResponse) -> String {
        response.headers.map { "\($0.name): \($0.value)\n" }.joined() + response.text
    }

    @Test("no answer, log line, metric or upstream header shows a key, whatever goes wrong", arguments: Door.allCases)
    func everyFault(_ door: Door) async throws {
        let log = CapturedLog()
        try await TestGateway.run(provider: door.provider, adjusting: Self.locked, log: log.handler) {
            gateway async throws in
            var seen = ""
            for fault in FakeUpstreamFault.allCases {
                let headers = [
                    ("x-api-key", Self.gateKey), ("authorization", "Bearer \(Self.clientKey)"),
                    ("x-fake-upstream", "fault=\(fault.rawValue); frame-delay-ms=1; stall-ms=4000"),
                ]
                let response = try await gateway.client.post(
                    door.path, door.body("About \(fault.rawValue)"), headers: headers)
                seen += Self.bytes(of: response)
            }
            let key = ("authorization", "Bearer \(Self.otherKey)")
            for (method, path, headers, body) in Self.refusals(door, key) {
                let response = try await gateway.client.send(method, path, headers: headers, body: Array(body.utf8))
                #expect(response.status >= 400 || path.hasPrefix("/health") || path == "/metrics")
                seen += Self.bytes(of: response)
            }
            for canary in Self.all { #expect(!seen.contains(canary), "\(canary)") }

            var upstream = ""
            for request in gateway.upstream.requests {
                upstream += request.target + request.headers.map { "\($0.name): \($0.value)\n" }.joined()
                upstream += String(decoding: request.body, as: UTF8.self)
            }
            #expect(upstream.contains(TestGateway.providerKey))
            for canary in Self.all.dropLast() { #expect(!upstream.contains(canary), "\(canary)") }
        }
        for canary in Self.all { #expect(!log.text.contains(canary), "\(canary)") }
    }

    private static func refusals(
        _ door: Door, _ key: (String, String)
    ) -> [(String, String, [(String, String)], String)] {
        [
            ("POST", door.path, [("x-api-key", wrongKey), ("authorization", "Bearer \(wrongKey)")], door.body()),
            ("POST", door.path, [key], "{"), ("POST", door.path, [key], "{\"\(wrongKey)\":1,\"\(wrongKey)\":2}"),
            ("PUT", door.path, [key], ""), ("GET", "/nowhere?key=\(wrongKey)", [key], ""),
            ("POST", door.path, [key, ("x-isartor-cache", wrongKey)], door.body()),
            ("GET", "/health", [key], ""), ("GET", "/healthz", [key], ""), ("GET", "/metrics", [key], ""),
            ("GET", "/nowhere", [key, ("x-long", String(repeating: wrongKey, count: 4_000))], ""),
        ]
    }

    @Test("a provider that repeats our key in its answer's header does not get it through")
    func echoedByProvider() async throws {
        let log = CapturedLog()
        let body = #"{"error":{"message":"no","type":"invalid_request_error","param":null,"code":null}}"#
        let upstream = try RawUpstream(
            answering:
                "HTTP/1.1 401 Unauthorized\r\nset-cookie: k=1\r\ncontent-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        try await TestGateway.run(
            adjusting: { $0.provider.url = "http://127.0.0.1:\(upstream.port)" }, log: log.handler,
            { gateway async throws in
                let response = try await gateway.client.post("/v1/chat/completions", Door.chat.body())
                #expect(response.status == 401)
                #expect(response.text == body)
                #expect(response.header("set-cookie") == nil)
                #expect(upstream.heads.last?.contains(TestGateway.providerKey) == true)
            })
        #expect(!log.text.contains(TestGateway.providerKey))
    }

    @Test("settings can be printed, dumped and reflected without showing a key")
    func settings() {
        var settings = Settings()
        settings.provider.apiKey = Secret(TestGateway.providerKey)
        Self.locked(&settings)
        var text = "\(settings) \(String(reflecting: settings)) "
        dump(settings, to: &text)
        func walk(_ value: Any) {
            text += " \(value) "
            for child in Mirror(reflecting: value).children { walk(child.value) }
        }
        walk(settings)
        #expect(text.contains("[redacted]"))
        for canary in Self.all { #expect(!text.contains(canary)) }
    }
}
