// SPDX-License-Identifier: Apache-2.0

/// One complete server-sent event, as places in the bytes that were scanned.
public struct SSEEvent: Sendable, Hashable {
    /// The whole event, its closing blank line included.
    public internal(set) var range: Range<Int>
    /// The value of its last `event` field.
    public internal(set) var name: Range<Int>?
    /// The value of its first `data` field.
    public internal(set) var data: Range<Int>?
    /// The values of further `data` fields; the event's data is all of them joined by line feeds.
    public internal(set) var moreData: [Range<Int>] = []

    /// A copy of the event's data, its lines joined by line feeds; empty if it has none.
    public func joinedData(in bytes: Span<UInt8>) -> [UInt8] {
        guard let first = data else { return [] }
        var joined = bytes.extracting(first).withUnsafeBufferPointer { [UInt8]($0) }
        for piece in moreData {
            joined.append(0x0A)
            bytes.extracting(piece).withUnsafeBufferPointer { joined.append(contentsOf: $0) }
        }
        return joined
    }
}
