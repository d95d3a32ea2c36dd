// SPDX-License-Identifier: Apache-2.0

import Settings
import Testing

@testable import GatewayApp

@Suite("An embedding server's answer")
struct EmbeddingAnswerTests {
    private func vector(
        _ body: String, _ format: EmbeddingSettings.Format = .openai, status: Int = 200, dimension: Int = 2
    ) throws(EmbeddingFailure) -> [Float] {
        try EmbeddingAnswer.vector(status: status, Array(body.utf8), format, dimension: dimension)
    }

    @Test("holds the vector where its format says, and it is made one of length 1")
    func formats() throws {
        let list = #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[3,-4]}],"model":"m"}"#
        #expect(try vector(list) == [0.6, -0.8])
        #expect(try vector("[[3e0, -4.0]]", .tei) == [0.6, -0.8])
        #expect(try vector("[[0.1,0.1],[1,2]]", .tei).map { ($0 * 1000).rounded() } == [707, 707])
    }

    @Test(
        "that is no vector is none",
        arguments: [
            "", "{", "null", "[]", "[[]]", "{}", #"{"data":[]}"#, #"{"data":[{}]}"#,
            #"{"data":[{"embedding":"AAAA"}]}"#,
            #"{"data":[{"embedding":[1,"2"]}]}"#, #"{"data":[{"embedding":[1,null]}]}"#,
            #"{"data":{"embedding":[1,2]}}"#,
            #"{"data":[{"embedding":[0,0]}]}"#, #"{"data":[{"embedding":[1e999,1]}]}"#, #"[{"embedding":[1,2]}]"#,
            #"{"error":"no"}"#, "<html></html>",
        ])
    func malformed(body: String) {
        #expect(throws: EmbeddingFailure.malformed) { try vector(body) }
    }

    @Test("of another dimension is told apart, and so are refusals")
    func refusals() {
        #expect(throws: EmbeddingFailure.dimension(3, expected: 2)) { try vector("[[1,2,3]]", .tei) }
        #expect(throws: EmbeddingFailure.dimension(0, expected: 2)) { try vector(#"{"data":[{"embedding":[]}]}"#) }
        for status in [401, 403] {
            #expect(throws: EmbeddingFailure.keyRefused(status: status)) { try vector("", status: status) }
        }
        for status in [400, 413, 422] {
            #expect(throws: EmbeddingFailure.textRefused(status: status)) { try vector("", status: status) }
        }
        for status in [204, 302, 404, 429, 500, 503] {
            #expect(throws: EmbeddingFailure.status(status)) { try vector("[[1,2]]", .tei, status: status) }
        }
    }

    @Test("and every failure has its word among those of /metrics")
    func labels() {
        let all: [EmbeddingFailure] = [
            .busy, .late, .resting, .unreachable("closed"), .keyRefused(status: 401), .textRefused(status: 400),
            .status(500), .malformed, .dimension(1, expected: 2), .stopped,
        ]
        #expect(all.map(\.label) == EmbeddingFailure.labels)
    }

    @Test(
        "is asked for where the URL says",
        arguments: [
            ("http://h:1", "openai", "http://h:1/v1/embeddings"), ("http://h:1/", "openai", "http://h:1/v1/embeddings"),
            ("https://h/v1", "openai", "https://h/v1/embeddings"),
            ("http://h/a/v1/embeddings", "openai", "http://h/a/v1/embeddings"),
            ("http://h:1", "tei", "http://h:1/embed"),
            ("http://h:1/embed", "tei", "http://h:1/embed"), ("http://h:1/bge/", "tei", "http://h:1/bge/embed"),
        ])
    func places(url: String, format: String, place: String) throws {
        var settings = Settings().embedding
        #expect(EmbeddingEndpoint(settings) == nil)
        settings.url = url
        settings.format = try #require(EmbeddingSettings.Format(rawValue: format))
        #expect(EmbeddingEndpoint(settings)?.place == place)
    }
}
