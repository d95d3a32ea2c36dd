// SPDX-License-Identifier: Apache-2.0

/// What the gateway writes about itself.
public struct LoggingSettings: Sendable, Equatable {
    /// The least important kind of message that is written.
    public var level: LogLevel
    /// How a line is written.
    public var format: LogFormat

    init(_ values: SettingValues) {
        level = values[Self.level]
        format = values[Self.format]
    }
}

extension LoggingSettings {
    static let level = Setting<LogLevel>(
        "log_level", default: .info, section: .logging,
        "The least important kind of message that is written to standard error.")

    static let format = Setting<LogFormat>(
        "log_format", default: .text, section: .logging,
        "`text` for people, `json` for programs: one object a line.")

    static let definitions = [level.definition, format.definition]
}
