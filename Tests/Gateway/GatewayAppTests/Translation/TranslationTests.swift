// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("Every client with every provider", .serialized, .timeLimit(.minutes(3)))
struct TranslationTests {
    @Test(
        "a question is answered in the client's format, kept, and answered again in all others",
        arguments: ClientSurface.allCases, ProviderSide.allCases)
    func answers(_ surface: ClientSurface, _ side: ProviderSide) async throws {
        for streams in [false, true] {
            try await TestGateway.run(provider: side.name, adjusting: { side.adjust(&$0) }) { gateway async throws in
                let words = "Which river runs through Bern?"
                let first = try await gateway.client.post(
                    surface.path(streams: streams), surface.body(words, streams: streams))
                try Self.check(first, surface, streams: streams)
                #expect(first.layer == "l3")
                let translation = first.header("x-isartor-translation")
                #expect(translation == (side.isOwn(surface) ? nil : "\(surface.rawValue)->\(side.rawValue)"))
                let seen = try #require(gateway.upstream.requests.last)
                #expect(seen.target.split(separator: "?").first.map(String.init) == side.expectedPath(streams: streams))
                #expect(seen.headers.contains { $0.value.contains(TestGateway.providerKey) })
                // The same conversation by all other doors, whole and streamed, is the same question.
                for other in ClientSurface.allCases {
                    for form in [false, true] {
                        let again = try await gateway.client.post(
                            other.path(streams: form), other.body(words, streams: form))
                        try Self.check(again, other, streams: form)
                        #expect(again.layer == "l1a", "\(other) \(form ? "stream" : "whole")")
                    }
                }
                #expect(gateway.upstreamCalls == 1)
            }
        }
    }

