// SPDX-License-Identifier: Apache-2.0

/// Why a body is not JSON, and where.
struct JSONSyntaxError: Error, Equatable, CustomStringConvertible {
    enum Problem: String, Sendable {
        case unexpectedEnd = "the document ends too early"
        case unexpectedByte = "a byte stands where JSON allows none such"
        case badNumber = "a number is malformed"
        case badEscape = "a string escape is malformed"
        case loneSurrogate = "a string holds half of a surrogate pair"
        case badUTF8 = "a string is not UTF-8"
        case tooDeep = "the nesting is too deep"
        case trailingBytes = "something follows the document"
    }

    var problem: Problem
    /// The offset of the byte at which reading stopped.
    var offset: Int

    var description: String { "\(problem.rawValue) (byte \(offset))" }
}
