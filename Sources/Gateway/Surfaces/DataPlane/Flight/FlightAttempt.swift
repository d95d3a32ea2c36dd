// SPDX-License-Identifier: Apache-2.0

import Providers

/// One provider that did not answer a question.
struct FlightAttempt: Sendable, Hashable {
    /// The word for a provider none of whose keys may be used now.
    static let keysResting = "keys_resting"

    /// The chain member's name.
    let provider: String
    /// A stable word for what happened.
    let word: String
    /// Whether the provider was asked at all.
    let wasAsked: Bool

    /// The value of `X-Isartor-Attempts`: who was tried, and how it went.
    static func text(_ attempts: [FlightAttempt]) -> String {
        attempts.map { "\($0.provider)=\($0.word)" }.joined(separator: ", ")
    }
}
