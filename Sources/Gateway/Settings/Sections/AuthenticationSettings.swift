// SPDX-License-Identifier: Apache-2.0

/// Who may use the gateway.
public struct AuthenticationSettings: Sendable, Equatable {
    /// The key of `gateway_api_key`; `nil` when none is set.
    public var gatewayKey: Secret?
    /// The keys of `gateway_api_keys`.
    public var namedKeys: [NamedGatewayKey]

    init(_ values: SettingValues) {
        let key = values[Self.gatewayKey]
        gatewayKey = key.value.isEmpty ? nil : key
        namedKeys = values[Self.namedKeys]
    }

    /// Every key that lets a client in, the single one by the name `default`.
    ///
    /// Empty means that all are let in.
    public var allKeys: [NamedGatewayKey] {
        gatewayKey.map { [NamedGatewayKey(name: Self.singleKeyName, key: $0)] + namedKeys } ?? namedKeys
    }

    /// Whether a client must present a key.
    public var isRequired: Bool { gatewayKey != nil || !namedKeys.isEmpty }
}

extension AuthenticationSettings {
    /// The name under which `gateway_api_key` is listed beside the named ones.
    static let singleKeyName = "default"

    static let gatewayKey = Setting(
        "gateway_api_key", .secret, default: Secret(""), section: .authentication,
        """
        The key that clients must present as `X-API-Key`, `Authorization: Bearer` or `x-goog-api-key`. \
        Blank, and no `gateway_api_keys`: no key is asked for.
        """)

    static let namedKeys = Setting<[NamedGatewayKey]>(
        "gateway_api_keys",
        .tables([
            SettingField("name", .text, isRequired: true), SettingField("key", .secret, isRequired: true),
        ]),
        default: [], section: .authentication,
        example: ["gateway_api_keys = [", "    { name = \"alice\", key = \"…\" },", "]"],
        "More keys, each with the name of its holder. Holders share no cached answers.")

    static let definitions = [gatewayKey.definition, namedKeys.definition]
}
