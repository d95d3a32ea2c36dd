// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a JSON text, and at which byte.
public struct JSONProblem: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        case truncated
        case unexpectedByte
        case invalidNumber
        case invalidEscape
        case controlCharacterInString
        case invalidUTF8
        case tooDeep
        case tooManyValues
        case duplicateKey
        case trailingBytes
    }

    public let reason: Reason
    /// The offset of the first byte that is wrong.
    public let offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// A sentence for the client; it quotes nothing of the text.
    public var explanation: String {
        switch reason {
        case .truncated: "the JSON text ends too early, at byte \(offset)"
        case .unexpectedByte: "the body is not valid JSON: unexpected byte at offset \(offset)"
        case .invalidNumber: "the body is not valid JSON: malformed number at offset \(offset)"
        case .invalidEscape: "the body is not valid JSON: malformed escape at offset \(offset)"
        case .controlCharacterInString:
            "the body is not valid JSON: raw control character in a string at offset \(offset)"
        case .invalidUTF8: "the body is not valid UTF-8 at offset \(offset)"
        case .tooDeep: "the JSON text is nested too deeply at offset \(offset)"
        case .tooManyValues: "the JSON text has too many values"
        case .duplicateKey: "an object of the JSON text names the same key twice, near offset \(offset)"
        case .trailingBytes: "there are bytes after the end of the JSON text, at offset \(offset)"
        }
    }

    /// A stable word for programs.
    public var code: String {
        switch reason {
        case .invalidUTF8: "invalid_utf8"
        case .tooDeep: "json_too_deep"
        case .tooManyValues: "json_too_many_values"
        case .duplicateKey: "duplicate_key"
        default: "invalid_json"
        }
    }
}
