// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Foundation
import Settings
import TestKit
import Testing

@Suite("Answers that outlive the program", .timeLimit(.minutes(2)))
struct RestartTests {
    private static func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("isartor-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    @Test(
        "after a restart the first repeat is a hit, in the same bytes",
        arguments: [Door.chat, .messages, .nativeOpenAI])
    func firstRepeat(_ door: Door) async throws {
        try await Self.inFolder { folder async throws in
            let question = door.body("What is a lighthouse for?")
            let first = try await TestGateway.run(provider: door.provider, answers: folder + "/answers") {
                gateway async throws in
                try await gateway.client.post(door.path, question)
            }
            #expect(first.layer == "l3")
            for _ in 0..<2 {
                try await TestGateway.run(provider: door.provider, answers: folder + "/answers") {
                    gateway async throws in
                    let repeated = try await gateway.client.post(door.path, question)
                    #expect(repeated.layer == "l1a")
                    #expect(door.path == "/api/chat" || repeated.body == first.body)
                    #expect(repeated.header("age") != nil)
                    #expect(try await gateway.client.post(door.path, question).layer == "l1a")
                    #expect(gateway.upstreamCalls == 0)
                }
            }
        }
    }

    @Test("a large question, a stream and another format find the earlier run's answer as well")
    func otherForms() async throws {
        try await Self.inFolder { folder async throws in
            let long = String(repeating: "lighthouse ", count: 120_000)
            let question = Door.chat.body(long)
            let short = #"{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hi"}]}"#
            let stream = #"{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"hi"}]}"#
            try await TestGateway.run(answers: folder + "/answers") { gateway async throws in
                #expect(try await gateway.client.post(Door.chat.path, question).layer == "l3")
                #expect(try await gateway.client.post(Door.chat.path, short).layer == "l3")
            }
            try await TestGateway.run(answers: folder + "/answers") { gateway async throws in
                #expect(try await gateway.client.post(Door.chat.path, question).layer == "l1a")
                let streamed = try await gateway.client.post(Door.chat.path, stream)
                #expect(streamed.layer == "l1a" && streamed.text.contains("data: [DONE]"))
                #expect(gateway.upstreamCalls == 0)
            }
        }
    }

    @Test("many who ask at once for an earlier run's answer all get it, and nobody asks the provider")
    func together() async throws {
        try await Self.inFolder { folder async throws in
            let question = Door.chat.body("What is a lighthouse for?")
            try await TestGateway.run(answers: folder + "/answers") { gateway async throws in
                _ = try await gateway.client.post(Door.chat.path, question)
            }
            try await TestGateway.run(threads: 2, answers: folder + "/answers") { gateway async throws in
                let layers = try await withThrowingTaskGroup(of: String?.self) { group in
                    for _ in 0..<20 {
                        group.addTask { try await gateway.client.post(Door.chat.path, question).layer }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(layers == Array(repeating: "l1a", count: 20))
                #expect(gateway.upstreamCalls == 0)
            }
        }
    }

    @Test("a damaged file is set aside, one of an earlier build is named, and the gateway serves")
    func damaged() async throws {
        try await Self.inFolder { folder async throws in
            let path = folder + "/answers"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try Data(repeating: 0x7A, count: 9_000).write(to: URL(fileURLWithPath: path + "/0000000001.log"))
            // What a development build left is not read.
            try Data("old".utf8).write(to: URL(fileURLWithPath: folder + "/cache.db"))
            let log = CapturedLog()
            let question = Door.chat.body("What is a lighthouse for?")
            try await TestGateway.run(log: log.handler, answers: path) { gateway async throws in
                #expect(try await gateway.client.post(Door.chat.path, question).layer == "l3")
                #expect(try await gateway.client.post(Door.chat.path, question).layer == "l1a")
            }
            #expect(log.text.contains("was renamed to"))
            #expect(log.text.contains("/cache.db is of an earlier build"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: path).contains { $0.contains("damaged") })
            try await TestGateway.run(answers: path) { gateway async throws in
                #expect(try await gateway.client.post(Door.chat.path, question).layer == "l1a")
            }
        }
    }

    @Test("a folder that cannot be is no reason not to serve, and who wants none gets none")
    func without() async throws {
        let question = Door.chat.body("What is a lighthouse for?")
        try await TestGateway.run(answers: "/dev/null/answers") { gateway async throws in
            #expect(try await gateway.client.post(Door.chat.path, question).layer == "l3")
            #expect(try await gateway.client.post(Door.chat.path, question).layer == "l1a")
        }
        try await Self.inFolder { folder async throws in
            try await TestGateway.run(
                adjusting: { $0.cache.outlivesRestart = false }, answers: folder + "/answers"
            ) { gateway async throws in _ = try await gateway.client.post(Door.chat.path, question) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }
}
