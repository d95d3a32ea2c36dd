// SPDX-License-Identifier: Apache-2.0

/// A credential that cannot be printed by accident: every description of it says `[redacted]`.
///
/// Interpolation, `print`, `dump`, `String(reflecting:)` and reflection of a type that holds one are all safe.
/// The clear text leaves only through ``value``, so a reviewer finds every use by that name.
public struct Secret: Sendable {
    /// The clear text, which never belongs into a log or an error.
    public let value: String

    /// Wraps `value` as it is.
    public init(_ value: String) {
        self.value = value
    }

    /// The first and last four characters of a long secret, else only stars: enough to tell two keys apart.
    ///
    /// Shorter than sixteen characters, eight shown ones would be half of the secret or more.
    public var masked: String {
        guard value.count >= 16 else { return "********" }
        return "\(value.prefix(4))…\(value.suffix(4))"
    }
}

extension Secret: Equatable {
    /// Compares without stopping at the first difference, so that the time taken does not tell how much was right.
    public static func == (left: Secret, right: Secret) -> Bool {
        let left = Array(left.value.utf8)
        let right = Array(right.value.utf8)
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `[redacted]`.
    public var description: String { "[redacted]" }

    /// Always `[redacted]`.
    public var debugDescription: String { description }

    /// A mirror without children: `dump` and test failures show nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
