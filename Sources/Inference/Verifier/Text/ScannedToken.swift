// SPDX-License-Identifier: Apache-2.0

/// A piece of text between spaces, as the scanner found it: a word, a number, something of code, a sign.
struct ScannedToken: Sendable, Equatable {
    enum Kind: UInt8, Sendable {
        case word
        case number
        /// Paths, flags, identifiers, addresses, error codes, anything in a code fence: compared letter by letter.
        case code
        /// Operators and other signs that stand alone, and emoji.
        case symbol
    }

    var kind: Kind
    /// Lower case, without the punctuation at its edges.
    var text: String
    /// As written, case kept.
    var exact: String
    /// Number of the quotation that it stands in, from 1; 0 outside.
    var quote: Int
    /// Whether a colon or a line break came right after it: what follows may be what "this" points to.
    var introduces: Bool
    /// Whether it stands in a code fence.
    var isFenced: Bool
}
