// SPDX-License-Identifier: Apache-2.0

import Conversation

/// A request for a chat completion while it is being written.
struct ChatRequestDraft {
    let conversation: Conversation
    let target: EncodingTarget
    /// Whether the client speaks this format itself, so that its extra fields have their places.
    let isOwn: Bool
    var writer = JSONWriter()
    var losses: FieldLosses
    var names = ToolNames()
    /// The names of the calls met so far by their ids.
    var calls: [String: String] = [:]

    init(_ conversation: Conversation, _ target: EncodingTarget) {
        self.conversation = conversation
        self.target = target
        isOwn = conversation.origin == .openAIChat
        losses = FieldLosses(conversation.origin)
    }

    mutating func write() throws(TranslationProblem) {
        if !isOwn {
            // Offered tools come before those of earlier calls, so that they get the plain names.
            for tool in conversation.tools { _ = name(tool) }
        }
        writer.beginObject()
        writer.member("model", string: target.model)
        writer.key("messages")
        writer.beginArray()
        for turn in conversation.turns { try write(turn) }
        writer.endArray()
        try writeTools()
        try writeOptions()
        if isOwn {
            conversation.extras.write(to: &writer)
        } else {
            try losses.leave(conversation.extras, .request)
        }
        writer.endObject()
    }

    /// What a tool is called at the provider.
    mutating func name(_ tool: Tool) -> String {
        name(tool.name, tool.namespace, isCustom: tool.kind == .custom)
    }

    mutating func name(_ name: String, _ namespace: String?, isCustom: Bool) -> String {
        isOwn ? name : names.name(name, namespace: namespace, isCustom: isCustom)
    }

    func callID(_ id: String) -> String { isOwn ? id : CallID.chat(id) }
}
