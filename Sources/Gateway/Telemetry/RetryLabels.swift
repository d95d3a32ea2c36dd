// SPDX-License-Identifier: Apache-2.0

/// What a request that took more than one attempt is counted under.
public struct RetryLabels: Sendable, Hashable, Comparable {
    /// Attempts in all, 2 at least.
    public let attempts: Int
    /// Whether the last one was answered.
    public let succeeded: Bool

    public static func < (left: RetryLabels, right: RetryLabels) -> Bool {
        (left.attempts, left.succeeded ? 0 : 1) < (right.attempts, right.succeeded ? 0 : 1)
    }
}
