// SPDX-License-Identifier: Apache-2.0

/// Finds what a misspelt word was probably meant to be.
enum SpellingSuggestion {
    /// The candidate with the fewest typing errors between it and `word`; `nil` when even that has too many.
    ///
    /// One error in three letters is allowed, three at most; of equals the first candidate wins.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let typed = Array(word.lowercased().utf8)
        let limit = min(3, max(1, typed.count / 3))
        var best: (candidate: String, errors: Int)?
        for candidate in candidates {
            let errors = typingErrors(typed, Array(candidate.lowercased().utf8))
            if errors <= limit, errors < best?.errors ?? .max {
                best = (candidate, errors)
            }
        }
        return best?.candidate
    }

    /// The optimal string alignment distance: letters inserted, left out, replaced, or swapped with their neighbour.
    static func typingErrors(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var errors = min(
                    previous[column + 1] + 1, current[column] + 1, previous[column] + (letter == other ? 0 : 1))
                let isSwap = row > 0 && column > 0 && letter == right[column - 1] && left[row - 1] == other
                if isSwap { errors = min(errors, beforePrevious[column - 1] + 1) }
                current.append(errors)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
