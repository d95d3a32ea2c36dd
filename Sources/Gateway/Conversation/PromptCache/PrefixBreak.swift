// SPDX-License-Identifier: Apache-2.0

/// Where a request to a provider stops being what the previous turn of its session began with.
///
/// What a provider keeps of a prompt is of use up to here only.
public struct PrefixBreak: Sendable, Hashable {
    /// A part of a prompt, in the order in which providers keep them.
    public enum Part: UInt8, Sendable, Hashable, CaseIterable {
        case tool, instructions, message
    }

    /// Who made the difference.
    public enum Author: UInt8, Sendable, Hashable, CaseIterable {
        /// The client's own request differs from its previous one.
        case client
        /// The client's request goes on as before, and what the gateway made of it does not.
        case gateway
    }

    public var author: Author
    public var part: Part
    /// Which of the tools or messages it is, from zero.
    public var index: Int
    /// Who speaks in the message, in the format's word; blank elsewhere.
    public var role: String
    /// The first byte that differs lies in this range of the request's body.
    public var bytes: Range<Int>
    /// How long the body is.
    public var bodyBytes: Int

    public init(author: Author, part: Part, index: Int, role: String, bytes: Range<Int>, bodyBytes: Int) {
        self.author = author
        self.part = part
        self.index = index
        self.role = role
        self.bytes = bytes
        self.bodyBytes = bodyBytes
    }
}
