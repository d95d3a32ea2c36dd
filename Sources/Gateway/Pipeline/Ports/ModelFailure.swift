// SPDX-License-Identifier: Apache-2.0

/// Why a model said nothing to the gateway itself.
public struct ModelFailure: Error, Sendable, Hashable {
    /// A sentence for the log, without a provider's own words.
    public var message: String
    /// Whether it is the question that the provider does not take, so that asking again is of no use.
    public var isOfQuestion: Bool

    public init(_ message: String, isOfQuestion: Bool = false) {
        self.message = message
        self.isOfQuestion = isOfQuestion
    }
}
