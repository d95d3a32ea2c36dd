// SPDX-License-Identifier: Apache-2.0

/// A `data:` URL with base64 in it.
struct DataURL {
    /// Such as `image/png`; empty where the URL does not tell.
    var mimeType: String
    var base64: String

    /// Takes an address apart; nil if it is no `data:` URL or its data is not in base64.
    init?(_ url: String) {
        let bytes = url.utf8
        let start = bytes.prefix(5)
        guard start.count == 5, start.map({ $0 | 0x20 }).elementsEqual("data:".utf8.map { $0 | 0x20 }),
            let comma = bytes.firstIndex(of: UInt8(ascii: ","))
        else { return nil }
        let head = url[bytes.index(bytes.startIndex, offsetBy: 5)..<comma]
        guard head.utf8.count >= 7, head.suffix(7).lowercased() == ";base64" else { return nil }
        mimeType = String(head.dropLast(7))
        base64 = String(url[bytes.index(after: comma)...])
    }

    /// The URL that holds `base64`.
    static func text(_ mimeType: String, _ base64: String) -> String { "data:\(mimeType);base64,\(base64)" }
}
