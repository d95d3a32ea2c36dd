// SPDX-License-Identifier: Apache-2.0

import Foundation
import Pipeline
import Testing

@testable import GatewayApp

@Suite("The errors of a judge on disk")
struct JudgeRecordTests {
    private static func record() async throws -> JudgeRecord {
        let pair = AnswerPair(
            question: "Q", "Blue is what one would take here.", "Most people choose the colour of the sky.")
        let outcome = try await JudgeMeasuring(
            JudgeModel(provider: "openai", name: "m") { _ in .success(ModelReply(text: "SAME", model: "m-1")) },
            [LabelledPair(pair, areSame: true), LabelledPair(pair, areSame: false)]
        ).run()
        let subject = JudgeRecord.Subject(
            provider: "openai", model: "m", place: "0123456789abcdef", way: JudgeModel.way, pairs: "p")
        return JudgeRecord(subject, outcome, at: 1_760_000_000_000)
    }

    @Test("are read as they were written, by their owner alone")
    func roundTrip() async throws {
        let place = try TemporaryPlace()
        let path = place.path + "/judge.json"
        let record = try await Self.record()
        #expect(JudgeRecord(at: path) == nil)
        try record.write(to: path)
        #expect(JudgeRecord(at: path) == record)
        #expect(record.counts == JudgeCounts(missed: 1, different: 1, alarms: 0, same: 1))
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    }

    @Test(
        "tell nothing if they cannot be true",
        arguments: [
            (#""missed" : 1"#, #""missed" : 2"#), (#""missed" : 1"#, #""missed" : -1"#),
            (#""alarms" : 0"#, #""alarms" : 9"#), (#""same" : 1"#, #""same" : 0"#),
            (#""different" : 1"#, #""different" : "x""#), ("{", "["), (#""answeredModel""#, #""other""#),
        ])
    func damaged(old: String, new: String) async throws {
        let place = try TemporaryPlace()
        let path = place.path + "/judge.json"
        try await Self.record().write(to: path)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let broken = text.replacing(old, with: new)
        #expect(broken != text)
        try broken.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(JudgeRecord(at: path) == nil)
    }
}
