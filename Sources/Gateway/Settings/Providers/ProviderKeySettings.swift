// SPDX-License-Identifier: Apache-2.0

/// One key of a provider's pool.
public struct ProviderKeySettings: Sendable, Equatable {
    /// What the provider is shown.
    public let key: Secret
    /// Its place when keys are taken by priority: the lowest number first. The single key of a provider has 0.
    public let priority: Int
    /// A name for reports; may be blank.
    public let label: String

    /// A key with its place and name.
    public init(key: Secret, priority: Int = 1, label: String = "") {
        self.key = key
        self.priority = priority
        self.label = label
    }

    /// The label of a key that was given as the provider's single one.
    public static let singleLabel = "primary"

    /// The keys to use: the single one first, then the others; blanks and repeats are left out.
    ///
    /// None for providers that take no key: it would be somebody else's, left over in the configuration.
    static func pool(
        of name: ProviderName, single: Secret?, others: [ProviderKeySettings]
    ) -> [ProviderKeySettings] {
        guard name.entry.carrier != .none else { return [] }
        let first = single.map { [ProviderKeySettings(key: $0, priority: 0, label: singleLabel)] } ?? []
        return (first + others).reduce(into: []) { pool, next in
            if !next.key.value.isEmpty, !pool.contains(where: { $0.key == next.key }) { pool.append(next) }
        }
    }

    /// The fields of a key in a file.
    static let fields = [
        SettingField("key", .secret, isRequired: true),
        SettingField("priority", .integer(1...1_000_000, unit: "places")), SettingField("label", .text),
    ]
}

extension ProviderKeySettings: SettingRepresentable {
    init?(settingValue: SettingValue) {
        guard case .table(let fields) = settingValue, let key = fields["key"].flatMap(Secret.init(settingValue:)) else {
            return nil
        }
        self.init(
            key: key, priority: fields["priority"].flatMap(Int.init(settingValue:)) ?? 1,
            label: fields["label"].flatMap(String.init(settingValue:)) ?? "")
    }

    var settingValue: SettingValue {
        .table(["key": .secret(key), "priority": .integer(priority), "label": .text(label)])
    }
}
