// SPDX-License-Identifier: Apache-2.0

/// What the gateway itself asks a model.
public struct ModelQuestion: Sendable, Hashable {
    public var instructions: String
    public var prompt: String
    /// How many tokens the answer may have, thoughts included.
    public var outputTokens: Int

    public init(instructions: String, prompt: String, outputTokens: Int) {
        self.instructions = instructions
        self.prompt = prompt
        self.outputTokens = outputTokens
    }
}
