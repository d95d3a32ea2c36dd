// SPDX-License-Identifier: Apache-2.0

/// Why directives could not be read; a mistyped fault must fail a test loudly instead of testing nothing.
public enum FakeUpstreamDirectiveError: Error, Equatable, CustomStringConvertible {
    /// No directive has that name.
    case unknownKey(String)
    /// The value does not fit its key.
    case badValue(key: String, value: String, expected: String)
    /// The text at this place is not `key=value`.
    case malformed(String)

    /// What was wrong and what to write instead.
    public var description: String {
        switch self {
        case .unknownKey(let key):
            let known = FakeUpstreamDirectives.Key.allCases.map(\.rawValue).joined(separator: ", ")
            return "fake upstream: no directive is named '\(key)': use one of \(known)"
        case .badValue(let key, let value, let expected):
            return "fake upstream: '\(value)' does not fit the directive '\(key)': give \(expected)"
        case .malformed(let text):
            let forms = "write key=value, key=\"quoted value\" or key={json}"
            return "fake upstream: '\(text.prefix(40))' is no directive: \(forms)"
        }
    }
}
