// SPDX-License-Identifier: Apache-2.0

/// What a gateway tells about one of its providers. Times of day are RFC 3339.
struct ProviderStatus: Codable, Sendable, Equatable {
    /// One key of a provider.
    struct Key: Codable, Sendable, Equatable {
        var maskedKey: String
        var label: String?
        var priority: Int?
        /// `available`, `cooling_down` or `rejected`.
        var status: String
        var requestsTotal: Int?
        var rateLimitTotal: Int?
        var lastUsed: String?
        var cooldownUntil: String?
    }

    /// The breaker of one of a provider's models.
    struct Breaker: Codable, Sendable, Equatable {
        var model: String
        /// `closed`, `open` or `half_open`.
        var state: String
        /// Seconds until the next probe.
        var untilSecs: Double?
    }

    var name: String
    var active: Bool?
    /// `healthy`, `failing` or `unknown`.
    var status: String
    var model: String
    var endpoint: String?
    var apiKeyConfigured: Bool?
    var endpointConfigured: Bool?
    var azureDeploymentId: String?
    var azureApiVersion: String?
    var requestsTotal: Int?
    var errorsTotal: Int?
    var keyRotationStrategy: String?
    var keyCooldownSecs: Int?
    var keys: [Key]?
    var breakers: [Breaker]?
    var inFlight: Int?
    var limit: Int?
    var waiting: Int?
    var firstByteMs: Double?
    /// From 0 to 1.
    var errorRate: Double?
    var lastSuccess: String?
    var lastError: String?
    var lastErrorMessage: String?
}
