// SPDX-License-Identifier: Apache-2.0

/// Why a GitHub token gave no session of Copilot's.
public enum CopilotFailure: Error, Sendable, Hashable, CaseIterable {
    /// GitHub does not know the token, or it could not stand in a header line.
    case keyRejected
    /// The token is good, but its account has no active subscription.
    case noSubscription
    /// No answer came, or none that says what it should.
    case unreachable

    /// A stable word for logs and metrics.
    public var word: String {
        switch self {
        case .keyRejected: "key_rejected"
        case .noSubscription: "no_subscription"
        case .unreachable: "unreachable"
        }
    }
}
