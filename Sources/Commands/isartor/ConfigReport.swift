// SPDX-License-Identifier: Apache-2.0

import Settings

/// The outcome of loading a configuration, in lines for a person.
struct ConfigReport: Sendable {
    private let file: String
    private let problems: [String]
    private let warnings: [SettingsWarning]

    /// A report on `file`, as it is shown.
    init(file: String, outcome: Result<LoadedSettings, any Error>) {
        self.file = file
        switch outcome {
        case .success(let loaded):
            problems = []
            warnings = loaded.warnings
        case .failure(let error as InvalidSettings):
            problems = error.problems.map(\.description)
            warnings = error.warnings
        case .failure(let error):
            problems = [String(describing: error)]
            warnings = []
        }
    }

    /// Whether a gateway would start with it.
    var isValid: Bool { problems.isEmpty }

    /// Problems, warnings, the keys of later versions, and a verdict.
    func lines(on terminal: Terminal) -> [String] {
        let later = warnings.filter(\.isNotInThisVersion)
        var lines = problems.map { terminal.styled("problem: ", .red) + $0 }
        lines += warnings.filter { !$0.isNotInThisVersion }.map {
            terminal.styled("warning: ", .yellow) + $0.description
        }
        if !later.isEmpty {
            lines.append("Not in this version, and without effect:")
            lines += later.map { "  \($0.key) (\($0.source))" }
        }
        if isValid {
            lines.append(terminal.styled("\(file): valid", .green))
        } else {
            lines.append("\(file): \(problems.count) problem\(problems.count == 1 ? "" : "s")")
        }
        return lines
    }
}
