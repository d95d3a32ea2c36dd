// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

/// Writes `docs/formats/matrix.md` from what translations do to the fixtures.
struct MatrixDocument {
    /// What a promise was broken by: the cells of promised rows that are neither ✓ nor translated.
    private(set) var broken: [String] = []
    private(set) var text = ""

    init() throws {
        text = Self.head
        for client in Dialect.allCases {
            text += "\n## Clients that speak \(client.format.words)\n\n### What they ask\n\n"
            try addRequests(client)
            text += "\n### What they are answered\n\n"
            try addAnswers(client)
        }
        text += "\n## Notes\n\nWhat is different after a translation, beyond the fields named in the tables:\n\n"
        for (place, loss) in (RequestLosses.all + AnswerLosses.all).enumerated() {
            text += "\(place + 1). \(loss.reason)\n"
        }
    }

    private static let head = """
        # What is translated

        Every client's format with every provider's. This page is written by the contract tests from the golden files in
        `Tests/ContractTests/Golden` (`DOCS=write swift test --filter MatrixDocumentTests` writes it anew) and a test fails when it
        is out of date. [README.md](README.md) explains the rules.

        - **✓** – both speak the same format: the same bytes pass, in both directions.
        - **translated** – says the same in the provider's words. A number in brackets leads to a note on what is different.
        - **translated, without …** – these fields were left out because they can do no harm; `X-Isartor-Translation` names them.
        - **refused** – 400 in the client's format, naming the field, because the provider's format has no words for it.
        - **not said** – the format on the other side never says this.

        """

    // MARK: Tables

    private mutating func addTable(
        _ rows: [(title: String, isPromised: Bool)], _ cell: (Int, Dialect) throws -> String, _ client: Dialect
    ) throws {
        text += "| | \(Dialect.allCases.map(\.rawValue).joined(separator: " | ")) |\n"
        text += "| --- |\(String(repeating: " --- |", count: Dialect.allCases.count))\n"
        for (place, row) in rows.enumerated() {
            let cells = try Dialect.allCases.map { try cell(place, $0) }
            text += "| \(row.title) | \(cells.joined(separator: " | ")) |\n"
            for (provider, cell) in zip(Dialect.allCases, cells) where row.isPromised {
                let isKept = cell == "✓" || cell == "not said" || cell.hasPrefix("translated")
                if !isKept { broken.append("\(row.title), \(client.rawValue) with \(provider.rawValue): \(cell)") }
            }
        }
    }

    private mutating func addRequests(_ client: Dialect) throws {
        let known = RequestTrip.features(client)
        let rows = MatrixRow.requests.filter { known.contains($0.feature) }
        try addTable(
            rows.map { ($0.title, $0.isPromised) },
            { place, provider in
                guard provider != client else { return "✓" }
                let trip = try RequestTrip(DialectPair(client: client, provider: provider), rows[place].feature)
                switch trip.outcome {
                case .refused(let error): return "refused: `\(error.field ?? "")`"
                case .translated(let translated, _):
                    // What has only moved, as a note tells, is not left out.
                    let left = translated.dropped.filter { $0 != "system_in_turn" }
                    let without = left.map { "`\($0)`" }.joined(separator: ", ")
                    return "translated" + (without.isEmpty ? "" : ", without \(without)")
                        + Self.notes(trip.explanation.used, 0)
                }
            }, client)
    }

    private mutating func addAnswers(_ client: Dialect) throws {
        let forms: [AnswerTrip.Form] = [.json, .stream]
        let rows = MatrixRow.answers.flatMap { row in forms.map { (row, $0) } }.filter { row, form in
            Dialect.allCases.contains { AnswerTrip.features($0, form).contains(row.feature) }
        }
        let errors = MatrixRow.errors
        try addTable(
            rows.map { ("\($0.title), \($1.rawValue)", $0.isPromised) }
                + errors.map { ("\($0.title) (error)", $0.isPromised) },
            { place, provider in
                guard place < rows.count else {
                    let known = ErrorMatrixTests.features(provider).contains(errors[place - rows.count].feature)
                    return provider == client ? "✓" : known ? "translated" : ""
                }
                let (row, form) = rows[place]
                guard AnswerTrip.features(provider, form).contains(row.feature) else { return "not said" }
                guard provider != client else { return "✓" }
                let pair = DialectPair(client: client, provider: provider)
                let difference = try AnswerTrip(pair, row.feature, form).difference
                let used = AnswerLosses.all.explanation(difference, pair, row.feature).used
                return "translated" + Self.notes(used, RequestLosses.all.count)
            }, client)
    }

    private static func notes(_ used: Set<Int>, _ base: Int) -> String {
        used.isEmpty ? "" : " (\(used.sorted().map { String($0 + base + 1) }.joined(separator: ", ")))"
    }
}
