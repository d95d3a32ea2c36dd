// SPDX-License-Identifier: Apache-2.0

/// What a gateway tells about its providers at `/debug/providers`, by the names of the page in camel case.
struct ProvidersStatus: Codable, Sendable, Equatable {
    /// The first provider of the chain.
    var activeProvider: String
    /// The chain, in order.
    var providers: [ProviderStatus]
}
