// SPDX-License-Identifier: Apache-2.0

/// Words that mean something in a request.
enum RequestWords {
    static let all = [
        "model", "messages", "role", "content", "system", "user", "assistant", "tool", "prompt", "stream",
        "stream_options", "include_usage", "include_obfuscation", "store", "tools", "metadata", "session_id",
        "thread_id", "conversation_id", "conversation", "thread", "container", "mcp_servers", "previous_response_id",
        "cache_control", "client_metadata", "prompt_cache_key", "safety_identifier", "type", "text", "input_schema",
        "image_url", "tool_use_id", "name", "max_tokens", "temperature", "response_format", "fast", "m",
    ]
}
