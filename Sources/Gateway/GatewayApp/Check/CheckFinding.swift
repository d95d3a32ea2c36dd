// SPDX-License-Identifier: Apache-2.0

public import Settings

/// What one question to a provider, with one of its keys, showed.
public struct CheckFinding: Sendable, Equatable {
    /// How it went.
    public enum Verdict: Sendable, Equatable {
        /// The provider answered.
        case works
        /// Nothing was asked.
        case skipped
        /// Something must be mended.
        case fails
    }

    public let verdict: Verdict
    /// The key that was shown; `nil` for none.
    public let key: ProviderKeySettings?
    /// What happened, in a few words; never a key.
    public let summary: String
    /// What to do about it.
    public let remedy: String?
    /// From the request until the answer's last byte.
    public let milliseconds: Int?

    init(
        _ verdict: Verdict, _ summary: String, remedy: String? = nil, key: ProviderKeySettings? = nil,
        milliseconds: Int? = nil
    ) {
        self.verdict = verdict
        self.key = key
        self.summary = summary
        self.remedy = remedy
        self.milliseconds = milliseconds
    }
}
