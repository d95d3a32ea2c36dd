// SPDX-License-Identifier: Apache-2.0

/// A request in a provider's format, and what must be known to bring the answer back.
public struct TranslatedRequest: Sendable {
    public var body: [UInt8]
    /// What the client's tools are called there.
    public var tools: ToolNames
    /// Fields that were left out because they can do no harm, in the client's spelling, each once.
    public var dropped: [String]

    public init(body: [UInt8], tools: ToolNames = ToolNames(), dropped: [String] = []) {
        self.body = body
        self.tools = tools
        self.dropped = dropped
    }
}
