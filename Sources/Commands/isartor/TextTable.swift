// SPDX-License-Identifier: Apache-2.0

/// Rows of text in columns that line up.
struct TextTable: Sendable {
    /// The titles of the columns.
    let head: [String]
    /// The cells, row by row.
    private(set) var rows: [[String]] = []

    init(head: [String]) {
        self.head = head
    }

    /// Adds a row below the others.
    mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    /// The lines of the table, the titles first, two blanks between columns and none at the end.
    var lines: [String] {
        let all = [head] + rows
        let widths = head.indices.map { column in
            all.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return all.map { row in
            let padded = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            let line = padded.joined(separator: "  ")
            return String(line[..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex)])
        }
    }
}
