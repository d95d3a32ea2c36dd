// SPDX-License-Identifier: Apache-2.0

/// A gateway's list of kept answers.
struct CacheListing: Decodable, Equatable {
    struct Answer: Decodable, Equatable {
        var id: String
        var ageSecs: Int
        var fresh: Bool
        var bytes: Int
        var place: String
        var provider: String?
        var format: String?
        var form: String?
    }

    var answers: [Answer]
    /// Where the list goes on, if it does.
    var next: String?

    /// The answers for a person.
    var table: TextTable {
        var table = TextTable(head: ["ID", "AGE", "BYTES", "PLACE", "PROVIDER", "FORM"], numbers: [1, 2])
        for answer in answers {
            let form = [answer.format, answer.form].compactMap(\.self).joined(separator: " ")
            table.add(
                [
                    answer.id, "\(answer.ageSecs) s" + (answer.fresh ? "" : " (stale)"), String(answer.bytes),
                    answer.place, answer.provider ?? "", form,
                ], styles: answer.fresh ? [:] : [1: .dim])
        }
        return table
    }
}
