// SPDX-License-Identifier: Apache-2.0

/// The values of a scanned text in reading order; the room that they take is used again for the next text.
public struct JSONNodes: Sendable {
    private var room: ContiguousArray<JSONNode> = []
    /// How many values there are.
    public private(set) var count = 0

    init() {}

    /// Whether there is no value: nothing was scanned, or what was is no JSON.
    public var isEmpty: Bool { count == 0 }

    /// The values' indices.
    public var indices: Range<Int> { 0..<count }

    /// The root value, if there is one.
    public var first: JSONNode? { isEmpty ? nil : room[0] }

    /// For how many values there is room.
    var capacity: Int { room.count }

    /// The value at `index`, which must be one of the text's.
    public subscript(index: Int) -> JSONNode {
        @inline(__always) get {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "no such value")
            // The room is never smaller than the count.
            return room.withUnsafeBufferPointer { $0[index] }
        }
    }

    /// Forgets all values and the room that they took.
    mutating func clear() {
        room = []
        count = 0
    }

    /// Fills the room from its beginning; what `body` leaves undone for want of room goes on with twice as much of it.
    ///
    /// - Parameters:
    ///   - bytes: the length of the text; the first room is made for what a text of that length mostly holds, up to 64 KiB,
    ///     since a long text may be a single string.
    ///   - body: is given the room, and tells how many values it holds and whether that is all. If it fails, there are none.
    mutating func fill(
        bytes: Int, _ body: (UnsafeMutableBufferPointer<JSONNode>) throws(JSONProblem) -> (count: Int, isDone: Bool)
    ) throws(JSONProblem) {
        count = 0
        if room.isEmpty { room = ContiguousArray(repeating: JSONNode.blank, count: min(4096, max(64, bytes / 32))) }
        while true {
            let (filled, isDone) = try room.withUnsafeMutableBufferPointer { room throws(JSONProblem) in try body(room)
            }
            if isDone {
                count = filled
                return
            }
            room.append(contentsOf: repeatElement(JSONNode.blank, count: room.count))
        }
    }
}
