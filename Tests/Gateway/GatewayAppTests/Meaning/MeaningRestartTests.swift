// SPDX-License-Identifier: Apache-2.0

import Foundation
import Locking
import Pipeline
import TestKit
import Testing

@Suite("What the semantic cache knows over a restart", .serialized, .timeLimit(.minutes(3)))
struct MeaningRestartTests {
    private static func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = try TemporaryPlace()
        try await body(folder.path)
    }

    /// Waits until as many questions are kept: those of an earlier run are encoded in the background.
    private static func waitForQuestions(_ count: Int, _ meaning: Meaning) async throws -> Int {
        var found = 0
        for _ in 0..<500 {
            let report = try await meaning.gateway.client.send("GET", "/api/admin/cache/semantic-report").text
            found = report.firstMatch(of: #/"entries":(\d+)/#).flatMap { Int($0.1) } ?? -1
            if found == count { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        return found
    }

    @Test("a rewording is a hit after a restart, with the answer of before, and so are its kept questions")
    func questions() async throws {
        try await Self.inFolder { folder async throws in
            let first = try await Self.ask(folder, "refund: how?", "invoice: where?")
            try await Meaning.run(.serve, folder: folder) { meaning async throws in
                #expect(try await Self.waitForQuestions(2, meaning) == 2)
                let hit = try await meaning.ask("refund: in other words")
                #expect(hit.layer == "l1b")
                #expect(hit.body == first)
                #expect(try await meaning.ask("refund: in yet other words").layer == "l1b")
                #expect(meaning.gateway.upstreamCalls == 0)
            }
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/semantic.db")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            // The file was closed: all that was learned is in it, and nothing in a log beside it.
            let log = try? FileManager.default.attributesOfItem(atPath: folder + "/semantic.db-wal")
            #expect((log?[.size] as? Int ?? 0) == 0)
        }
    }

    /// Asks questions in a run of their own; returns the answer to the first one.
    private static func ask(_ folder: String, _ questions: String...) async throws -> [UInt8] {
        let answers = Locked<[[UInt8]]>([])
        try await Meaning.run(.serve, folder: folder) { meaning async throws in
            for question in questions {
                let answer = try await meaning.ask(question)
                answers.withLock { $0.append(Array(answer.body)) }
            }
        }
        return answers.withLock { $0[0] }
    }

    /// Asks in `auto` until something is served, in a run of its own.
    private static func gatherEvidence(_ folder: String) async throws {
        try await Meaning.run(.auto, budget: ErrorBudget(maxError: 0.2), folder: folder) { meaning async throws in
            let hit = try await meaning.ask({ "refund: wording \(String(repeating: "x", count: $0 + 1))" }) {
                $0.layer == "l1b"
            }
            #expect(hit != nil)
        }
    }

    @Test("what was learned is known after a restart, unless somebody else judges now")
    func evidence() async throws {
        try await Self.inFolder { folder async throws in
            try await Self.gatherEvidence(folder)
            try await Meaning.run(.auto, budget: ErrorBudget(maxError: 0.2), folder: folder) { meaning async throws in
                _ = try await Self.waitForQuestions(1, meaning)
                let hit = try await meaning.ask(
                    { "refund: afterwards \($0 == 0 ? "a" : String(repeating: "b", count: $0))" }, atMost: 5
                ) {
                    $0.layer == "l1b"
                }
                #expect(hit != nil)
            }
            try await Meaning.run(
                .auto, budget: ErrorBudget(maxError: 0.2), judgedBy: "another verifier", folder: folder
            ) { meaning async throws in
                #expect(try await Self.waitForQuestions(1, meaning) > 0)
                let answer = try await meaning.ask("refund: judged anew")
                #expect(answer.layer == "l3" && answer.reason == "learning")
            }
        }
    }

    @Test("a damaged file is set aside with one line, and nothing wrong is served")
    func damagedFile() async throws {
        try await Self.inFolder { folder async throws in
            try await Self.gatherEvidence(folder)
            try Data(repeating: 0x55, count: 40_000).write(to: URL(fileURLWithPath: folder + "/semantic.db"))
            for name in ["/semantic.db-wal", "/semantic.db-shm"] {
                try? FileManager.default.removeItem(atPath: folder + name)
            }
            let log = CapturedLog()
            try await Meaning.run(.auto, budget: ErrorBudget(maxError: 0.2), folder: folder, log: log.handler) {
                meaning async throws in
                let answer = try await meaning.ask("refund: after the damage")
                #expect(answer.layer == "l3" && answer.reason == "new_partition")
            }
            let lines = log.text.split(separator: "\n").filter { $0.contains("semantic.db") }
            #expect(lines.count == 1, "\(log.text)")
        }
    }

    @Test("a pair that was called wrong stays blocked")
    func blocked() async throws {
        try await Self.inFolder { folder async throws in
            // Every question gets an answer of its own, so each audit finds a wrong one.
            try await Meaning.run(.shadow, answer: nil, folder: folder) { meaning async throws in
                _ = try await meaning.ask("refund: a")
                _ = try await meaning.ask("refund: b")
                for _ in 0..<200 {
                    let report = try await meaning.gateway.client.send("GET", "/api/admin/cache/semantic-report").text
                    if report.contains(#""judged_wrong":1"#) { break }
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
            try await Meaning.run(.serve, answer: nil, folder: folder) { meaning async throws in
                #expect(try await Self.waitForQuestions(2, meaning) == 2)
                let client = meaning.gateway.client
                let explain = #"{"body":\#(Meaning.chat("refund: b"))}"#
                let kept = try await client.post("/api/admin/cache/explain", explain).text
                let id = try #require(kept.firstMatch(of: #/"identity":"([0-9a-f]{64})"/#)).1
                #expect(try await client.send("DELETE", "/api/admin/cache/answers/\(id)").status == 200)
                let explained = try await client.post("/api/admin/cache/explain", explain).text
                #expect(explained.contains(#""reason":"blocked""#) && explained.contains(#""blocked":true"#))
            }
        }
    }
}
