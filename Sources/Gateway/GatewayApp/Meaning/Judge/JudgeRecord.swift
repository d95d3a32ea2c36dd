// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Settings

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How often a model was wrong about labelled pairs, as it is written down.
struct JudgeRecord: Codable, Sendable, Hashable {
    /// What was measured: it holds for nothing else.
    struct Subject: Codable, Sendable, Hashable {
        var provider: String
        var model: String
        /// A digest of the provider's address.
        var place: String
        /// How the model was asked.
        var way: String
        /// Names the labelled pairs.
        var pairs: String
    }

    var subject: Subject
    /// The name under which the model answered.
    var answeredModel: String
    var missed: Int
    var different: Int
    var alarms: Int
    var same: Int
    /// Milliseconds since 1970.
    var measuredAt: Int64

    var counts: JudgeCounts { JudgeCounts(missed: missed, different: different, alarms: alarms, same: same) }

    /// Whether the counts can be true.
    private var isSound: Bool {
        missed >= 0 && alarms >= 0 && missed <= different && alarms <= same && different > 0 && same > 0
    }

    /// Reads what ``write(to:)`` wrote; nil if there is none. What cannot be read tells nothing.
    init?(at path: String) {
        guard let text = try? PrivateFile.contents(of: path, limit: 64 << 10),
            let record = try? JSONDecoder().decode(JudgeRecord.self, from: Data(text.utf8)), record.isSound
        else { return nil }
        self = record
    }

    init(_ subject: Subject, _ outcome: JudgeMeasuring.Outcome, at time: Int64) {
        self.subject = subject
        answeredModel = outcome.answeredModel
        (missed, different) = (outcome.counts.missed, outcome.counts.different)
        (alarms, same) = (outcome.counts.alarms, outcome.counts.same)
        measuredAt = time
    }

    func write(to path: String) throws(FileAccessError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let text: String
        do { text = String(decoding: try encoder.encode(self), as: UTF8.self) + "\n" } catch {
            throw FileAccessError(action: "write", path: path, reason: "it cannot be put into JSON")
        }
        try PrivateFile.replace(path, with: text)
    }
}
