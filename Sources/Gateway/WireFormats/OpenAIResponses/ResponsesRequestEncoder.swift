// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes a conversation as a request of OpenAI's responses format.
///
/// What another format's client asks for is written where this format has words for it; what can do no harm is left out
/// and named; anything else is refused.
enum ResponsesRequestEncoder {
    static func encode(
        _ conversation: Conversation, for target: EncodingTarget
    ) throws(TranslationProblem) -> TranslatedRequest {
        var draft = ResponsesRequestDraft(conversation, target)
        try draft.write()
        return TranslatedRequest(body: draft.writer.bytes, tools: draft.names, dropped: draft.dropped)
    }
}
