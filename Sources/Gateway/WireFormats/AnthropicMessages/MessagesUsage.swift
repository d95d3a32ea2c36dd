// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes token counts as messages have them: those of the prompt exclude what the cache served and took.
enum MessagesUsage {
    static func write(_ usage: Usage, to writer: inout JSONWriter) {
        writer.key("usage")
        writer.beginObject()
        writer.member("input_tokens", integer: usage.input)
        writer.member("cache_creation_input_tokens", integer: usage.cacheWrite)
        writer.member("cache_read_input_tokens", integer: usage.cachedRead)
        writer.member("output_tokens", integer: usage.output)
        if usage.reasoning > 0 {
            writer.key("output_tokens_details")
            writer.beginObject()
            writer.member("thinking_tokens", integer: usage.reasoning)
            writer.endObject()
        }
        writer.endObject()
    }
}
