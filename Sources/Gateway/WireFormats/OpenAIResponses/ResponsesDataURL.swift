// SPDX-License-Identifier: Apache-2.0

/// A `data:` URL with base64 in it (RFC 2397).
struct ResponsesDataURL {
    var mimeType: String
    var base64: String

    /// Reads a URL; nil if it is not of that kind, or has parameters that would be lost.
    init?(_ url: String) {
        guard url.utf8.starts(with: "data:".utf8), let comma = url.utf8.firstIndex(of: UInt8(ascii: ",")) else {
            return nil
        }
        let head = url[url.utf8.index(url.startIndex, offsetBy: 5)..<comma]
        let fields = head.split(separator: ";", omittingEmptySubsequences: false)
        guard fields.count == 2, fields[1] == "base64" else { return nil }
        mimeType = String(fields[0])
        base64 = String(url[url.utf8.index(after: comma)...])
    }

    init(mimeType: String, base64: String) {
        self.mimeType = mimeType
        self.base64 = base64
    }

    var spelled: String { "data:\(mimeType);base64,\(base64)" }
}
