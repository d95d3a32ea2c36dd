// SPDX-License-Identifier: Apache-2.0

/// How a request to a provider ended.
public enum Outcome: Sendable, Hashable {
    /// Well, its first byte coming after so many milliseconds.
    case answered(firstByte: Int64)
    /// - Parameters:
    ///   - restUntil: until when the provider wants to be left alone, if it said so.
    ///   - word: what reports show of it; without one, the class.
    case failed(FailureClass, restUntil: Int64? = nil, word: String? = nil)
    /// The client left; nothing is known of the provider.
    case abandoned
}
