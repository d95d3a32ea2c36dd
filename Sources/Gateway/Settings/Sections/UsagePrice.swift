// SPDX-License-Identifier: Apache-2.0

/// What a provider's tokens cost, in dollars for a million.
public struct UsagePrice: Sendable, Equatable {
    public var input: Double
    public var output: Double
    /// From the prompt cache; as input where nobody says.
    public var cachedInput: Double?
    /// Into the prompt cache; as input where nobody says.
    public var cacheWrite: Double?

    public init(input: Double, output: Double, cachedInput: Double? = nil, cacheWrite: Double? = nil) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput
        self.cacheWrite = cacheWrite
    }

    private static let cost = SettingType.number(0...1_000_000)

    /// The fields in a file.
    static let fields = [
        SettingField("input_cost_per_million_usd", cost, isRequired: true),
        SettingField("output_cost_per_million_usd", cost, isRequired: true),
        SettingField("cached_input_cost_per_million_usd", cost),
        SettingField("cache_write_cost_per_million_usd", cost),
    ]

    init?(_ value: SettingValue) {
        guard case .table(let fields) = value else { return nil }
        func number(_ name: String) -> Double? {
            switch fields[name] {
            case .number(let number): number
            case .integer(let number): Double(number)
            default: nil
            }
        }
        guard let input = number("input_cost_per_million_usd"), let output = number("output_cost_per_million_usd")
        else {
            return nil
        }
        self.init(
            input: input, output: output, cachedInput: number("cached_input_cost_per_million_usd"),
            cacheWrite: number("cache_write_cost_per_million_usd"))
    }

    /// The price as a setting holds it.
    var settingValue: SettingValue {
        var fields: [String: SettingValue] = [
            "input_cost_per_million_usd": .number(input), "output_cost_per_million_usd": .number(output),
        ]
        fields["cached_input_cost_per_million_usd"] = cachedInput.map { .number($0) }
        fields["cache_write_cost_per_million_usd"] = cacheWrite.map { .number($0) }
        return .table(fields)
    }
}
