// SPDX-License-Identifier: Apache-2.0

/// A configuration that cannot be used, with everything that is wrong with it, in the order of the sources.
public struct InvalidSettings: Error, Sendable, Equatable, CustomStringConvertible {
    /// At least one problem.
    public let problems: [SettingsProblem]
    /// What else there is to know about the configuration.
    public let warnings: [SettingsWarning]

    init(_ problems: [SettingsProblem], warnings: [SettingsWarning] = []) {
        self.problems = problems
        self.warnings = warnings
    }

    /// A line for each problem.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
