// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes token counts as chat completions have them: those of the prompt include what the cache served and took.
enum ChatUsage {
    static func write(_ usage: Usage, to writer: inout JSONWriter) {
        writer.key("usage")
        writer.beginObject()
        writer.member("prompt_tokens", integer: usage.prompt)
        writer.member("completion_tokens", integer: usage.output)
        writer.member("total_tokens", integer: usage.prompt &+ usage.output)
        writer.key("prompt_tokens_details")
        writer.beginObject()
        writer.member("cached_tokens", integer: usage.cachedRead)
        if usage.cacheWrite > 0 { writer.member("cache_write_tokens", integer: usage.cacheWrite) }
        writer.endObject()
        writer.key("completion_tokens_details")
        writer.beginObject()
        writer.member("reasoning_tokens", integer: usage.reasoning)
        writer.endObject()
        writer.endObject()
    }
}
