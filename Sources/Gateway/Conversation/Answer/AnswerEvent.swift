// SPDX-License-Identifier: Apache-2.0

/// One step of an answer while it is being written, free of any wire format.
///
/// Parts are numbered through the whole answer in the order in which they begin, whatever choice they belong to, and
/// may grow side by side. An answer is `begin`, then parts and `usage`, then a `stop` for each choice, then `end`; a
/// `failure` may take the place of whatever has not come yet.
public enum AnswerEvent: Sendable, Hashable {
    /// The answer begins; `created` is in seconds since 1970, nil where the format does not tell.
    case begin(id: String, model: String, created: Int?)
    /// A part begins. It holds what is known of it: all of an opaque part, an empty text, a call without arguments.
    case open(part: Int, choice: Int, Part)
    /// A text, reasoning or refusal goes on, or a tool call's arguments do.
    case grow(part: Int, String)
    /// A reasoning's signature goes on.
    case sign(part: Int, String)
    /// A part is complete.
    case close(part: Int)
    /// A choice has ended.
    case stop(choice: Int, StopReason, sequence: String?)
    /// What the provider counted so far; later counts replace earlier ones.
    case usage(Usage)
    /// The provider reports a failure.
    case failure(GatewayError)
    /// The answer is over.
    case end
}
