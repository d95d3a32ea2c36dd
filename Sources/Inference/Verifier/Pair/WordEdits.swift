// SPDX-License-Identifier: Apache-2.0

/// Where two texts differ when they are laid side by side: runs of words that one has and the other has not.
struct WordEdits: Sendable {
    /// A run of words on each side that stand in each other's place, as places in `PreparedText.asked`; one may be empty.
    struct Hunk: Sendable, Equatable {
        var words: Range<Int>
        var otherWords: Range<Int>
    }

    /// Longest text that is laid side by side; beyond, the middle counts as one hunk.
    private static let limit = 160

    private(set) var hunks: [Hunk] = []
    /// Words that stand in the same order on both sides.
    private(set) var common = 0

    /// By the keys of the words' stems, words of grammar included.
    init(_ one: [UInt64], _ other: [UInt64]) {
        var start = 0
        while start < one.count, start < other.count, one[start] == other[start] { start += 1 }
        var (end, otherEnd) = (one.count, other.count)
        while end > start, otherEnd > start, one[end - 1] == other[otherEnd - 1] {
            end -= 1
            otherEnd -= 1
        }
        common = start + one.count - end
        let (rows, columns) = (end - start, otherEnd - start)
        guard rows > 0, columns > 0, rows <= Self.limit, columns <= Self.limit else {
            if rows > 0 || columns > 0 { hunks.append(Hunk(words: start..<end, otherWords: start..<otherEnd)) }
            return
        }
        // Longest common subsequence; table[i][j] is for what follows i and j.
        let width = columns + 1
        var table = [UInt16](repeating: 0, count: (rows + 1) * width)
        for row in stride(from: rows - 1, through: 0, by: -1) {
            for column in stride(from: columns - 1, through: 0, by: -1) {
                table[row * width + column] =
                    one[start + row] == other[start + column]
                    ? table[(row + 1) * width + column + 1] + 1
                    : max(table[(row + 1) * width + column], table[row * width + column + 1])
            }
        }
        common += Int(table[0])
        var (row, column) = (0, 0)
        var (from, otherFrom) = (0, 0)
        func close(_ hunks: inout [Hunk]) {
            if row > from || column > otherFrom {
                hunks.append(Hunk(words: start + from..<start + row, otherWords: start + otherFrom..<start + column))
            }
        }
        while row < rows, column < columns {
            if one[start + row] == other[start + column] {
                close(&hunks)
                row += 1
                column += 1
                (from, otherFrom) = (row, column)
            } else if table[(row + 1) * width + column] >= table[row * width + column + 1] {
                row += 1
            } else {
                column += 1
            }
        }
        (row, column) = (rows, columns)
        close(&hunks)
    }
}
