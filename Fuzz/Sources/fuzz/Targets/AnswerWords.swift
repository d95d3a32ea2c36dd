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

    static let responses = [
        "id", "object", "response", "created_at", "status", "completed", "incomplete", "failed", "output", "type",
        "message", "content", "output_text", "text", "refusal", "function_call", "custom_tool_call", "call_id", "name",
        "arguments", "input", "namespace", "reasoning", "summary", "summary_text", "encrypted_content", "usage",
        "input_tokens", "output_tokens", "input_tokens_details", "cached_tokens", "incomplete_details", "reason",
        "max_output_tokens", "error", "item", "item_id", "output_index", "content_index", "delta", "sequence_number",
        "response.created", "response.output_item.added", "response.output_item.done", "response.output_text.delta",
        "response.output_text.done", "response.function_call_arguments.delta", "response.refusal.delta",
        "response.custom_tool_call_input.delta", "response.reasoning_summary_text.delta", "response.completed",
        "response.incomplete", "response.failed", "response.content_part.added", "{}",
    ]

    static let gemini = [
        "candidates", "content", "parts", "text", "thought", "thoughtSignature", "functionCall", "id", "name", "args",
        "inlineData", "executableCode", "role", "model", "finishReason", "STOP", "MAX_TOKENS", "SAFETY",
        "MALFORMED_FUNCTION_CALL", "index", "usageMetadata", "promptTokenCount", "candidatesTokenCount",
        "thoughtsTokenCount", "cachedContentTokenCount", "totalTokenCount", "modelVersion", "responseId",
        "promptFeedback", "blockReason", "error", "code", "message", "status", "{}",
    ]
}
