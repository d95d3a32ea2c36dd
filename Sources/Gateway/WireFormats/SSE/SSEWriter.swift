// SPDX-License-Identifier: Apache-2.0

/// Writes server-sent events.
public struct SSEWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []

    /// Makes a writer with nothing written.
    public init() {}

    /// Writes one event whose `data` is JSON.
    ///
    /// Providers' values may come with line ends between their tokens, where white space is free; they become spaces.
    public mutating func event(_ name: StaticString? = nil, data: some Collection<UInt8>) {
        if let name {
            append("event: ")
            append(name)
            bytes.append(0x0A)
        }
        append("data: ")
        bytes.append(contentsOf: data.lazy.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
        append("\n\n")
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
}
