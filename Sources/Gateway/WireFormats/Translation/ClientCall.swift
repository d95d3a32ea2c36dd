// SPDX-License-Identifier: Apache-2.0

import Conversation

/// A tool call of a provider's answer as the client knows the tool.
struct ClientCall: Sendable {
    var id: String
    var name: String
    /// Whether the client expects free text.
    var isCustom: Bool
    /// Whether what the provider writes is JSON with that text in it, so that it can only be shown when it is whole.
    var isWrapped: Bool

    /// - Parameter place: the call's place among those of the answer, for an id where the provider gives none.
    init(_ call: ToolCall, place: Int, prefix: String, _ context: AnswerContext) {
        id = call.id.isEmpty ? "\(prefix)\(context.seed)_\(place)" : call.id
        name = call.name
        isCustom = call.isCustom
        isWrapped = false
        guard !call.isCustom, call.namespace == nil else { return }
        let original = context.tools.original(call.name)
        name = original.name
        isCustom = original.isCustom
        isWrapped = original.isCustom
    }

    /// What the client gets to see of all that the provider wrote.
    func input(_ written: String) -> String {
        if isWrapped { return CustomInput.text(written) }
        return written.isEmpty && !isCustom ? "{}" : written
    }
}
