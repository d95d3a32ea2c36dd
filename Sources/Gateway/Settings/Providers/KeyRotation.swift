// SPDX-License-Identifier: Apache-2.0

/// How the next key of a provider is chosen.
public enum KeyRotation: String, Sendable, CaseIterable, SettingRepresentable {
    /// Each in turn.
    case roundRobin = "round_robin"
    /// The one with the lowest number that is not resting.
    case priority
}
