// SPDX-License-Identifier: Apache-2.0

import Conversation
import FakeUpstream
import SeededNumbers
import Settings
import TestKit
import Testing
import WireFormats

/// Repeats of equal bytes are recognised without being read. That must never change what anybody gets.
@Suite("Fast lane and canonical path, over sockets")
struct FastLaneTests {
    @Test(
        "changed requests get the same layer and body by either path",
        arguments: [ProviderName.openAI, .anthropic, .gemini],
        [UInt64(1), 2])
    func eitherPath(_ provider: ProviderName, seed: UInt64) async throws {
        let shapes = ShapeFolder.own.filter { $0.surface != .native && $0.provider == provider }
        try await TestGateway.run(provider: provider) { gateway in
            try await TestClient.blocking {
                let socket = try TestSocket(port: gateway.client.port)
                defer { socket.close() }
                var numbers = SplitMix64(seed: seed)
                var reader = RequestReader()
                var kept: Set<[UInt8]> = []
                for _ in 0..<60 {
                    let shape = shapes[numbers.below(shapes.count)]
                    let edits = try ShapeEdit.all(of: shape.body)
                    let body = edits[numbers.below(edits.count)].applied(to: shape.body)
                    let context = RequestContext(
                        surface: shape.surface, principal: .local, pathModel: shape.pathModel,
                        pathStreams: shape.streams, defaultModel: gateway.settings.provider.model)
                    let identity = Identity(body, shape.surface, reader: &reader, in: context)
                    let first = try send(body, shape, gateway, socket)
                    // The same bytes take the fast lane, the others are read.
                    let rest = [
                        try send(body, shape, gateway, socket),
                        try send(OddJSON.spaced(try JSONTree(body)), shape, gateway, socket),
                        try send(withOtherUser(body), shape, gateway, socket),
                        try send(body, shape, gateway, socket),
                    ]
                    var isKept = false
                    if case .of(let text) = identity {
                        #expect(
                            (first.layer == "l1a") == kept.contains(text), "\(String(decoding: body, as: UTF8.self))")
                        isKept =
                            first.status == 200
                            && (first.layer == "l1a" || Meaning(first, shape.surface)?.isWhole == true)
                        if isKept { kept.insert(text) }
                    }
                    for answer in rest {
                        #expect(answer.status == first.status)
                        #expect((answer.layer == "l1a") == isKept, "\(Comment(rawValue: first.text))")
                        let bytesAreEqual = answer.body == first.body
                        #expect(bytesAreEqual || !isKept)
                    }
                }
                #expect(kept.count > 10)
            }
        }
    }

    private func send(
        _ body: [UInt8], _ shape: Shape, _ gateway: TestGateway, _ socket: TestSocket
    ) throws -> TestResponse {
        // Without the shape's header: the identity that the test works out knows of none.
        let bare = Shape(
            name: shape.name, surface: shape.surface, target: shape.target,
            headers: [("content-type", "application/json")], body: body, spacedBody: body)
        return try ShapeRequest(shape: bare, body: body).send(on: socket, port: gateway.client.port)
    }

    private func withOtherUser(_ body: [UInt8]) throws -> [UInt8] {
        let members = try JSONTree(body).members?.filter { $0.key != "user" } ?? []
        return JSONTree.object(members + [.init(key: "user", value: .string("somebody else"))]).bytes
    }
}
