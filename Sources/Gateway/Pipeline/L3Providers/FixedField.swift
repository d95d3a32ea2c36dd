// SPDX-License-Identifier: Apache-2.0

/// A header line that is written down in the program, so that nobody's input can get into it.
public struct FixedField: Sendable, Hashable {
    /// The name in lower case.
    public let name: String
    public let value: String

    /// - Parameter name: in lower case.
    public init(_ name: StaticString, _ value: StaticString) {
        self.name = name.description
        self.value = value.description
    }
}
