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
    ///   - size: how many bytes the text has, or nearly.
    ///   - wait: how long the text may wait and be worked on, in milliseconds; afterwards nobody needs it.
    ///   - text: makes the text once its turn has come, away from the caller's thread, too; nil says that no vector is
    ///     needed after all.
    ///   - done: called once, on any thread, which it may keep busy for the time of a search; nil if there was no text.
    func encode(
        size: Int, wait: Int64, text: @escaping @Sendable () -> String?,
        done: @escaping @Sendable (Result<QuestionVectors?, EncodingMiss>) -> Void)
}
