// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Foundation
import Settings
import TestKit
import Testing

@Suite("Prompt prefixes over sockets", .timeLimit(.minutes(2)))
struct PrefixTests {
    private static let long = String(repeating: "The watchman counts the lanterns along the wall. ", count: 120)

    private func run(
        _ side: ProviderSide, adjusting adjust: @escaping @Sendable (inout Settings) -> Void = { _ in },
        _ body: @Sendable (TestGateway) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("isartor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await TestGateway.run(
            provider: side.name,
            adjusting: { settings in
                side.adjust(&settings)
                adjust(&settings)
            }, database: folder.path + "/isartor.db", body)
    }

    private static func chat(_ turns: [String], streams: Bool = false) -> String {
        chat(turns.enumerated().map { ($0 % 2 == 0 ? "user" : "assistant", $1) }, streams: streams)
    }

    private static func chat(_ turns: [(role: String, text: String)], streams: Bool = false) -> String {
        let messages = turns.map { #"{"role":"\#($0.role)","content":"\#($0.text)"}"# }
        return #"{"model":"m",\#(streams ? #""stream":true,"# : "")"messages":[\#(messages.joined(separator: ","))]}"#
    }

    /// Asks in a session and returns the request's id.
    private func ask(_ gateway: TestGateway, _ body: String, path: String = "/v1/chat/completions") async throws
        -> String
    {
        let answer = try await gateway.client.post(path, body, headers: [("x-isartor-session-id", "s")])
        #expect(answer.status == 200)
        return try #require(answer.header("x-isartor-request-id"))
    }

    /// A page, once it says what is expected: entries are written a moment after the answer.
    private func page(_ path: String, of gateway: TestGateway, has text: String) async throws -> String {
        var page = ""
        for _ in 0..<200 {
            page = try await gateway.client.send("GET", path).text
            if page.contains(text) { return page }
            try await Task.sleep(for: .milliseconds(25))
        }
        Issue.record("\(path) says \(page)")
        return page
    }

    @Test("a growing stream breaks nothing, though counts are asked for by splice; an edit of an early message does")
    func splices() async throws {
        try await run(.chat, adjusting: { $0.usage.streamUsage = .always }) { gateway in
            let turns = [Self.long, "two", "three", "four", "five"]
            for count in [1, 3, 5] { _ = try await ask(gateway, Self.chat(Array(turns.prefix(count)), streams: true)) }
            let usage = try await page("/debug/usage", of: gateway, has: #""compared_prompts":2"#)
            #expect(usage.contains(#""prefix_breaks":{"client":0,"gateway":0}"#))
            #expect(usage.contains(#""client_breaks":0,"gateway_breaks":0"#))
            let edited = Self.chat(["An edit. " + Self.long] + turns.dropFirst(), streams: true)
            let id = try await ask(gateway, edited)
            let receipt = try await page("/debug/receipts/\(id)", of: gateway, has: #""prefix_break""#)
            #expect(
                receipt.contains(
                    #""prefix_break":{"changed_by":"client","part":"message","index":0,"role":"user","first_byte":"#))
            _ = try await page("/debug/usage", of: gateway, has: #""prefix_breaks":{"client":1,"gateway":0}"#)
        }
    }

    @Test("a conversation that is translated for the provider goes on as the client's does")
    func translates() async throws {
        try await run(.messages) { gateway in
            let turns = [Self.long, "two", "three", "four", "five"]
            for count in [1, 3, 5] { _ = try await ask(gateway, Self.chat(Array(turns.prefix(count)))) }
            let usage = try await page("/debug/usage", of: gateway, has: #""compared_prompts":2"#)
            #expect(usage.contains(#""prefix_breaks":{"client":0,"gateway":0}"#))
        }
    }

    @Test("what the gateway makes of two messages in a row breaks the prefix of one, and is its own doing")
    func merges() async throws {
        try await run(.messages) { gateway in
            // This format has users and models in turn, so the second message of a user joins the first in one.
            let opening = [("user", Self.long), ("assistant", "two"), ("user", "three")]
            _ = try await ask(gateway, Self.chat(opening))
            let id = try await ask(gateway, Self.chat(opening + [("user", "And four.")]))
            let receipt = try await page("/debug/receipts/\(id)", of: gateway, has: #""prefix_break""#)
            #expect(
                receipt.contains(
                    #""prefix_break":{"changed_by":"gateway","part":"message","index":2,"role":"user","first_byte":"#))
            let usage = try await page(
                "/debug/usage", of: gateway, has: #""prefix_breaks":{"client":0,"gateway":1}"#)
            #expect(usage.contains(#""client_breaks":0,"gateway_breaks":1"#))
        }
    }

    @Test("where the same messages need no translation, nobody breaks anything")
    func leavesAlone() async throws {
        try await run(.chat) { gateway in
            let opening = [("user", Self.long), ("assistant", "two"), ("user", "three")]
            _ = try await ask(gateway, Self.chat(opening))
            _ = try await ask(gateway, Self.chat(opening + [("user", "And four.")]))
            let usage = try await page("/debug/usage", of: gateway, has: #""compared_prompts":1"#)
            #expect(usage.contains(#""prefix_breaks":{"client":0,"gateway":0}"#))
        }
    }
}
