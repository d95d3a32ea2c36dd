// SPDX-License-Identifier: Apache-2.0

/// Words that mean something in an answer, by format.
enum AnswerWords {
    static let chat = [
        "id", "object", "created", "model", "choices", "index", "message", "delta", "role", "assistant", "content",
        "tool_calls", "function", "function_call", "name", "arguments", "type", "finish_reason", "stop", "length",
        "content_filter", "logprobs", "usage", "prompt_tokens", "completion_tokens", "total_tokens",
        "prompt_tokens_details", "cached_tokens", "completion_tokens_details", "reasoning_tokens", "refusal", "audio",
        "error", "obfuscation", "system_fingerprint", "service_tier", "reasoning_content", "[DONE]", "{}",
        "{\\\"a\\\":1}",
    ]

    static let messages = [
        "id", "type", "message", "role", "assistant", "model", "content", "text", "thinking", "signature", "tool_use",
        "name", "input", "stop_reason", "stop_sequence", "end_turn", "max_tokens", "refusal", "usage", "input_tokens",
        "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "message_start", "message_delta",
        "message_stop", "content_block_start", "content_block_delta", "content_block_stop", "content_block", "index",
        "delta", "text_delta", "thinking_delta", "signature_delta", "input_json_delta", "partial_json", "ping", "error",
        "citations_delta", "server_tool_use", "container", "{}", "{\\\"a\\\":1}",
    ]
}
