// SPDX-License-Identifier: Apache-2.0

/// Whether providers are asked for the token counts of streams whose clients did not ask for them.
public enum StreamUsage: String, Sendable, CaseIterable, SettingRepresentable {
    /// Where the provider is known to take the wish.
    case auto
    /// Everywhere where chat completions are spoken.
    case always
    /// Nowhere.
    case never
}
