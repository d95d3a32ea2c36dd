// SPDX-License-Identifier: Apache-2.0

/// Something about a configuration that works but that its owner should know.
public struct SettingsWarning: Sendable, Equatable, CustomStringConvertible {
    /// The dotted key that it is about.
    public let key: String
    /// Where the setting comes from.
    public let source: SettingSource
    /// What to know.
    public let message: String

    init(_ key: String, _ source: SettingSource, _ message: String) {
        self.key = key
        self.source = source
        self.message = message
    }

    /// Whether it says that this version does not know the setting yet.
    public var isNotInThisVersion: Bool { message == Self.notInThisVersion }

    static let notInThisVersion = "not in this version"

    /// One line, as `redis_url: not in this version (isartor.toml:3)`.
    public var description: String { "\(key): \(message) (\(source))" }
}
