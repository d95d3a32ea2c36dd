// SPDX-License-Identifier: Apache-2.0

/// What makes vectors of texts, so that texts of like meaning lie close together.
public protocol QuestionEncoder: Sendable {
    /// Names the model and its dimension: vectors of different identities say nothing of each other.
    var identity: String { get }
    /// Values in a vector.
    var dimension: Int { get }

    /// Encodes a text away from the caller's thread.
    ///
    /// - Parameters:
    ///   - text: what the verifier made of the question.
    ///   - wait: how long the text may wait and be worked on, in milliseconds; afterwards nobody needs it.
    ///   - done: called once, on any thread, which it may keep busy for the time of a search.
    func encode(_ text: String, wait: Int64, done: @escaping @Sendable (Result<QuestionVectors, EncodingMiss>) -> Void)
}
