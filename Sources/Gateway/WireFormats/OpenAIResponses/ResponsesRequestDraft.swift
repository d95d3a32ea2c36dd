// SPDX-License-Identifier: Apache-2.0

import Conversation

/// A request of the responses format while it is written.
struct ResponsesRequestDraft {
    let conversation: Conversation
    let target: EncodingTarget
    /// Whether the conversation comes from this format, so that all its fields mean here what they meant there.
    let isNative: Bool
    /// How the client spells what is left out or refused.
    let spelling: ResponsesClientSpelling
    var writer = JSONWriter()
    var names = ToolNames()
    private(set) var dropped: [String] = []

    init(_ conversation: Conversation, _ target: EncodingTarget) {
        self.conversation = conversation
        self.target = target
        isNative = conversation.origin == .openAIResponses
        spelling = ResponsesClientSpelling(conversation.origin)
    }

    mutating func write() throws(TranslationProblem) {
        // The tools' own names come first, before those of calls in the history.
        if !isNative { for tool in conversation.tools { _ = name(of: tool) } }
        writer.beginObject()
        writer.member("model", string: target.model)
        if target.streams {
            writer.key("stream")
            writer.boolean(true)
        }
        try writeInput()
        try writeTools()
        try writeOptions()
        if !isNative {
            // The provider keeps answers unless it is told not to, and nobody asked for that.
            writer.key("store")
            writer.boolean(false)
        }
        try writeExtras()
        writer.endObject()
    }

    // MARK: What does not fit

    /// Notes that a field was left out.
    mutating func drop(_ field: String) {
        if !dropped.contains(field) { dropped.append(field) }
    }

    func refusal(_ field: String, _ reason: String? = nil) -> TranslationProblem {
        TranslationProblem(
            .inexpressible, field,
            reason
                ?? "has no equivalent in OpenAI's responses format, which the provider of this model speaks; leave it "
                + "out, or choose a model whose provider speaks the request's own format")
    }

    // MARK: Names

    mutating func name(of tool: Tool) -> String {
        isNative ? tool.name : names.name(tool.name, namespace: nil, isCustom: tool.kind == .custom)
    }

    mutating func name(of call: ToolCall) -> String {
        isNative ? call.name : names.name(call.name, namespace: nil, isCustom: call.isCustom)
    }

    // MARK: Fields that only the format of origin has

    /// Writes, leaves out or refuses the request's own extra fields.
    private mutating func writeExtras() throws(TranslationProblem) {
        for extra in conversation.extras {
            if isNative {
                // These stand inside objects that are written elsewhere.
                if Self.nested.contains(where: extra.name.hasPrefix) || extra.name == "text.format"
                    || extra.name == "include"
                {
                    continue
                }
                writer.member(extra.name, raw: extra.json)
            } else if conversation.origin == .openAIChat, Self.sharedWithChat.contains(extra.name) {
                writer.member(extra.name, raw: extra.json)
            } else if conversation.origin == .openAIChat, extra.name == "verbosity" {
                // It stands with the form of the text here.
                continue
            } else if spelling.isHarmless(extra) {
                drop(extra.name)
            } else {
                throw refusal(extra.name)
            }
        }
        writeNested("stream_options", "stream_options.")
    }

    /// Writes the extra fields of an object that has nothing but those.
    private mutating func writeNested(_ name: String, _ prefix: String) {
        let extras = isNative ? conversation.extras.filter { $0.name.hasPrefix(prefix) } : []
        guard !extras.isEmpty else { return }
        writer.key(name)
        writer.beginObject()
        for extra in extras { writer.member(String(extra.name.dropFirst(prefix.count)), raw: extra.json) }
        writer.endObject()
    }

    private static let nested = ["reasoning.", "text.", "stream_options."]
    /// Fields that OpenAI's two formats spell alike.
    private static let sharedWithChat = [
        "service_tier", "prompt_cache_retention", "prompt_cache_options", "moderation",
    ]
}
