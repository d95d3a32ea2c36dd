// SPDX-License-Identifier: Apache-2.0

/// Which providers a client wants, or does not.
public struct ProviderSelection: Sendable, Hashable {
    /// Only these, in this order; empty is all.
    public var only: [String] = []
    /// None of these.
    public var except: [String] = []

    public init() {}

    /// Reads the values of `X-Isartor-Provider` and `X-Isartor-Provider-Exclude`: names with commas between them.
    public init(only: String?, except: String?) {
        self.only = only.map(Self.names) ?? []
        self.except = except.map(Self.names) ?? []
    }

    /// Whether the client leaves the choice to the gateway.
    public var isFree: Bool { only.isEmpty && except.isEmpty }

    private static func names(_ list: String) -> [String] {
        list.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }.map(String.init)
    }
}
