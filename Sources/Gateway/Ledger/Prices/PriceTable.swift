// SPDX-License-Identifier: Apache-2.0

/// What every known model of every known provider costs, and since when.
///
/// A model that is not in the table has no price: its cost is unknown, never nothing.
public struct PriceTable: Sendable {
    /// Prices of a provider's models, oldest first.
    private var models: [String: [String: [ModelPrice]]] = [:]
    /// Prices of all models of a provider, set by the user; they go before everything else.
    private var overrides: [String: ModelPrice] = [:]

    public init() {}

    /// Whether there is no price in it.
    public var isEmpty: Bool { models.isEmpty && overrides.isEmpty }

    /// All prices, for tests and listings.
    public var entries: [(provider: String, model: String, price: ModelPrice)] {
        models.flatMap { provider, models in
            models.flatMap { model, prices in prices.map { (provider, model, $0) } }
        }
    }

    /// Adds a price of one model.
    public mutating func add(_ price: ModelPrice, provider: String, model: String) {
        var prices = models[provider, default: [:]][model] ?? []
        prices.append(price)
        prices.sort { $0.since < $1.since }
        models[provider, default: [:]][model] = prices
    }

    /// Sets the price of everything that a provider sells.
    public mutating func override(_ provider: String, with price: ModelPrice) { overrides[provider] = price }

    /// The price of `model` on a day; nil if it is not known.
    public func price(provider: String, model: String, day: Int) -> ModelPrice? {
        if let price = overrides[provider] { return price }
        guard let models = models[provider] else { return nil }
        let name = model.hasPrefix("models/") ? String(model.dropFirst("models/".count)) : model
        guard let prices = models[name] ?? Self.dated(name).flatMap({ models[$0] }) else { return nil }
        return prices.last { $0.since <= day }
    }

    /// What an answer costs: what the provider says, else by the model that answered, else by the one that was asked.
    public func cost(provider: String, asked: String, answered: String?, counts: TokenCounts, day: Int) -> Money? {
        if let told = told(provider: provider, counts: counts) { return told }
        return price(provider: provider, asked: asked, answered: answered, day: day)?.cost(counts)
    }

    /// The price of the model that answered, else of the one that was asked; nil if neither is known.
    public func price(provider: String, asked: String, answered: String?, day: Int) -> ModelPrice? {
        if let answered, let price = price(provider: provider, model: answered, day: day) { return price }
        return price(provider: provider, model: asked, day: day)
    }

    /// What the provider itself says an answer costs, where that is what counts.
    public func told(provider: String, counts: TokenCounts) -> Money? {
        // Who sets a price wants it used. Others than OpenRouter may mean something else by the word.
        provider == "openrouter" && overrides[provider] == nil ? counts.toldCost : nil
    }

    /// The name without what only tells a release: a date, a number, `latest`; nil if there is nothing of it.
    ///
    /// `gpt-4o-2024-08-06` is `gpt-4o`, but `gpt-4o-mini` is not: another word is another model.
    static func dated(_ name: String) -> String? {
        let bytes = Array(name.utf8)
        var end = bytes.count
        if name.hasSuffix("-latest") { end -= "-latest".utf8.count }
        while true {
            var start = end
            while start > 0, bytes[start - 1] &- 0x30 < 10 { start -= 1 }
            // Version numbers are short; what is dropped is a date or a release: two digits at least.
            guard end - start >= 2, start > 0, [0x2D, 0x40, 0x3A].contains(bytes[start - 1]) else { break }
            end = start - 1
        }
        guard end < bytes.count, end > 0 else { return nil }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
