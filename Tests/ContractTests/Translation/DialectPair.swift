// SPDX-License-Identifier: Apache-2.0

import Testing

/// A client's format and a provider's.
struct DialectPair: Sendable, Hashable, CustomTestStringConvertible {
    var client: Dialect
    var provider: Dialect

    /// The name of the folder that holds the pair's golden files.
    var folder: String { "\(client.rawValue)-\(provider.rawValue)" }
    var testDescription: String { folder }

    /// All pairs of different formats.
    static let foreign: [DialectPair] = Dialect.allCases.flatMap { client in
        Dialect.allCases.filter { $0 != client }.map { DialectPair(client: client, provider: $0) }
    }
}
