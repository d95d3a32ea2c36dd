// SPDX-License-Identifier: Apache-2.0

/// What a gateway tells of a virtual key.
struct KeyStatus: Decodable, Equatable {
    var token: String
    var keyId: String
    var keyName: String
    var keyAlias: String
    var createdAt: String
    var expires: String?
    var blocked: Bool
    var models: [String]
    var allowedRoutes: [String]
    var maxBudget: Double?
    var tokenBudget: Int?
    var budgetDuration: String?
    var budgetResetAt: String?
    var spend: Double
    var tokensUsed: Int
    var totalSpend: Double
    var totalTokens: Int
    var rpmLimit: Int?
    var tpmLimit: Int?
    var maxParallelRequests: Int?
    var lastActive: String?

    /// All of it, for a person.
    var lines: [String] {
        func row(_ title: String, _ text: String?) -> String? {
            text.map { title.padding(to: 14) + $0 }
        }
        let period = budgetDuration ?? "total"
        return [
            row("Name", keyAlias), row("Id", keyId), row("Key", keyName), row("Token", token), row("Made", createdAt),
            row("Expires", expires ?? "never"), blocked ? row("Blocked", "yes") : nil,
            row("Models", models.isEmpty ? "all" : models.joined(separator: ", ")),
            row("Routes", allowedRoutes.isEmpty ? "all" : allowedRoutes.joined(separator: ", ")),
            row("Budget", maxBudget.map { "\(Self.dollars(spend)) of \(Self.dollars($0)) spent, \(period)" }),
            row("Tokens", tokenBudget.map { "\(tokensUsed) of \($0) used, \(period)" }),
            row("Starts anew", budgetResetAt), row("In all", "\(Self.dollars(totalSpend)), \(totalTokens) tokens"),
            row("A minute", rpmLimit.map { "\($0) requests" }), row("A minute", tpmLimit.map { "\($0) tokens" }),
            row("At a time", maxParallelRequests.map { "\($0) requests" }), row("Last used", lastActive ?? "never"),
        ].compactMap(\.self)
    }

    /// An amount with as many digits as it needs, two at least.
    static func dollars(_ amount: Double) -> String {
        let nano = Int64((amount * 1_000_000_000).rounded())
        var digits = String(nano % 1_000_000_000)
        digits = String(repeating: "0", count: 9 - digits.count) + digits
        while digits.count > 2, digits.hasSuffix("0") { digits.removeLast() }
        return "$\(nano / 1_000_000_000).\(digits)"
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
