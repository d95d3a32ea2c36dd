// SPDX-License-Identifier: Apache-2.0

/// A value of a setting, whatever source it was read from.
public enum SettingValue: Sendable, Equatable {
    /// Text.
    case text(String)
    /// A credential; a value gets this case as soon as the schema knows it for one.
    case secret(Secret)
    /// A whole number.
    case integer(Int)
    /// A number with a fraction.
    case number(Double)
    /// Yes or no.
    case boolean(Bool)
    /// A TOML date or time; no setting takes one.
    case date
    /// A list of values.
    case list([SettingValue])
    /// Values by name.
    case table([String: SettingValue])

    /// What a person is told was found: the value itself when it is small, else its kind; never a secret.
    var shown: String {
        switch self {
        case .text(let text): TOMLText.string(text.count > 60 ? text.prefix(60) + "…" : text)
        case .secret: Secret("").description
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .boolean(let flag): String(flag)
        case .date: "a date"
        case .list: "a list"
        case .table: "a table"
        }
    }

    /// The same value with each secret replaced by its masked text: fit to be shown.
    public var masked: SettingValue {
        switch self {
        case .secret(let secret): .text(secret.value.isEmpty ? "" : secret.masked)
        case .list(let values): .list(values.map(\.masked))
        case .table(let values): .table(values.mapValues(\.masked))
        case .text, .integer, .number, .boolean, .date: self
        }
    }
}

extension SettingValue: Encodable {
    /// Writes the masked value, so that no encoder can leak a secret.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch masked {
        case .text(let text): try container.encode(text)
        case .secret(let secret): try container.encode(secret.masked)
        case .integer(let number): try container.encode(number)
        case .number(let number): try container.encode(number)
        case .boolean(let flag): try container.encode(flag)
        case .date: try container.encodeNil()
        case .list(let values): try container.encode(values)
        case .table(let values): try container.encode(values)
        }
    }
}

extension SettingValue: Decodable {
    /// Reads any JSON value but `null`; lists and tables come as JSON in environment variables.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // A JSON boolean never decodes as a number here nor the other way round; 1.0 counts as whole.
        if let flag = try? container.decode(Bool.self) {
            self = .boolean(flag)
        } else if let number = try? container.decode(Int.self) {
            self = .integer(number)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let values = try? container.decode([SettingValue].self) {
            self = .list(values)
        } else {
            self = .table(try container.decode([String: SettingValue].self))
        }
    }
}
