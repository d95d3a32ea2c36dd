// SPDX-License-Identifier: Apache-2.0

/// One value of a scanned JSON text: where it lies, what it is, and where the value after it begins.
///
/// An object's members follow it as key, value, key, value; an array's elements follow it one by one. `next` leaps
/// over a value with all that it holds.
public struct JSONNode: Sendable {
    /// What a value is.
    public enum Kind: UInt8, Sendable {
        case object, array, string, number, `true`, `false`, null
    }

    /// The first byte: after the quote for a string, the bracket itself for a container.
    public let start: UInt32
    /// One past the last byte: the closing quote's place for a string, one past the bracket for a container.
    public internal(set) var end: UInt32
    /// The index of the node after this value.
    public internal(set) var next: UInt32
    public let kind: Kind
    /// Whether a string holds backslash escapes.
    public let isEscaped: Bool

    /// What room for a value holds before there is one.
    static var blank: JSONNode { JSONNode(start: 0, end: 0, next: 0, kind: .null, isEscaped: false) }
}
