// SPDX-License-Identifier: Apache-2.0

/// Writes server-sent events.
public struct SSEWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []

    /// Makes a writer with nothing written.
    public init() {}

    /// Writes one event; `data` holds no line end, as compact JSON does not.
    public mutating func event(_ name: StaticString? = nil, data: some Collection<UInt8>) {
        if let name {
            append("event: ")
            append(name)
            bytes.append(0x0A)
        }
        append("data: ")
        bytes.append(contentsOf: data)
        append("\n\n")
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
}
