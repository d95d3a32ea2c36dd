// SPDX-License-Identifier: Apache-2.0

/// What a gateway tells of the model that judges answers.
struct JudgeStatus: Decodable, Sendable, Equatable {
    var state: String
    var provider: String
    var model: String
    /// Whether it judges answers now.
    var inUse: Bool
    /// Whether what was measured last takes effect with the next start only.
    var waitsForStart: Bool?
    /// Why there is no measurement.
    var problem: String?
    /// How many labelled pairs there are, and how many were asked about so far.
    var pairs: Int
    var done: Int?
    var answeredModel: String?
    var measuredAt: String?
    var missed: Int?
    var different: Int?
    var alarms: Int?
    var same: Int?
    /// How many judgements a class needs where answers are worded anew each time; nil if none suffice.
    var judgementsOfWordings: Int?
    /// What it was asked in this run, by what it said.
    var saidSame: Int?
    var saidDifferent: Int?
    var failures: Int?

    /// What was measured, for a person; empty before.
    func findings(on terminal: Terminal) -> [String] {
        guard let missed, let different, let alarms, let same else { return [] }
        var table = TextTable(head: ["PAIRS THAT", "ASKED ABOUT", "TAKEN WRONGLY", "SHARE"], numbers: [1, 2, 3])
        func share(_ part: Int, _ whole: Int) -> String {
            SimilarityText.share(whole > 0 ? Double(part) / Double(whole) : nil)
        }
        table.add(["differ", "\(different)", "\(missed)", share(missed, different)])
        table.add(["say the same", "\(same)", "\(alarms)", share(alarms, same)])
        var lines = table.section(
            "\(ProvidersReport.clean(answeredModel ?? model, limit: 60)) AS A JUDGE", on: terminal)
        lines.append("")
        if let measuredAt { lines.append("Measured at \(ProvidersReport.clean(measuredAt)).") }
        if let judgementsOfWordings {
            lines.append(
                "Where answers are worded anew each time, a class serves after "
                    + "\(StatsReport.grouped(judgementsOfWordings)) judgements without an error, at the earliest.")
        } else {
            lines.append("It is wrong so often that its judgements show nothing; take a better model.")
        }
        return lines
    }
}
