// SPDX-License-Identifier: Apache-2.0

/// A difference between what was translated and what comes back, that is known and documented.
struct Loss: Sendable {
    /// Clients' formats that it can happen to.
    var clients: Set<Dialect>
    /// Providers' formats that it can happen with.
    var providers: Set<Dialect>
    /// The fixtures that it can happen in; all if empty.
    var features: Set<String>
    /// How the lines of the difference begin, with their `- ` or `+ `.
    var lines: [String]
    /// The reason, as `docs/formats/matrix.md` gives it.
    var reason: String

    init(
        for clients: Set<Dialect> = Set(Dialect.allCases), to providers: Set<Dialect> = Set(Dialect.allCases),
        in features: Set<String> = [], _ lines: [String], _ reason: String
    ) {
        self.clients = clients
        self.providers = providers
        self.features = features
        self.lines = lines
        self.reason = reason
    }

    func explains(_ line: String, _ pair: DialectPair, _ feature: String) -> Bool {
        clients.contains(pair.client) && providers.contains(pair.provider)
            && (features.isEmpty || features.contains(feature)) && lines.contains { line.hasPrefix($0) }
    }
}

extension [Loss] {
    /// The places in the list of the losses that explain a difference, and the lines that none does.
    func explanation(
        _ difference: [String], _ pair: DialectPair, _ feature: String
    ) -> (used: Set<Int>, unexplained: [String]) {
        var used: Set<Int> = []
        var unexplained: [String] = []
        for line in difference {
            if let place = firstIndex(where: { $0.explains(line, pair, feature) }) {
                used.insert(place)
            } else {
                unexplained.append(line)
            }
        }
        return (used, unexplained)
    }
}
