// SPDX-License-Identifier: Apache-2.0

/// The word pieces of a text, in order, and where they stand in it.
struct PieceList: Sendable, Equatable {
    private(set) var numbers: [Int32] = []
    private(set) var starts: [Int32] = []
    private(set) var ends: [Int32] = []

    var count: Int { numbers.count }

    /// Where each piece stands in the text, in bytes.
    var ranges: [Range<Int>] { zip(starts, ends).map { Int($0)..<Int($1) } }

    mutating func append(_ number: Int32, from start: Int32, to end: Int32) {
        numbers.append(number)
        starts.append(start)
        ends.append(end)
    }

    /// Takes pieces away from the end.
    mutating func truncate(to count: Int) {
        let surplus = numbers.count - count
        guard surplus > 0 else { return }
        numbers.removeLast(surplus)
        starts.removeLast(surplus)
        ends.removeLast(surplus)
    }

    mutating func removeAll() {
        numbers.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }
}
