// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// For whom a request is written.
public struct EncodingTarget: Sendable {
    public var format: WireFormat
    /// The model's name at the provider.
    public var model: String
    /// Whether the answer shall be a stream.
    public var streams: Bool
    /// Whether it is OpenAI's own service, which wants `max_completion_tokens` and knows `reasoning_effort`.
    public var isOpenAI: Bool

    public init(format: WireFormat, model: String, streams: Bool, isOpenAI: Bool = false) {
        self.format = format
        self.model = model
        self.streams = streams
        self.isOpenAI = isOpenAI
    }

    /// Whether the model is known to think before it answers, by the names that such models have.
    public var modelReasons: Bool {
        let name = model.split(separator: "/").last.map(String.init) ?? model
        return ["o1", "o3", "o4", "gpt-5", "gpt-oss", "codex"].contains { name.lowercased().hasPrefix($0) }
    }
}
