// SPDX-License-Identifier: Apache-2.0

/// Where requests go that no layer could answer.
public struct ProviderSettings: Sendable, Equatable {
    /// Who answers.
    public var name: ProviderName
    /// A base or a full endpoint; `nil` is the provider's own.
    public var url: String?
    /// The model for requests that name none.
    public var model: String
    /// The key that the provider asks for; `nil` when none is set.
    public var apiKey: Secret?
    /// How long connecting may take, TLS included.
    public var connectTimeout: Duration
    /// How long the first byte of the answer may take.
    public var firstByteTimeout: Duration
    /// How long an answer that has begun may pause.
    public var idleTimeout: Duration
    /// How long a whole answer may take.
    public var totalTimeout: Duration
    /// How many connections to the provider each event loop may hold.
    public var maxConnectionsPerLoop: Int
    /// Whether the provider's certificate is checked.
    public var verifiesTLS: Bool
    /// Names that clients may use for models, and what is asked for instead.
    public var modelAliases: [String: String]
    /// Whether nothing may leave the machine.
    public var isOffline: Bool

    init(_ values: SettingValues) {
        name = values[Self.name]
        let address = values[Self.url]
        url = address.isEmpty ? nil : address
        model = values[Self.model]
        let key = values[Self.apiKey]
        apiKey = key.value.isEmpty ? nil : key
        connectTimeout = .milliseconds(values[Self.connectTimeoutMilliseconds])
        firstByteTimeout = .seconds(values[Self.firstByteTimeoutSeconds])
        idleTimeout = .seconds(values[Self.idleTimeoutSeconds])
        totalTimeout = .seconds(values[Self.totalTimeoutSeconds])
        maxConnectionsPerLoop = values[Self.maxConnectionsPerLoop]
        verifiesTLS = values[Self.verifiesTLS]
        modelAliases = values[Self.modelAliases]
        isOffline = values[Self.isOffline]
    }
}
