// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// The head of an upstream's answer, its header lines left in the bytes they came in.
///
/// A class, since it is handed on from one stage of an answer to the next.
public final class ResponseHead: Sendable {
    /// One header line: where its name and its trimmed value lie in ``bytes``.
    public struct Field: Sendable {
        public let name: Range<Int>
        public let value: Range<Int>
    }

    public let status: Int
    /// The status line and the header lines, without the closing empty line.
    public let bytes: ByteBuffer
    public let fields: [Field]
    /// How the body's end is found.
    public let framing: Framing
    /// Whether the connection may serve another request afterwards.
    public let keepsAlive: Bool

    init(status: Int, bytes: ByteBuffer, fields: [Field], framing: Framing, keepsAlive: Bool) {
        self.status = status
        self.bytes = bytes
        self.fields = fields
        self.framing = framing
        self.keepsAlive = keepsAlive
    }

    /// How a body's end is found.
    public enum Framing: Sendable, Hashable {
        case none
        case length(Int)
        case chunked
        case untilClose
    }

    /// The value of the first header line called `name` (lower-case).
    public func value(_ name: StaticString) -> String? {
        let bytes = bytes
        let span = bytes.readableBytesUInt8Span
        for field in fields where HeaderBytes.matches(span, field.name, name) {
            return bytes.getString(at: bytes.readerIndex + field.value.lowerBound, length: field.value.count)
        }
        return nil
    }

    /// The value of the first header line called `name` (lower-case).
    public func text(_ name: String) -> String? {
        let bytes = bytes
        let span = bytes.readableBytesUInt8Span
        for field in fields where HeaderBytes.matches(span, field.name, name) {
            return bytes.getString(at: bytes.readerIndex + field.value.lowerBound, length: field.value.count)
        }
        return nil
    }

    /// Whether the first header line called `name` begins with `prefix` (lower-case).
    public func value(_ name: StaticString, hasPrefix prefix: StaticString) -> Bool {
        let bytes = bytes
        let span = bytes.readableBytesUInt8Span
        for field in fields where HeaderBytes.matches(span, field.name, name) {
            let length = prefix.utf8CodeUnitCount
            guard field.value.count >= length else { return false }
            let start = field.value.lowerBound
            return HeaderBytes.matches(span, start..<start + length, prefix)
        }
        return false
    }
}
