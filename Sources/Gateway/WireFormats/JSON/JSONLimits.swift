// SPDX-License-Identifier: Apache-2.0

/// Bounds that a scan keeps, so that no text costs more than its bytes are worth.
public struct JSONLimits: Sendable {
    /// How deep containers may nest.
    public var depth: Int
    /// How many values a text may hold; one costs 16 bytes while the text is looked at.
    public var values: Int

    public init(depth: Int = 256, values: Int = 1 << 20) {
        self.depth = depth
        self.values = values
    }
}
