// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestKit
import Testing

@Suite("State on disk")
struct StateOnDiskTests {
    private static let question = #"{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello"}]}"#

    @Test("a gateway with a state folder says that it keeps its state")
    func tellsThatItKeeps() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("isartor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await TestGateway.run(database: folder.path + "/isartor.db") { gateway in
            let health = try await gateway.client.send("GET", "/health")
            #expect(health.text.contains(#""storage":{"status":"active"}"#))
            let metrics = try await gateway.client.send("GET", "/metrics")
            #expect(metrics.text.contains("isartor_storage_up 1\n"))
        }
    }

    @Test("a gateway whose state cannot be kept serves all the same, and says why")
    func servesWithout() async throws {
        try await TestGateway.run(database: "/dev/null/isartor.db") { gateway in
            let answer = try await gateway.client.post("/v1/chat/completions", Self.question)
            #expect(answer.status == 200)
            let health = try await gateway.client.send("GET", "/health")
            #expect(health.status == 200)
            #expect(health.text.contains(#""storage":{"status":"unavailable","reason":""#))
            let metrics = try await gateway.client.send("GET", "/metrics")
            #expect(metrics.text.contains("isartor_storage_up 0\n"))
        }
    }
}
