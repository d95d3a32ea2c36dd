// SPDX-License-Identifier: Apache-2.0

/// A place where a document stops being TOML.
///
/// The parser's own words are left out: they quote the document, and what stands there may be a key without its quotes.
public struct TOMLSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line; the first is 1.
    public let line: Int
    /// The column; the first is 1.
    public let column: Int

    /// What is wrong and what to look for.
    public var description: String {
        "not valid TOML at column \(column) (is text between quotes, does each key come once, are brackets closed?)"
    }
}
