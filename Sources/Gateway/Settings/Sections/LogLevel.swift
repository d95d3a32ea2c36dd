// SPDX-License-Identifier: Apache-2.0

/// The least important kind of message that is written.
public enum LogLevel: String, Sendable, CaseIterable, SettingRepresentable {
    /// Everything, step by step.
    case debug
    /// What normally happens.
    case info
    /// What somebody should look at.
    case warning
    /// What failed.
    case error
}
