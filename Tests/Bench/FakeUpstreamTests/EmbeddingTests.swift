// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FakeUpstream

@Suite("Embeddings", .timeLimit(.minutes(1)))
struct EmbeddingTests {
    private func vectors(_ answer: RawAnswer) -> [[Float]] {
        (answer.json?["data"]?.arrayValue ?? []).map { entry in
            (entry["embedding"]?.arrayValue ?? []).compactMap { Float($0.encodedText()) }
        }
    }

    /// The bytes that base64 without line breaks stands for.
    private func bytes(ofBase64 text: String) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var (bits, count): (UInt32, Int) = (0, 0)
        var bytes: [UInt8] = []
        for letter in text where letter != "=" {
            guard let index = alphabet.firstIndex(of: letter) else { return [] }
            bits = bits << 6 | UInt32(index)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    @Test("base64 holds the very floats of the list")
    func base64() async throws {
        try await withFakeUpstream { upstream in
            let asked: JSONValue = ["model": "text-embedding-3-small", "input": ["a", "b"]]
            let list = try await upstream.send(request("/v1/embeddings", asked))
            let coded = try await upstream.send(
                request(
                    "/v1/embeddings",
                    .object(
                        (asked.objectMembers ?? []) + [
                            .init(key: "encoding_format", value: "base64")
                        ])))
            let floats = vectors(list)
            #expect(floats.map(\.count) == [1536, 1536])
            #expect(floats[0] != floats[1])
            let decoded = (coded.json?["data"]?.arrayValue ?? []).map { entry in
                let bytes = bytes(ofBase64: entry["embedding"]?.stringValue ?? "")
                return stride(from: 0, to: bytes.count, by: 4).map { start in
                    Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) })
                }
            }
            #expect(decoded == floats)
            #expect(list.json?["object"] == "list")
            #expect(list.json?["data"]?.arrayValue?.map { $0["index"] } == [0, 1])
            #expect(list.json?["usage"] == ["prompt_tokens": 2, "total_tokens": 2])
            #expect(upstream.ledger.requests == [.embeddings: 2])
            #expect(upstream.ledger.billed.input == 4)
            #expect(upstream.ledger.generations == 0)
        }
    }

    @Test("a shorter vector is the beginning of the longer one, both of length one")
    func dimensions() async throws {
        try await withFakeUpstream { upstream in
            let asked: JSONValue = ["model": "m", "input": "The moat", "dimensions": 8]
            let short = vectors(try await upstream.send(request("/v1/embeddings", asked)))[0]
            let long = EmbeddingVector(of: "The moat", model: "m", dimensions: 64).values
            #expect(short.count == 8)
            for vector in [short, long] {
                #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4)
            }
            let scale = long[0] / short[0]
            #expect(zip(short, long).allSatisfy { abs($0 * scale - $1) < 1e-5 })
        }
    }

    @Test("numbers of tokens are taken like text, nonsense is refused and directives work")
    func inputs() async throws {
        try await withFakeUpstream { upstream in
            let cases: [(JSONValue, Int?)] = [
                ("x", 1), (["x", "y"], 2), ([1, 2, 3], 1), ([[1], [2, 3]], 2), ("", nil), ([], nil), (.null, nil),
                ([["x"]], nil),
            ]
            for (input, count) in cases {
                let answer = try await upstream.send(request("/v1/embeddings", ["model": "m", "input": input]))
                #expect(answer.status == (count == nil ? 400 : 200))
                #expect(answer.json?["data"]?.arrayValue?.count == count)
            }
            let marked = try await upstream.send(
                request("/v1/embeddings", ["model": "m", "input": ["a [[fake fault=status-429]]"]]))
            #expect(marked.status == 429)
            upstream.schedule([FakeUpstreamDirectives(fault: .status503)])
            let scheduled = try await upstream.send(request("/v1/embeddings", ["model": "m", "input": "a"]))
            #expect(scheduled.status == 503)
        }
    }

    @Test("Gemini embeds one content or a batch, in either spelling")
    func gemini() async throws {
        try await withFakeUpstream { upstream in
            let content: JSONValue = ["parts": [["text": "a"]]]
            let one = try await upstream.send(
                request(
                    "/v1beta/models/gemini-embedding-001:embedContent",
                    ["content": content, "outputDimensionality": 4]))
            let values = try #require(one.json?["embedding"]?["values"]?.arrayValue)
            #expect(values.count == 4)
            let entry: JSONValue = [
                "model": "models/gemini-embedding-001", "content": content, "output_dimensionality": 4,
            ]
            let batch = try await upstream.send(
                request("/v1/models/gemini-embedding-001:batchEmbedContents", ["requests": [entry, entry]]))
            #expect(batch.json == ["embeddings": [["values": .array(values)], ["values": .array(values)]]])
            let stray = try await upstream.send(
                request("/v1/models/other:batchEmbedContents", ["requests": [entry]]))
            #expect(stray.status == 400)
            #expect(stray.json?["error"]?["status"] == "INVALID_ARGUMENT")
            #expect(upstream.ledger.requests == [.embeddings: 3])
        }
    }
}
