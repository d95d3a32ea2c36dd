// SPDX-License-Identifier: Apache-2.0

/// What a word in the ledger's dictionary names.
enum WordKind: Int64, Sendable, CaseIterable {
    case origin = 1, tool, provider, model, principal, key

    /// How many words of a kind there may be; further ones share a name, so that clients who make up models cannot fill
    /// the disk.
    var limit: Int {
        switch self {
        case .origin: 1_000_000
        case .model: 5_000
        case .principal: 50_000
        case .tool, .provider, .key: 1_000
        }
    }

    /// What further words are called.
    static let others = "(others)"

    /// The longest word; longer ones are cut.
    static let longest = 128
}
