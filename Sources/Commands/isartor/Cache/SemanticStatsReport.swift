// SPDX-License-Identifier: Apache-2.0

/// The semantic cache's report for a person.
struct SemanticStatsReport: Sendable {
    let stats: SemanticStats
    let showsEvidence: Bool

    func lines(on terminal: Terminal) -> [String] {
        guard let maxError = stats.maxError else { return [stats.absence ?? "There is no semantic cache."] }
        var lines = [
            terminal.styled("mode \(stats.mode)", .bold)
                + ", at most \(SimilarityText.share(maxError)) of what is served "
                + "may be wrong (\(SimilarityText.share(stats.confidence)) sure)",
            "\(StatsReport.grouped(stats.entries ?? 0)) questions kept, "
                + "\(StatsReport.grouped(stats.judge?.done ?? 0)) judgements made",
        ]
        if stats.mode == "auto", let fewest = stats.fewestJudgements {
            let reworded =
                stats.judgementsOfWordings.map { ", \(StatsReport.grouped($0)) if answers are worded anew each time" }
                ?? ""
            lines.append(
                "a class serves after \(StatsReport.grouped(fewest)) judgements at its scores, at the earliest\(reworded)"
            )
        }
        if let model = stats.judgeModel { lines.append(Self.judge(model)) }
        if let dropped = stats.judge?.dropped, dropped > 0 {
            lines.append("\(StatsReport.grouped(dropped)) judgements were not made: too many answers waited")
        }
        let classes = stats.classes ?? []
        if classes.isEmpty { return lines + ["No request was compared yet."] }
        lines += table(classes).section("BY CLASS", on: terminal)
        lines += errors(classes).section("WHAT THE VERIFIER ALONE WOULD HAVE SERVED", on: terminal)
        lines += served(classes).section("SERVED, AS FAR AS IT WAS CHECKED", on: terminal)
        lines += reasons.section("WHY", on: terminal)
        if showsEvidence {
            for item in classes { lines += evidence(item).section("EVIDENCE OF \(item.id)", on: terminal) }
        }
        return lines
    }

    /// Who judges answers that are not equal.
    private static func judge(_ model: JudgeStatus) -> String {
        let name = ProvidersReport.clean(model.answeredModel ?? model.model, limit: 60)
        guard model.inUse else {
            let state =
                model.state == "measured"
                ? "measured, and judges after a restart"
                : "\(model.state.replacing("_", with: " ")), see `isartor cache measure-judge --show`"
            return "answers are judged by their words alone: \(name) is \(state)"
        }
        let said = (model.saidSame ?? 0) + (model.saidDifferent ?? 0)
        var line = "\(name) was asked about \(StatsReport.grouped(said)) pairs of answers"
        if let failures = model.failures, failures > 0 {
            line += ", and did not answer \(StatsReport.grouped(failures)) times"
        }
        return line
    }

    private func table(_ classes: [SemanticStats.Class]) -> TextTable {
        var table = TextTable(
            head: ["CLASS", "MODEL", "KIND", "STATE", "FROM SCORE", "LOOKED UP", "NEAR", "SERVED", "COMPLAINTS"],
            numbers: [4, 5, 6, 7, 8])
        for item in classes {
            var kind = item.followUp ? "follow-up" : "first turn"
            if item.json { kind += ", JSON" }
            table.add(
                [
                    ProvidersReport.clean(item.id), ProvidersReport.clean(item.model, limit: 32), kind,
                    item.state.replacing("_", with: " "), SimilarityText.number(item.threshold),
                    StatsReport.grouped(item.lookedUp), StatsReport.grouped(item.candidates),
                    StatsReport.grouped(item.served), StatsReport.grouped(item.complaints),
                ], styles: [3: item.state == "serving" ? .green : .yellow])
        }
        return table
    }

    private func errors(_ classes: [SemanticStats.Class]) -> TextTable {
        var table = TextTable(
            head: ["CLASS", "JUDGED", "WRONG", "ERROR", "BETWEEN", "WOULD HAVE SAVED"], numbers: [1, 2, 3, 5])
        for item in classes {
            let unpriced =
                item.wouldSaveUnpriced > 0 ? " and \(StatsReport.grouped(item.wouldSaveUnpriced)) unpriced" : ""
            table.add(
                [ProvidersReport.clean(item.id)] + Self.cells(item.wouldServe) + [item.wouldSaveUsd.text + unpriced])
        }
        return table
    }

    private func served(_ classes: [SemanticStats.Class]) -> TextTable {
        var table = TextTable(
            head: ["CLASS", "CHECKED", "WRONG", "ERROR", "BETWEEN", "OF ALL REQUESTS"], numbers: [1, 2, 3, 5])
        for item in classes where item.served > 0 {
            table.add(
                [ProvidersReport.clean(item.id)] + Self.cells(item.servedError)
                    + [SimilarityText.share(item.errorPerRequest)])
        }
        return table
    }

    private static func cells(_ range: SemanticStats.ErrorRange) -> [String] {
        [
            StatsReport.grouped(range.judged), StatsReport.grouped(range.wrong), SimilarityText.share(range.share),
            range.judged == 0 ? "-" : "\(SimilarityText.share(range.low)) and \(SimilarityText.share(range.high))",
        ]
    }

    private var reasons: TextTable {
        var table = TextTable(head: ["REASON", "REQUESTS"], numbers: [1])
        for (reason, count) in (stats.reasons ?? [:]).sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            table.add([ProvidersReport.clean(reason, limit: 40), StatsReport.grouped(count)])
        }
        return table
    }

    private func evidence(_ item: SemanticStats.Class) -> TextTable {
        var table = TextTable(
            head: ["FROM SCORE", "SEEN", "JUDGED", "WRONG", "ERROR AT MOST"], numbers: [0, 1, 2, 3, 4])
        for line in item.evidence {
            table.add([
                SimilarityText.number(line.threshold), Self.rounded(line.seen), Self.rounded(line.judged),
                Self.rounded(line.wrong), SimilarityText.share(line.bound),
            ])
        }
        return table
    }

    private static func rounded(_ value: Double?) -> String { StatsReport.grouped(Int((value ?? 0).rounded())) }
}
