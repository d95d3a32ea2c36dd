// SPDX-License-Identifier: Apache-2.0

/// What a writer of answers must know of the request that is answered.
public struct AnswerContext: Sendable {
    /// Seconds since 1970, for formats that tell when an answer was made.
    public var now: Int
    /// What ids are made of where the provider's format has none: unique to the answer, of letters and digits.
    public var seed: String
    /// Whether a stream of chat completions ends with token counts.
    public var wantsUsage: Bool
    /// What the client's tools are called at the provider.
    public var tools: ToolNames

    public init(now: Int, seed: String, wantsUsage: Bool = true, tools: ToolNames = ToolNames()) {
        self.now = now
        self.seed = seed
        self.wantsUsage = wantsUsage
        self.tools = tools
    }
}
