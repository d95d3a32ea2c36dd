// SPDX-License-Identifier: Apache-2.0

/// A gateway's list of virtual keys.
struct KeyListing: Decodable, Equatable {
    var keys: [KeyStatus]

    /// The keys for a person.
    var table: TextTable {
        var table = TextTable(
            head: ["NAME", "ID", "KEY", "SPENT", "BUDGET", "PER", "EXPIRES", "LAST USED"], numbers: [3, 4])
        for key in keys {
            let budget = key.maxBudget.map(KeyStatus.dollars) ?? key.tokenBudget.map { "\($0) tokens" } ?? ""
            let spent =
                key.maxBudget == nil && key.tokenBudget != nil
                ? "\(key.tokensUsed) tokens" : KeyStatus.dollars(key.spend)
            table.add(
                [
                    key.keyAlias, key.keyId, key.keyName, spent, budget,
                    budget.isEmpty ? "" : key.budgetDuration ?? "total",
                    key.expires ?? "", key.lastActive ?? "never",
                ], styles: key.blocked ? [0: .red] : [:])
        }
        return table
    }
}
