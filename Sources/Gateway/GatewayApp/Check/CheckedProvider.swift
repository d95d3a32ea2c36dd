// SPDX-License-Identifier: Apache-2.0

public import Settings

/// What the check found about one member of the chain.
public struct CheckedProvider: Sendable {
    /// The member.
    public let provider: ChainedProvider
    /// Scheme, host and path that were asked; never a key.
    public let endpoint: String
    /// A finding for each key, or one when none was shown.
    public let findings: [CheckFinding]

    /// Whether something must be mended.
    public var fails: Bool { findings.contains { $0.verdict == .fails } }
}
