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

    static let responses = [
        "input", "instructions", "input_text", "output_text", "input_image", "input_file", "function_call",
        "function_call_output", "custom_tool_call", "custom_tool_call_output", "reasoning", "summary", "summary_text",
        "encrypted_content", "call_id", "output", "arguments", "namespace", "custom", "web_search", "text", "format",
        "json_schema", "max_output_tokens", "include", "developer", "parallel_tool_calls", "tool_choice", "strict",
    ]

    static let gemini = [
        "contents", "parts", "systemInstruction", "system_instruction", "inlineData", "inline_data", "mimeType",
        "mime_type", "data", "fileData", "functionCall", "function_call", "functionResponse", "response", "args",
        "thought", "thoughtSignature", "functionDeclarations", "function_declarations", "parametersJsonSchema",
        "toolConfig", "functionCallingConfig", "mode", "ANY", "VALIDATED", "allowedFunctionNames", "generationConfig",
        "maxOutputTokens", "stopSequences", "thinkingConfig", "thinkingBudget", "includeThoughts", "responseMimeType",
        "application/json", "responseSchema", "STRING", "OBJECT", "googleSearch", "cachedContent",
    ]
}
