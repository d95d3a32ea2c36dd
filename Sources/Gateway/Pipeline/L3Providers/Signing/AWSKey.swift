// SPDX-License-Identifier: Apache-2.0

/// An access key of AWS. Its text never appears in a description.
public struct AWSKey: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let accessKeyID: String
    let secret: String
    /// Comes with temporary keys only.
    let sessionToken: String?

    /// Reads `ACCESS_KEY_ID:SECRET[:SESSION_TOKEN]`; nil if a part is empty or could not stand in a header line.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            parts.allSatisfy({ !$0.isEmpty })
        else { return nil }
        accessKeyID = String(parts[0])
        secret = String(parts[1])
        sessionToken = parts.count == 3 ? String(parts[2]) : nil
    }

    public var description: String { "[redacted]" }
    public var debugDescription: String { "[redacted]" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
