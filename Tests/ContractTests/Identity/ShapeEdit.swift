// SPDX-License-Identifier: Apache-2.0

/// One change of a body: some bytes give way to others.
struct ShapeEdit: Sendable {
    enum Kind: String, Sendable { case changed, retyped, nulled, emptied, removed, added }

    var kind: Kind
    /// What was changed; for an added member, the path that it has now.
    var path: [PathStep]
    /// The bytes of the body that give way.
    var range: Range<Int>
    var replacement: [UInt8]
    /// The value afterwards; nil when it is gone.
    var after: JSONTree?

    func applied(to body: [UInt8]) -> [UInt8] {
        Array(body[..<range.lowerBound]) + replacement + body[range.upperBound...]
    }

    /// By how much the body grows.
    var growth: Int { replacement.count - range.count }
}
