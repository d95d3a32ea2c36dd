// SPDX-License-Identifier: Apache-2.0

/// How a line of the log is written.
public enum LogFormat: String, Sendable, CaseIterable, SettingRepresentable {
    /// For people.
    case text
    /// One JSON object a line, for programs.
    case json
}
