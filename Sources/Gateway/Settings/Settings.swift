// SPDX-License-Identifier: Apache-2.0

/// The configuration of a gateway, checked and typed; a section a field.
public struct Settings: Sendable, Equatable {
    /// Where the gateway listens and what it puts up with.
    public var server: ServerSettings
    /// Who may use it.
    public var authentication: AuthenticationSettings
    /// Which answers are kept.
    public var cache: CacheSettings
    /// Whether requests that mean the same are answered.
    public var semantic: SemanticSettings
    /// Which server makes its vectors, if one is to.
    public var embedding: EmbeddingSettings
    /// Where requests go that no layer could answer.
    public var provider: ProviderSettings
    /// What happens when providers fail or have too much to do.
    public var resilience: ResilienceSettings
    /// How usage is written down and priced.
    public var usage: UsageSettings
    /// What may be spent.
    public var quota: QuotaSettings
    /// What the gateway writes about itself.
    public var logging: LoggingSettings

    /// The defaults.
    public init() {
        self.init(SettingValues())
    }

    init(_ values: SettingValues) {
        server = ServerSettings(values)
        authentication = AuthenticationSettings(values)
        cache = CacheSettings(values)
        semantic = SemanticSettings(values)
        embedding = EmbeddingSettings(values)
        provider = ProviderSettings(values)
        resilience = ResilienceSettings(values)
        usage = UsageSettings(values)
        quota = QuotaSettings(values)
        logging = LoggingSettings(values)
    }
}
