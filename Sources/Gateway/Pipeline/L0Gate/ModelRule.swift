// SPDX-License-Identifier: Apache-2.0

/// Which models a key may ask for: names, or beginnings of names that end in `*`.
public struct ModelRule: Sendable, Hashable {
    /// The patterns as they were written; none allows every model.
    public let patterns: [String]

    public init(_ patterns: [String] = []) { self.patterns = patterns }

    /// Whether every model is allowed.
    public var allowsAll: Bool { patterns.isEmpty || patterns.contains("*") }

    /// Whether the model is allowed by the name that the client wrote or by the one that an alias stands for.
    public func allows(_ name: String?, resolved: String?) -> Bool {
        allowsAll || [name, resolved].contains { $0.map(matches) ?? false }
    }

    private func matches(_ model: String) -> Bool {
        patterns.contains { pattern in
            pattern.hasSuffix("*") ? model.utf8.starts(with: pattern.utf8.dropLast()) : model == pattern
        }
    }
}
