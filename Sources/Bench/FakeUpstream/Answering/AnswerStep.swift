// SPDX-License-Identifier: Apache-2.0

/// One thing that a connection does while it answers.
enum AnswerStep: Sendable, Equatable {
    /// Lets that many milliseconds pass; what was sent before is on its way first.
    case wait(milliseconds: Int)
    /// Sends the status and the headers, and bills the prompt.
    case head
    /// Sends bytes of the body, which carry that many UTF-8 bytes of generated text.
    case body([UInt8], generatedBytes: Int)
    /// Ends the body properly.
    case end
    /// Closes the connection, after what was sent before.
    case close
    /// Resets the connection, after what was sent before.
    case reset
}
