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
    /// More keys of the provider; ``chain`` has all of them in order.
    public var moreKeys: [ProviderKeySettings]
    /// How the next key is chosen.
    public var keyRotation: KeyRotation
    /// How long a key rests after a rate limit for which the provider names no time.
    public var keyCooldown: Duration
    /// The model that the provider is sent, by the model that is asked for.
    public var modelMap: [String: String]
    /// Who is tried when the provider fails, in order.
    public var fallbacks: [ChainedProvider]
    /// The deployment, for Azure.
    public var azureDeployment: String?
    /// The version of the interface, for Azure.
    public var azureAPIVersion: String
    /// Where a GitHub token is exchanged for a session's, for Copilot.
    public var copilotTokenURL: String
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
        moreKeys = values[Self.moreKeys]
        keyRotation = values[Self.keyRotation]
        keyCooldown = .seconds(values[Self.keyCooldownSeconds])
        modelMap = values[Self.modelMap]
        fallbacks = values[Self.fallbacks]
        let deployment = values[Self.azureDeployment]
        azureDeployment = deployment.trimmed.isEmpty ? nil : deployment
        azureAPIVersion = values[Self.azureAPIVersion]
        let tokenURL = values[Self.copilotTokenURL]
        copilotTokenURL = tokenURL.isEmpty ? Self.copilotTokenURL.defaultValue : tokenURL
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
