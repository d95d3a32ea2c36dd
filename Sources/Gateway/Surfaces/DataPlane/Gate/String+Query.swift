// SPDX-License-Identifier: Apache-2.0

extension String {
    /// Where a request target's question mark stands; nil if it has no query.
    var queryMark: String.Index? {
        let place = utf8.withContiguousStorageIfAvailable { $0.firstIndex(of: UInt8(ascii: "?")) }
        guard let place else { return utf8.firstIndex(of: UInt8(ascii: "?")) }
        return place.map { utf8.index(utf8.startIndex, offsetBy: $0) }
    }
}
