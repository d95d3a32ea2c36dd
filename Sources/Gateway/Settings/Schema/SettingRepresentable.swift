// SPDX-License-Identifier: Apache-2.0

/// A Swift type that the value of a setting can become.
protocol SettingRepresentable: Sendable {
    /// Reads a value that the schema accepted; `nil` when it is of another kind.
    init?(settingValue: SettingValue)

    /// The value as the schema holds it.
    var settingValue: SettingValue { get }
}

extension String: SettingRepresentable {
    init?(settingValue: SettingValue) {
        guard case .text(let text) = settingValue else { return nil }
        self = text
    }

    var settingValue: SettingValue { .text(self) }
}

extension Int: SettingRepresentable {
    init?(settingValue: SettingValue) {
        guard case .integer(let number) = settingValue else { return nil }
        self = number
    }

    var settingValue: SettingValue { .integer(self) }
}

extension Double: SettingRepresentable {
    init?(settingValue: SettingValue) {
        switch settingValue {
        case .number(let number): self = number
        case .integer(let number): self = Double(number)
        default: return nil
        }
    }

    var settingValue: SettingValue { .number(self) }
}

extension Bool: SettingRepresentable {
    init?(settingValue: SettingValue) {
        guard case .boolean(let flag) = settingValue else { return nil }
        self = flag
    }

    var settingValue: SettingValue { .boolean(self) }
}

extension Secret: SettingRepresentable {
    init?(settingValue: SettingValue) {
        guard case .secret(let secret) = settingValue else { return nil }
        self = secret
    }

    var settingValue: SettingValue { .secret(self) }
}

extension Dictionary: SettingRepresentable where Key == String, Value: SettingRepresentable {
    init?(settingValue: SettingValue) {
        guard case .table(let values) = settingValue else { return nil }
        self = values.compactMapValues { Value(settingValue: $0) }
    }

    var settingValue: SettingValue { .table(mapValues(\.settingValue)) }
}

extension Array: SettingRepresentable where Element: SettingRepresentable {
    init?(settingValue: SettingValue) {
        guard case .list(let values) = settingValue else { return nil }
        self = values.compactMap(Element.init(settingValue:))
    }

    var settingValue: SettingValue { .list(map(\.settingValue)) }
}

extension SettingRepresentable where Self: RawRepresentable<String> {
    init?(settingValue: SettingValue) {
        guard case .text(let text) = settingValue else { return nil }
        self.init(rawValue: text)
    }

    var settingValue: SettingValue { .text(rawValue) }
}
