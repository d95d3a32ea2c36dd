// SPDX-License-Identifier: Apache-2.0

/// Where a value came from, or where a problem was found.
public enum SettingSource: Sendable, Hashable {
    /// No source set it: the default holds.
    case defaults
    /// A configuration file; the first line is 1, `nil` means the file as a whole.
    case file(path: String, line: Int?)
    /// An environment variable.
    case environment(String)
    /// A file with a credential, named by an environment variable.
    case secretFile(path: String, variable: String)
    /// An option of the command line.
    case flag(String)
    /// Several settings that do not go together.
    case combination

    /// The line of the file, when that is known.
    var line: Int? {
        guard case .file(_, let line) = self else { return nil }
        return line
    }
}

extension SettingSource: CustomStringConvertible {
    /// The source as shown to a person, as `isartor.toml:12`.
    public var description: String {
        switch self {
        case .defaults: "default"
        case .file(let path, let line): line.map { "\(path):\($0)" } ?? path
        case .environment(let name): name
        case .secretFile(let path, let variable): "\(variable) (\(path))"
        case .flag(let name): "command line (\(name))"
        case .combination: "settings"
        }
    }
}
