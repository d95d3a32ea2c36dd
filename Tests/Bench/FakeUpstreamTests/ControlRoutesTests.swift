// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Control routes", .timeLimit(.minutes(1)))
struct ControlRoutesTests {
    @Test("a schedule sent over the wire is taken like one from the program")
    func schedule() async throws {
        try await withFakeUpstream { upstream in
            let answer = try await upstream.send(
                request("/__fake/schedule", [["fault": "status-429", "retry-after": 3], ["text": "two"]]))
            #expect(answer.json == ["scheduled": 2])
            #expect(try await upstream.ask(.chatCompletions, "Hi").headers["retry-after"] == "3")
            #expect(try await upstream.ask(.chatCompletions, "Hi").spokenText == "two")
        }
    }

    @Test("a schedule with one bad entry is refused whole")
    func badSchedule() async throws {
        try await withFakeUpstream { upstream in
            for body: JSONValue in [[["fault": "cut"], ["falt": "cut"]], ["fault": "cut"], ["cut"]] {
                let answer = try await upstream.send(request("/__fake/schedule", body))
                #expect(answer.status == 400)
                #expect(answer.json?["error"]?["message"] != nil)
            }
            #expect(try await upstream.ask(.chatCompletions, "Hi").ending == .whole)
        }
    }

    @Test("standing directives hold for all requests until others take their place; empty ones end the outage")
    func standing() async throws {
        let defaults = FakeUpstreamDirectives(text: "default")
        try await withFakeUpstream(FakeUpstreamConfiguration(defaults: defaults)) { upstream in
            let answer = try await upstream.send(
                request("/__fake/standing", ["fault": "status-429", "retry-after": 2]))
            #expect(answer.json == ["standing": true])
            for _ in 0..<2 {
                #expect(try await upstream.ask(.chatCompletions, "Hi").headers["retry-after"] == "2")
            }
            #expect(try await upstream.ask(.messages, "Hi [[fake fault=none]]").spokenText == "default")
            #expect(try await upstream.send(request("/__fake/standing", ["falt": "cut"])).status == 400)
            #expect(try await upstream.ask(.chatCompletions, "Hi").status == 429)
            _ = try await upstream.send(request("/__fake/standing", [:]))
            #expect(try await upstream.ask(.chatCompletions, "Hi").spokenText == "default")
        }
    }

    @Test("the ledger and the requests can be read over the wire, which is not counted")
    func reading() async throws {
        try await withFakeUpstream { upstream in
            _ = try await upstream.ask(.chatCompletions, "Hi", headers: ["X-Order: 1", "x-order: 2"])
            let ledger = try await upstream.send(request("/__fake/ledger", method: "GET"))
            #expect(ledger.json?["requests"]?["chat-completions"] == 1)
            #expect(ledger.json?["billed_tokens"]?["input"] == 1)
            #expect(ledger.json?["answers_completed"] == 1)
            let requests = try await upstream.send(request("/__fake/requests", method: "GET"))
            let recorded = try #require(requests.json?.arrayValue)
            #expect(recorded.count == 1)
            #expect(recorded[0]["target"] == "/v1/chat/completions")
            #expect(recorded[0]["body"]?.stringValue == Base64.encode(question(.chatCompletions, "Hi").encoded()))
            #expect(recorded[0]["headers"]?.arrayValue?.contains(["X-Order", "1"]) == true)
            #expect(recorded[0]["ending"] == "completed")
            #expect(upstream.ledger.requests.values.reduce(0, +) == 1)
        }
    }

    @Test("a reset over the wire forgets, and other paths name the routes that exist")
    func resetAndUnknown() async throws {
        try await withFakeUpstream { upstream in
            _ = try await upstream.ask(.chatCompletions, "Hi")
            #expect(try await upstream.send(request("/__fake/reset")).json == ["reset": true])
            #expect(upstream.ledger.generations == 0)
            let lost = try await upstream.send(request("/__fake/ledger"))
            #expect(lost.status == 404)
            #expect(lost.json?["error"]?["message"]?.stringValue?.contains("GET /__fake/ledger") == true)
        }
    }
}
