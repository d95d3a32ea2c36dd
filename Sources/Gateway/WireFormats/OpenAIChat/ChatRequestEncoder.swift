// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes a request for a chat completion.
enum ChatRequestEncoder {
    /// Writes `conversation` for the model and in the manner that `target` says.
    ///
    /// - Throws: an `.inexpressible` problem that names the client's field for which there are no words.
    static func encode(
        _ conversation: Conversation, for target: EncodingTarget
    ) throws(TranslationProblem) -> TranslatedRequest {
        var draft = ChatRequestDraft(conversation, target)
        try draft.write()
        return TranslatedRequest(body: draft.writer.bytes, tools: draft.names, dropped: draft.losses.dropped)
    }
}
