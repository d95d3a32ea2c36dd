// SPDX-License-Identifier: Apache-2.0

/// What a prompt costs, by kind of token, and which prefixes the provider keeps of it once it is billed.
struct PromptBill: Sendable {
    /// Tokens at the full price.
    var input = 0
    /// Tokens read from the prompt cache.
    var cacheRead = 0
    /// Tokens written to the prompt cache for five minutes.
    var cacheWrite5m = 0
    /// Tokens written to the prompt cache for an hour.
    var cacheWrite1h = 0
    /// The prefixes to keep, or to keep for longer.
    var kept: [PromptCache.Entry] = []

    var cacheWrite: Int { cacheWrite5m + cacheWrite1h }

    var total: Int { input + cacheRead + cacheWrite }
}
