// SPDX-License-Identifier: Apache-2.0

/// What was written to a log and where, so that a test knows what may be found after any damage.
struct LogHistory {
    /// A byte of the log: a segment and a place in it.
    struct Place: Comparable {
        var segment: UInt32
        var offset: Int

        static func < (left: Place, right: Place) -> Bool {
            (left.segment, left.offset) < (right.segment, right.offset)
        }
    }

    private struct Step {
        var text: String?
        var end: Place
        /// Whether the log says nothing of it any more, and must not again.
        var isLost = false
    }

    private var steps: [String: [Step]] = [:]

    /// What was written of a name, nil for its removal, in so many bytes from `start` on.
    mutating func add(_ name: String, _ text: String?, at start: Place, length: Int) {
        let end = Place(segment: start.segment, offset: start.offset + length)
        steps[name, default: []].append(Step(text: text, end: end))
    }

    /// What must be found of a name if something is.
    func text(_ name: String) -> String? {
        guard let last = steps[name]?.last, !last.isLost else { return nil }
        return last.text
    }

    /// Forgets what was written behind a place; tells which names that is about.
    mutating func cut(at place: Place) -> Set<String> {
        var names: Set<String> = []
        for (name, list) in steps {
            let rest = list.filter { $0.end <= place }
            if rest.count < list.count { names.insert(name) }
            steps[name] = rest
        }
        return names
    }

    /// What was written last of a name is lost, and must not come back.
    mutating func lose(_ name: String) {
        guard let list = steps[name], !list.isEmpty else { return }
        steps[name]?[list.count - 1].isLost = true
    }
}
