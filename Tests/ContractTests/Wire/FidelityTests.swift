// SPDX-License-Identifier: Apache-2.0

import Conversation
import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("Wire fidelity, over sockets")
struct FidelityTests {
    /// The ways in which one shape is sent.
    private func variants(_ shape: Shape) throws -> [ShapeRequest] {
        let streamed = try shape.asking(stream: true)
        let whole = try shape.asking(stream: false)
        return [
            ShapeRequest(shape: streamed, body: streamed.body),
            ShapeRequest(shape: whole, body: OddJSON.escaped(try JSONTree(whole.body)), framing: .chunks(977)),
            ShapeRequest(shape: shape, body: shape.spacedBody),
            ShapeRequest(shape: streamed, body: streamed.spacedBody, framing: .chunks(4096)),
        ]
    }

    @Test(
        "the provider gets the client's bytes and the client gets the provider's",
        arguments: [ProviderName.openAI, .anthropic, .gemini])
    func bothWays(_ provider: ProviderName) async throws {
        try await TestGateway.run(provider: provider) { gateway in
            try await TestClient.blocking {
                let socket = try TestSocket(port: gateway.client.port)
                defer { socket.close() }
                for shape in Shape.of(provider) {
                    for var request in try variants(shape) {
                        request.extra = [("X-Isartor-Cache", "bypass"), ("X-Own-Header", "K\u{E9}pt: as, it; is=\"\"")]
                        gateway.upstream.reset()
                        let response = try request.send(on: socket, port: gateway.client.port)
                        check(request, response, gateway)
                    }
                }
            }
        }
    }

    private func check(_ request: ShapeRequest, _ response: TestResponse, _ gateway: TestGateway) {
        let name = Comment(rawValue: "\(request.shape.name), \(request.framing)")
        let seen = gateway.upstream.requests
        guard seen.count == 1, let upstream = seen.first else {
            Issue.record("\(name): \(seen.count) calls, \(response.status) \(response.text.prefix(200))")
            return
        }
        let bytesAreEqual = upstream.body == request.body
        #expect(bytesAreEqual, name)
        // A Gemini provider has a version of its own in its address.
        let (sent, came) = (request.shape.target, upstream.target)
        let isSameTarget = request.shape.surface == .gemini ? Self.end(of: sent) == Self.end(of: came) : sent == came
        #expect(isSameTarget, name)
        let own = upstream.headers.filter { ShapeRequest.ownLines.contains($0.name.lowercased()) }
        #expect(upstream.passed == request.passed, name)
        let credential = request.shape.credentialHeader
        #expect(own.map(\.name).sorted() == ["accept-encoding", credential, "content-length", "host"].sorted(), name)
        #expect(upstream.header("host") == "127.0.0.1:\(gateway.upstream.port)", name)
        #expect(upstream.header(credential)?.hasSuffix(TestGateway.providerKey) == true, name)
        let answersAreEqual = response.body == upstream.answered
        #expect(answersAreEqual && response.isComplete, name)
        #expect(response.status == upstream.status, name)
        #expect(response.layer == "l3", name)
        #expect(response.header("x-isartor-mutations") == nil, name)
        let isStream = response.header("content-type")?.hasPrefix("text/event-stream") == true
        #expect(response.status != 200 || isStream == request.wantsStream, name)
    }

    /// An address from `models/` on.
    private static func end(of target: String) -> String {
        target.firstRange(of: "models/").map { String(target[$0.lowerBound...]) } ?? target
    }

