// SPDX-License-Identifier: Apache-2.0

/// Why a model stopped writing.
public enum StopReason: Sendable, Hashable {
    /// The model was done.
    case finished
    /// The model waits for the results of its tool calls.
    case toolCalls
    /// A stop sequence of the request was met.
    case stopSequence
    /// The output limit cut the answer.
    case length
    /// A filter or a refusal ended the answer.
    case filtered
    /// Any other reason, in the provider's own word.
    case other(String)

    /// Whether the answer is whole: it may be kept and served again.
    public var isComplete: Bool {
        switch self {
        case .finished, .toolCalls, .stopSequence: true
        case .length, .filtered, .other: false
        }
    }
}
