// SPDX-License-Identifier: Apache-2.0

/// Why a request was answered as it was, for a person.
struct ExplanationReport: Sendable {
    let explanation: Explanation

    func lines(on terminal: Terminal) -> [String] {
        var lines = [terminal.styled(headline, .bold)]
        if let question = explanation.question {
            lines.append("  \u{201C}\(ProvidersReport.clean(question, limit: 160))\u{201D}")
        }
        let text = ReasonText(explanation)
        lines += ["", "Why   " + text.meaning]
        if let advice = text.advice { lines.append("Then  " + advice) }
        if let judged = explanation.judged {
            lines.append(
                judged == "same"
                    ? "Later the provider's answer was judged the same as the nearest question's."
                    : "Later the provider's answer was judged different from the nearest question's.")
        }
        lines += table(explanation.nearest ?? []).section("NEAREST KEPT QUESTIONS", on: terminal)
        lines += ["", terminal.styled(details, .dim)]
        return lines
    }

    private var headline: String {
        if explanation.isRehearsal {
            switch explanation.layer {
            case "l1a": return "The exact cache (l1a) would answer this request."
            case "l1b": return "The semantic cache (l1b) would answer this request."
            default: return "A provider (l3) would be asked this."
            }
        }
        let when = explanation.ageMs.map { ", \(StatsReport.time(Double($0))) ago" } ?? ""
        switch explanation.outcome {
        case "served": return "The semantic cache (l1b) answered this\(when)."
        case "served_and_audited":
            return "The semantic cache (l1b) answered this\(when); the provider was asked too, to check."
        case "skipped": return "This is not compared with other requests\(when)."
        default: return "The semantic cache did not answer this\(when)."
        }
    }

    private func table(_ nearest: [Explanation.Candidate]) -> TextTable {
        var table = TextTable(head: ["SIMILARITY", "SCORE", "VERDICT", "QUESTION", "ENTRY"], numbers: [0, 1])
        for candidate in nearest {
            let verdict = Self.verdict(candidate)
            table.add(
                [
                    SimilarityText.number(candidate.similarity), SimilarityText.number(candidate.score), verdict,
                    ProvidersReport.clean(candidate.question, limit: 60), String(candidate.entry.prefix(12)),
                ], styles: [2: candidate.vetoes.isEmpty && !candidate.blocked ? .green : .yellow])
        }
        return table
    }

    private static func verdict(_ candidate: Explanation.Candidate) -> String {
        if candidate.blocked { return "judged wrong before" }
        guard let veto = candidate.vetoes.first else {
            return candidate.differences.isEmpty
                ? "no guard"
                : "differs: " + ProvidersReport.clean(candidate.differences.joined(separator: ", "), limit: 40)
        }
        let words = veto.words.isEmpty ? "" : ": " + veto.words.joined(separator: " / ")
        return ProvidersReport.clean("guard \(veto.guard)\(words)", limit: 48)
    }

    private var details: String {
        var parts = ["reason \(explanation.reason)"]
        if let mode = explanation.mode { parts.append("mode \(mode)") }
        if let model = explanation.model { parts.append("model \(ProvidersReport.clean(model, limit: 40))") }
        if let state = explanation.evidence?.state { parts.append("class \(state)") }
        if let id = explanation.requestId { parts.append("request \(ProvidersReport.clean(id))") }
        return parts.joined(separator: ", ")
    }
}
