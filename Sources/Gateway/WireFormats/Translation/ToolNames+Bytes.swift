// SPDX-License-Identifier: Apache-2.0

/// Tool names as bytes, for answers that are kept on disk.
extension ToolNames {
    /// The names as bytes: for each tool the provider's name, the client's name, its namespace and its kind.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func append(_ text: String) {
            let count = UInt32(truncatingIfNeeded: text.utf8.count)
            withUnsafeBytes(of: count.littleEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: text.utf8)
        }
        for (name, original) in entries.sorted(by: { $0.name < $1.name }) {
            append(name)
            append(original.name)
            append(original.namespace ?? "")
            bytes.append((original.namespace == nil ? 0 : 1) | (original.isCustom ? 2 : 0))
        }
        return bytes
    }

    /// Reads names that ``bytes`` wrote; nil if they are not whole, or name a tool twice.
    public init?(bytes: [UInt8]) {
        self.init()
        var place = 0
        func text() -> String? {
            guard bytes.count - place >= 4 else { return nil }
            let count = (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
            guard bytes.count - place - 4 >= count else { return nil }
            defer { place += 4 + count }
            return String(decoding: bytes[place + 4..<place + 4 + count], as: UTF8.self)
        }
        while place < bytes.count {
            guard let name = text(), let original = text(), let namespace = text(), place < bytes.count else {
                return nil
            }
            let kind = bytes[place]
            place += 1
            let tool = Original(name: original, namespace: kind & 1 == 0 ? nil : namespace, isCustom: kind & 2 != 0)
            // One tool has one name, or which one counts would hang on the order.
            guard add(tool, as: name) else { return nil }
        }
    }
}
