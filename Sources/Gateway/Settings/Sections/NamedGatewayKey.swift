// SPDX-License-Identifier: Apache-2.0

/// A key that lets a client in, with a name for logs and reports.
public struct NamedGatewayKey: Sendable, Equatable {
    /// Whom the key was given to; unique.
    public let name: String
    /// What the client presents.
    public let key: Secret

    /// A key by the name of its holder.
    public init(name: String, key: Secret) {
        self.name = name
        self.key = key
    }
}

extension NamedGatewayKey: SettingRepresentable {
    init?(settingValue: SettingValue) {
        guard case .table(let fields) = settingValue, let name = fields["name"].flatMap(String.init(settingValue:)),
            let key = fields["key"].flatMap(Secret.init(settingValue:))
        else { return nil }
        self.init(name: name, key: key)
    }

    var settingValue: SettingValue { .table(["name": .text(name), "key": .secret(key)]) }
}
