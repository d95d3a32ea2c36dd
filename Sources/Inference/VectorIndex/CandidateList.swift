// SPDX-License-Identifier: Apache-2.0

/// Rows that may be among the nearest few, judged by their high bytes.
///
/// What a scan says of a row is off by at most the row's margin plus the query's error. A row is a candidate as long as
/// `limit` others are not certainly nearer, so that the nearest are among the candidates whatever the rounding did.
struct CandidateList {
    struct Candidate {
        let segment: Int
        let row: Int
        /// The most that its similarity can be.
        let most: Float
    }

    private(set) var candidates: [Candidate] = []
    private let limit: Int
    private let floor: Float
    private let error: Float
    /// The largest of what similarities are at least, ascending; at most `limit`.
    private var least: [Float] = []

    /// - Parameters:
    ///   - limit: how many rows are wanted.
    ///   - floor: rows less similar than this are not.
    ///   - error: how much the query's rounding may add to or take from a similarity.
    init(limit: Int, floor: Float, error: Float) {
        self.limit = limit
        self.floor = floor
        self.error = error
        least.reserveCapacity(limit + 1)
    }

    /// Rows whose scanned similarity plus margin is below this are no candidates.
    var threshold: Float {
        (least.count == limit ? max(floor, least[0]) : floor) - error
    }

    mutating func add(segment: Int, row: Int, similarity: Float, margin: Float) {
        guard similarity + margin >= threshold else { return }
        candidates.append(Candidate(segment: segment, row: row, most: similarity + margin + error))
        let lower = similarity - margin - error
        if least.count < limit || lower > least[0] {
            least.insert(lower, at: least.firstIndex { $0 >= lower } ?? least.count)
            if least.count > limit { least.removeFirst() }
        }
        if candidates.count >= 4096, candidates.count.nonzeroBitCount == 1 {
            let bound = threshold + error
            candidates.removeAll { $0.most < bound }
        }
    }

    /// The candidates that are left at the end, those that may be nearest first.
    func sorted() -> [Candidate] {
        let bound = threshold + error
        return candidates.filter { $0.most >= bound }.sorted { $0.most > $1.most }
    }
}
