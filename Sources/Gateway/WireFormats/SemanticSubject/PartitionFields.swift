// SPDX-License-Identifier: Apache-2.0

/// What a partition is made of, field by field, to tell which one keeps two requests apart.
///
/// Only for explanations: what may be compared is decided by the digest of everything.
public struct PartitionFields: Sendable, Hashable {
    /// The parts of a request that must be equal before questions are compared.
    public enum Field: String, Sendable, Hashable, CaseIterable {
        case principal, headers, session, model
        /// Instructions, wherever they stand.
        case system
        /// The turns before the last user turn.
        case history
        /// What stands beside the question in the last user turn.
        case context
        /// Sampling, limits, the answer's format and whatever only the format knows.
        case options
    }

    /// A digest's first eight bytes for each field, in the order of ``Field``.
    let marks: [UInt64]

    init(_ mark: (Field) -> UInt64) { marks = Field.allCases.map(mark) }

    /// Takes marks back that were written down, one for each field.
    init(marks: [UInt64]) { self.marks = marks }

    /// Each field's mark in hexadecimal: equal marks are equal fields.
    public var all: [(field: Field, mark: String)] {
        zip(Field.allCases, marks).map { ($0, String($1, radix: 16)) }
    }

    /// The fields in which two requests differ.
    public func differences(from other: PartitionFields) -> [Field] {
        zip(Field.allCases, zip(marks, other.marks)).filter { $0.1.0 != $0.1.1 }.map(\.0)
    }
}
