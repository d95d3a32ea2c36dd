// SPDX-License-Identifier: Apache-2.0

/// What the semantic cache does for a request.
public enum SemanticMode: String, Sendable, Hashable, CaseIterable {
    /// Nothing: neither looks nor keeps.
    case off
    /// Looks, has the provider answer, and compares.
    case shadow
    /// Serves what its evidence allows.
    case auto
    /// Serves what the verifier calls the same, until evidence speaks against it.
    case serve

    /// The stricter of two modes, for a client that wants less than it would get.
    public func limited(to other: SemanticMode) -> SemanticMode { rank <= other.rank ? self : other }

    private var rank: Int {
        switch self {
        case .off: 0
        case .shadow: 1
        case .auto: 2
        case .serve: 3
        }
    }
}
