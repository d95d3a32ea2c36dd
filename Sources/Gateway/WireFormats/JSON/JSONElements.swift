// SPDX-License-Identifier: Apache-2.0

/// Goes from one element of an array to the next.
struct JSONElements {
    private var element: Int
    private let end: Int

    init(element: Int, end: Int) {
        self.element = element
        self.end = end
    }

    /// The index of the next element; nil after the last.
    mutating func next(in tape: JSONTape) -> Int? {
        guard element < end else { return nil }
        let found = element
        element = Int(tape.nodes[element].next)
        return found
    }
}