    private static func check(_ response: TestResponse, _ surface: ClientSurface, streams: Bool) throws {
        #expect(response.status == 200, "\(response.text.prefix(300))")
        #expect(response.isComplete)
        #expect(response.text.contains("You said"))
        for mark in surface.marks { #expect(response.text.contains(mark), "\(mark) in \(response.text.suffix(600))") }
        guard streams else { return }
        #expect(response.header("content-type")?.hasPrefix("text/event-stream") == true)
        #expect(surface.end.isEmpty || response.text.contains(surface.end))
    }

    @Test(
        "a refusal comes in the client's format with the provider's status", arguments: ClientSurface.allCases,
        ProviderSide.allCases)
    func refusals(_ surface: ClientSurface, _ side: ProviderSide) async throws {
        try await TestGateway.run(provider: side.name, adjusting: { side.adjust(&$0) }) { gateway async throws in
            for fault in [FakeUpstreamFault.status400, .status401, .status429, .status500, .status529] {
                gateway.upstream.schedule([
                    try FakeUpstreamDirectives(parsing: "fault=\(fault.rawValue); retry-after=7")
                ])
                let response = try await gateway.client.post(
                    surface.path(streams: false), surface.body("Refuse \(fault.rawValue)", streams: false))
                #expect(response.status == fault.status)
                if !side.isOwn(surface) {
                    for mark in surface.errorMarks {
                        #expect(response.text.contains(mark), "\(mark) in \(response.text)")
                    }
                }
                if fault == .status429 { #expect(response.header("retry-after") == "7") }
                let again = try await gateway.client.post(
                    surface.path(streams: false), surface.body("Refuse \(fault.rawValue)", streams: false))
                #expect(again.layer == "l3" && again.status == 200)
            }
        }
    }

    @Test(
        "a stream that breaks ends with an error that the client understands, and is not kept",
        arguments: ClientSurface.allCases, ProviderSide.allCases)
    func brokenStreams(_ surface: ClientSurface, _ side: ProviderSide) async throws {
        guard !side.isOwn(surface) else { return }
        try await TestGateway.run(provider: side.name, adjusting: { side.adjust(&$0) }) { gateway async throws in
            for fault in [FakeUpstreamFault.cut, .reset, .errorInStream, .malformedSSE] {
                gateway.upstream.schedule([
                    try FakeUpstreamDirectives(parsing: "fault=\(fault.rawValue); frames=40; frame-delay-ms=1")
                ])
                let words = "Break by \(fault.rawValue)"
                let response = try await gateway.client.post(
                    surface.path(streams: true), surface.body(words, streams: true))
                #expect(response.isComplete, "\(fault)")
                if response.status == 200 {
                    #expect(response.text.hasSuffix("\n\n") || response.text.hasSuffix("\r\n\r\n"))
                    #expect(response.text.contains(surface == .responses ? "error" : #""error""#))
                    #expect(surface.end.isEmpty || !response.text.contains(surface.end))
                } else {
                    #expect(response.status >= 500)
                    for mark in surface.errorMarks { #expect(response.text.contains(mark)) }
                }
                let again = try await gateway.client.post(
                    surface.path(streams: true), surface.body(words, streams: true))
                #expect(again.layer == "l3" && again.status == 200, "\(fault)")
            }
        }
    }

    @Test(
        "state that another provider cannot have is refused in words that SDKs act on", arguments: ProviderSide.allCases
    )
    func state(_ side: ProviderSide) async throws {
        try await TestGateway.run(provider: side.name, adjusting: { side.adjust(&$0) }) { gateway async throws in
            let traps: [(ClientSurface, String, String)] = [
                (
                    .responses, #"{"model":"m","input":"And?","previous_response_id":"resp_x"}"#,
                    "previous_response_not_found"
                ),
                (.responses, #"{"model":"m","input":"And?","conversation":"conv_x"}"#, "state_not_supported"),
                (.responses, #"{"model":"m","input":"And?","store":true}"#, "state_not_supported"),
                (
                    .chat, #"{"model":"m","messages":[{"role":"user","content":"And?"}],"store":true}"#,
                    "state_not_supported"
                ),
                (
                    .messages,
                    #"{"model":"m","max_tokens":9,"thread":{"type":"create"},"messages":[{"role":"user","content":"And?"}]}"#,
                    "thread_unsupported_request"
                ),
            ]
            for (surface, body, code) in traps where !side.isOwn(surface) {
                let response = try await gateway.client.post(surface.path(streams: false), body)
                #expect(response.status == 400)
                #expect(response.text.contains(code), "\(response.text)")
                for mark in surface.errorMarks { #expect(response.text.contains(mark)) }
            }
            #expect(gateway.upstreamCalls == 0)
        }
    }

    @Test("what only one family does is passed on to it and refused elsewhere", arguments: ProviderSide.allCases)
    func passages(_ side: ProviderSide) async throws {
        try await TestGateway.run(provider: side.name, adjusting: { side.adjust(&$0) }) { gateway async throws in
            let embeddings = try await gateway.client.post("/v1/embeddings", #"{"model":"e","input":"Bern"}"#)
            #expect(embeddings.status == (side == .chat ? 200 : 400))
            #expect(embeddings.text.contains(side == .chat ? #""embedding""# : "operation_not_supported"))
            let legacy = try await gateway.client.post("/v1/completions", #"{"model":"m","prompt":"Bern is"}"#)
            #expect(legacy.status == (side == .chat ? 200 : 400))
            let batch = try await gateway.client.post(
                "/v1beta/models/e:embedContent", #"{"content":{"parts":[{"text":"Bern"}]}}"#)
            #expect(batch.status == (side == .gemini ? 200 : 400))
            let count = try await gateway.client.post(
                "/v1/messages/count_tokens", #"{"model":"m","messages":[{"role":"user","content":"How many?"}]}"#)
            #expect(count.status == 200)
            #expect(count.text.contains(#""input_tokens":"#))
            #expect(count.header("x-isartor-estimate") == (side == .messages ? nil : "true"))
            let gemini = try await gateway.client.post(
                "/v1beta/models/m:countTokens", #"{"contents":[{"parts":[{"text":"How many?"}]}]}"#)
            #expect(gemini.text.contains(#""totalTokens":"#))
            #expect(gemini.header("x-isartor-estimate") == (side == .gemini ? nil : "true"))
        }
    }

    @Test(
        "Gemini's stream as one array holds the same elements as its events, fresh and kept",
        arguments: ProviderSide.allCases)
    func array(_ side: ProviderSide) async throws {
        try await TestGateway.run(provider: side.name, adjusting: { side.adjust(&$0) }) { gateway async throws in
            let path = "/v1beta/models/m:streamGenerateContent"
            let body = ClientSurface.gemini.body("Which tower?", streams: true)
            for layer in ["l3", "l1a"] {
                let response = try await gateway.client.post(path, body)
                #expect(response.layer == layer)
                #expect(response.status == 200)
                #expect(response.header("content-type") == "application/json")
                #expect(response.text.hasPrefix("["))
                #expect(response.text.hasSuffix("]") || response.text.hasSuffix("]\n"))
                #expect(response.text.contains("You said") || response.text.contains("said"))
                #expect(response.text.contains(#""finishReason":"STOP""#))
            }
        }
    }
}
