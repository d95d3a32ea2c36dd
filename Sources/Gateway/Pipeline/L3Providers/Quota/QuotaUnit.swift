// SPDX-License-Identifier: Apache-2.0

/// What a quota counts.
public enum QuotaUnit: String, Sendable, Hashable, CaseIterable {
    case tokens
    /// Nano-dollars.
    case cost
}
