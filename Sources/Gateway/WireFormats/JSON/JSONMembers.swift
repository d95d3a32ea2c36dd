// SPDX-License-Identifier: Apache-2.0

/// Goes from one member of an object to the next.
struct JSONMembers {
    private var key: Int
    private let end: Int

    init(key: Int, end: Int) {
        self.key = key
        self.end = end
    }

    /// The indices of the next key and its value; nil after the last.
    mutating func next(in tape: JSONTape) -> (key: Int, value: Int)? {
        guard key < end else { return nil }
        let found = (key, key + 1)
        key = Int(tape.nodes[key + 1].next)
        return found
    }
}
