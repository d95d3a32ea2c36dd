// SPDX-License-Identifier: Apache-2.0

/// Rows of text in columns that line up.
struct TextTable: Sendable {
    /// The titles of the columns.
    let head: [String]
    /// The columns that stand to the right, as numbers do.
    let numbers: Set<Int>
    /// The cells, row by row.
    private(set) var rows: [[String]] = []
    private var styles: [[Int: Terminal.Style]] = []

    init(head: [String], numbers: Set<Int> = []) {
        self.head = head
        self.numbers = numbers
    }

    /// Adds a row below the others, its cells in styles by their column.
    mutating func add(_ cells: [String], styles: [Int: Terminal.Style] = [:]) {
        rows.append(cells)
        self.styles.append(styles)
    }

    /// The lines of the table, the titles first, two blanks between columns and none at the end.
    var lines: [String] {
        padded.map { Self.withoutEnd($0.joined(separator: "  ")) }
    }

    /// The same lines as a stream shows them: the titles bold, cells in their styles.
    func lines(on terminal: Terminal) -> [String] {
        padded.enumerated().map { number, row in
            let end = row.lastIndex { $0.contains { $0 != " " } }.map { $0 + 1 } ?? 0
            return row[..<end].enumerated().map { column, cell in
                let text = column == end - 1 ? Self.withoutEnd(cell) : cell
                let style = number == 0 ? .bold : styles[number - 1][column]
                return style.map { terminal.styled(text, $0) } ?? text
            }.joined(separator: "  ")
        }
    }

    /// The table below a title, with a blank line above; nothing if it has no rows.
    func section(_ title: String, on terminal: Terminal) -> [String] {
        rows.isEmpty ? [] : ["", terminal.styled(title, .dim)] + lines(on: terminal)
    }

    private var padded: [[String]] {
        let all = [head] + rows
        let widths = head.indices.map { column in
            all.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return all.map { row in
            zip(row, widths).enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: cell.1 - cell.0.count)
                return numbers.contains(column) ? blanks + cell.0 : cell.0 + blanks
            }
        }
    }

    private static func withoutEnd(_ cell: String) -> String {
        String(cell[..<(cell.lastIndex { $0 != " " }.map { cell.index(after: $0) } ?? cell.startIndex)])
    }
}