    @Test(
        "an alias or a missing model changes exactly the bytes that X-Isartor-Mutations names",
        arguments: [ProviderName.openAI, .anthropic])
    func mutations(_ provider: ProviderName) async throws {
        let models = Set(try Shape.of(provider).compactMap { try JSONTree($0.body)["model"]?.text })
        try await TestGateway.run(provider: provider) { settings in
            settings.provider.model = "the-default"
            settings.provider.modelAliases = Dictionary(
                uniqueKeysWithValues: models.map { ($0, "what \"\($0)\" stands\\for é") })
        } _: { gateway in
            try await TestClient.blocking {
                let socket = try TestSocket(port: gateway.client.port)
                defer { socket.close() }
                for shape in Shape.of(provider) {
                    let unnamed = try shape.body(setting: "model", to: nil)
                    for body in [shape.body, shape.spacedBody, unnamed, OddJSON.spaced(try JSONTree(unnamed))] {
                        var request = ShapeRequest(shape: shape, body: body)
                        request.extra = [("x-isartor-cache", "bypass")]
                        gateway.upstream.reset()
                        let response = try request.send(on: socket, port: gateway.client.port)
                        try checkMutations(request, response, gateway)
                    }
                }
            }
        }
    }

    private func checkMutations(_ request: ShapeRequest, _ response: TestResponse, _ gateway: TestGateway) throws {
        let name = Comment(rawValue: request.shape.name)
        let upstream = try #require(gateway.upstream.requests.first, name)
        let field = try #require(response.header("x-isartor-mutations"), name)
        let match = try #require(field.wholeMatch(of: /request:([a-z_]+)@(\d+)-(\d+)\+(\d+)/), name)
        let (offset, removed, inserted) = (
            try #require(Int(match.2)), try #require(Int(match.3)), try #require(Int(match.4))
        )
        let put = Array(upstream.body[offset..<offset + inserted])
        let taken = Array(request.body[offset..<offset + removed])
        let isAsToldByHeader =
            upstream.body == Array(request.body[..<offset]) + put + request.body[(offset + removed)...]
        #expect(isAsToldByHeader, name)
        let text = String(decoding: put, as: UTF8.self)
        if let model = try JSONTree(request.body)["model"] {
            #expect(match.1 == "model_alias", name)
            #expect(try JSONTree(taken) == model, name)
            #expect(try JSONTree(put) == .string("what \"\(model.text ?? "")\" stands\\for é"), name)
        } else {
            #expect(match.1 == "model_default", name)
            #expect(taken.isEmpty && text == #""model":"the-default","#, name)
            #expect(try JSONTree(upstream.body)["model"] == .string("the-default"), name)
        }
        let answersAreEqual = response.body == upstream.answered
        #expect(answersAreEqual, name)
    }

    @Test("lines that Connection names end at the gateway, others pass with their case, order and repeats")
    func headerLines() async throws {
        let shape = try #require(ShapeFolder.own.first { $0.name == "plain-chat" })
        try await TestGateway.run { gateway in
            try await TestClient.blocking {
                let socket = try TestSocket(port: gateway.client.port)
                defer { socket.close() }
                var request = ShapeRequest(shape: shape, body: shape.body)
                request.extra = [
                    ("X-Isartor-Cache", "bypass"), ("Connection", "keep-alive, X-Hop"), ("X-Hop", "1"), ("x-hop", "2"),
                    ("X-Twice", "a"), ("x-twice", "b"), ("X-Twice", "a"), ("X-Empty", ""), ("Keep-Alive", "timeout=5"),
                    ("Cookie", "c=1"), ("Referer", "http://localhost/"), ("Proxy-Authorization", "Basic x"),
                    ("TE", "trailers"),
                    ("X-Goog-Api-Key", "g"), ("Api-Key", "a"), ("X-Api-Key", "k"), ("X-Isartor-Session-Id", "s"),
                ]
                _ = try request.send(on: socket, port: gateway.client.port)
                let upstream = try #require(gateway.upstream.requests.first)
                let names = upstream.headers.map(\.name)
                let expected = request.passed.filter { !$0.lowercased().hasPrefix("x-hop:") }
                #expect(upstream.passed == expected)
                #expect(expected.suffix(4) == ["X-Twice: a", "x-twice: b", "X-Twice: a", "X-Empty: "])
                for gone in ["X-Goog-Api-Key", "Api-Key", "X-Api-Key", "Cookie", "TE", "X-Isartor-Session-Id"] {
                    #expect(!names.contains { $0.lowercased() == gone.lowercased() }, "\(gone)")
                }
            }
        }
    }
}
