// SPDX-License-Identifier: Apache-2.0

/// Gathers from a response's header lines where its body ends and whether the connection goes on.
struct FramingFields {
    var isOldVersion = false
    private var length: Int?
    private var isChunked = false
    private var saysClose = false
    private var saysKeepAlive = false

    mutating func look(at field: ResponseHead.Field, _ span: Span<UInt8>) throws(ResponseProblem) {
        if HeaderBytes.matches(span, field.name, "content-length") {
            let value = try Self.number(span, field.value)
            guard length == nil || length == value else { throw .conflictingLength }
            length = value
        } else if HeaderBytes.matches(span, field.name, "transfer-encoding") {
            guard !isChunked, HeaderBytes.matches(span, field.value, "chunked") else { throw .unknownTransferEncoding }
            isChunked = true
        } else if HeaderBytes.matches(span, field.name, "connection") {
            if HeaderBytes.lists(span, field.value, "close") { saysClose = true }
            if HeaderBytes.lists(span, field.value, "keep-alive") { saysKeepAlive = true }
        }
    }

    func framing(status: Int) throws(ResponseProblem) -> ResponseHead.Framing {
        if (100..<200).contains(status) || status == 204 || status == 304 { return .none }
        if isChunked {
            // Both at once is how answers are smuggled.
            guard length == nil else { throw .conflictingLength }
            return .chunked
        }
        if let length { return .length(length) }
        return .untilClose
    }

    var keepsAlive: Bool {
        guard !saysClose, isChunked || length != nil else { return false }
        // An old version with chunks is somebody who does not know what they send (RFC 9112, section 6.1).
        return isOldVersion ? saysKeepAlive && !isChunked : true
    }

    private static func number(_ span: Span<UInt8>, _ range: Range<Int>) throws(ResponseProblem) -> Int {
        guard !range.isEmpty, range.count <= 15 else { throw .conflictingLength }
        var value = 0
        for place in range {
            guard span[place] &- 0x30 < 10 else { throw .conflictingLength }
            value = value * 10 + Int(span[place] &- 0x30)
        }
        return value
    }
}
