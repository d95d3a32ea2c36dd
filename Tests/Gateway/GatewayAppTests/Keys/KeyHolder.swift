// SPDX-License-Identifier: Apache-2.0

import Foundation
import Settings
import TestKit
import Testing

/// A virtual key of a test's gateway, and what can be done with it.
struct KeyHolder: Sendable {
    let gateway: TestGateway
    let key: String
    let token: String

    static let admin = "gate-key-for-tests-0001"
    static let question = Door.chat.body("What is a lighthouse for?", extra: #","max_tokens":200"#)

    /// Locks a gateway with a key of its own.
    static func lock(_ settings: inout Settings) { settings.authentication.gatewayKey = Secret(admin) }

    /// Runs a gateway that keeps its state in a folder of its own.
    static func run<Result: Sendable>(
        _ adjust: @Sendable (inout Settings) -> Void = { _ in }, threads: Int = 1,
        _ body: @Sendable (TestGateway) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("isartor-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await TestGateway.run(
            threads: threads,
            adjusting: { settings in
                lock(&settings)
                adjust(&settings)
            }, database: folder + "/isartor.db", body)
    }

    /// Has a key made.
    static func make(_ gateway: TestGateway, _ wish: String = "{}") async throws -> KeyHolder {
        let made = try await administer(gateway, "POST", "/key/generate", wish)
        #expect(made.status == 200, "\(made.text)")
        let fields = try Self.object(made)
        return KeyHolder(
            gateway: gateway, key: try #require(fields["key"] as? String),
            token: try #require(fields["token"] as? String))
    }

    static func administer(
        _ gateway: TestGateway, _ method: String, _ path: String, _ body: String = ""
    ) async throws -> TestResponse {
        try await gateway.client.send(
            method, path, headers: [("authorization", "Bearer \(admin)")], body: Array(body.utf8))
    }

    static func object(_ response: TestResponse) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any])
    }

    /// Asks with the key.
    func ask(
        _ body: String = question, path: String = Door.chat.path, headers: [(String, String)] = []
    ) async throws -> TestResponse {
        try await gateway.client.post(path, body, headers: [("authorization", "Bearer \(key)")] + headers)
    }

    /// What the gateway tells of the key.
    func information() async throws -> [String: Any] {
        let response = try await Self.administer(gateway, "GET", "/key/info?key=\(token)")
        return try #require(try Self.object(response)["info"] as? [String: Any])
    }

    /// Changes the key.
    func update(_ fields: String) async throws {
        let response = try await Self.administer(
            gateway, "POST", "/key/update", #"{"key":"\#(token)",\#(fields)}"#)
        #expect(response.status == 200, "\(response.text)")
    }
}
