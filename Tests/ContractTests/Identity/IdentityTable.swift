// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The tables of `docs/identity.md` for programs; a test keeps the two alike.
enum IdentityTable {
    /// What each value of a body is; the first row that fits holds.
    static let body: [IdentityRow] =
        named + [IdentityRow(.all, "**", .any, .answer, "Whatever no row above names can change the answer.")]

    private static let named =
        asked + aboutTheCaller + scopes + providerState + markers + defaults

    /// The rows by the member of the request that their paths begin with.
    private static let namedByMember = Dictionary(grouping: named, by: \.member)

    /// Objects whose own keys may stand in any order; the empty path is the request itself.
    static let unordered = [
        "", "messages[]", "messages[].content[]", "messages[].content[].image_url",
        "messages[].content[].input_audio", "messages[].content[].file", "messages[].content[].source",
        "messages[].content[].content[]", "messages[].content[].content[].source", "messages[].tool_calls[]",
        "messages[].tool_calls[].function", "messages[].function_call", "system[]", "tools[]", "tools[].function",
        "functions[]", "tool_choice", "response_format", "response_format.json_schema", "output_config.format",
        "thinking", "stream_options", "metadata", "tools[].custom", "tool_choice.function", "tool_choice.custom",
        "function_call", "web_search_options", "output_config", "messages[].output_config",
        "messages[].content[].citations", "input[]", "input[].content[]", "reasoning", "text.format",
        "input[].summary[]", "tools[].tools[]", "text", "contents[]", "contents[].parts[]",
        "contents[].parts[].inlineData", "contents[].parts[].functionCall", "contents[].parts[].function_call",
        "contents[].parts[].functionResponse", "contents[].parts[].function_response", "systemInstruction",
        "system_instruction", "generationConfig", "generation_config", "tools[].functionDeclarations[]",
        "tools[].function_declarations[]", "contents[].parts[].inline_data", "generationConfig.thinkingConfig",
        "generation_config.thinking_config", "toolConfig", "tool_config", "toolConfig.functionCallingConfig",
        "tool_config.function_calling_config", "contents[].parts[].fileData", "contents[].parts[].file_data",
        "tools[].googleSearch", "tools[].google_search", "generationConfig.thinking_config",
        "generation_config.thinkingConfig",
    ]

    static func isUnordered(_ path: some Collection<PathStep>) -> Bool {
        let path = Array(path)
        return unorderedPatterns.contains { $0.matches(path) }
    }

    private static let unorderedPatterns = unordered.map(PathPattern.init)

    /// The class of a value, nil if it is not there and nothing is said about that.
    ///
    /// - Parameter isInIgnored: whether it is part of an ignored value, all of which is ignored unless a row names it.
    static func kind(
        _ path: [PathStep], _ value: JSONTree?, _ surface: Surface, isInIgnored: Bool = false
    ) -> IdentityRow.Class? {
        if case .key(let member)? = path.first,
            let row = namedByMember[member]?.first(where: { $0.holds(for: path, value, surface) })
        {
            return row.kind
        }
        guard value != nil else { return nil }
        return isInIgnored ? .ignored : .answer
    }

    private static let asked: [IdentityRow] = [
        .init(
            .allButGemini, "model", .string, .answer,
            "The name that the provider will see: an alias is what it stands for. Gemini's is in the address."),
        .init(
            .allButGemini, "model", .otherOrAbsent, .state,
            "Nobody knows who would answer; absent it is the configured default model, if there is one."),
        .init(
            .chatAndMessages, "messages", .list, .answer,
            "The conversation: every turn, part and tool result, in order."),
        .init(
            .chatAndMessages, "messages", .otherOrAbsent, .state,
            "Not of the format's shape: the provider decides what it means."),
        .init(
            .responses, "input", .stringOrList, .answer,
            "The conversation: every message, call, output and thought, in order."),
        .init(
            .responses, "input", .otherOrAbsent, .state,
            "Not of the format's shape, or kept by the provider."),
        .init(.gemini, "contents", .list, .answer, "The conversation: every turn and part, in order."),
        .init(
            .gemini, "contents", .otherOrAbsent, .state,
            "Not of the format's shape: the provider decides what it means."),
        .init(.native, "messages", .any, .ignored, "The native format has no such field; it is not sent."),
        .init(.native, "prompt", .string, .answer, "The conversation: one turn of the user."),
        .init(.native, "prompt", .otherOrAbsent, .refused, "The native format needs a prompt."),
        .init(.native, "stream", .true, .refused, "The native format does not stream."),
        .init(.allButGemini, "stream", .boolean, .ignored, "How the answer travels, not what it says."),
        .init(.allButGemini, "stream", .other, .state, "Nobody knows how the answer would travel."),
        .init(.gemini, "model.**", .any, .ignored, "The address says it."),
        .init(.gemini, "stream.**", .any, .ignored, "The address says it."),
        .init(.openAI, "stream_options", .objectOrNull, .ignored, "How the answer travels."),
        .init(.openAI, "stream_options.include_usage", .any, .ignored, "Whether the stream ends with token counts."),
        .init(.openAI, "stream_options.include_obfuscation", .any, .ignored, "Padding of the stream."),
        .init(.openAI, "stream_options.**", .any, .answer, "Options that nobody here knows."),
    ]

    private static let aboutTheCaller: [IdentityRow] = [
        .init(.all, "user", .any, .ignored, "Who asks, for the provider's abuse checks."),
        .init(.all, "safety_identifier", .any, .ignored, "Who asks, for the provider's abuse checks."),
        .init(.all, "prompt_cache_key", .any, .ignored, "Where the provider keeps its prompt cache."),
        .init(.all, "client_metadata", .any, .ignored, "What a tool says about itself and its session."),
        .init(.all, "cache_control", .any, .ignored, "What the provider's prompt cache shall keep."),
        .init(.all, "store", .falseOrNull, .ignored, "The provider keeps nothing."),
        .init(.all, "store", .other, .state, "The provider shall keep the answer, which a hit would not make it do."),
    ]

    private static let scopes: [IdentityRow] =
        ["session_id", "thread_id", "conversation_id"].flatMap { name in
            ["", "metadata."].flatMap { place -> [IdentityRow] in
                [
                    .init(.all, place + name, .session, .scope, "The client's own session: answers stay inside it."),
                    .init(.all, place + name, .null, .ignored, "No session."),
                    .init(.all, place + name, .other, .state, "A session that cannot be told from others."),
                ]
            }
        } + [
            .init(.all, "metadata", .any, .ignored, "Notes about the request, such as the user's id.")
        ]

    private static let providerState: [IdentityRow] =
        [
            "previous_response_id", "conversation", "thread", "container", "mcp_servers", "cachedContent",
            "cached_content",
        ].flatMap { name in
            [
                IdentityRow(.all, name, .null, .ignored, "Names nothing."),
                IdentityRow(.all, name, .other, .state, "Names state that lives outside the request."),
            ]
        } + [
            .init(.responses, "background", .true, .state, "The answer is made later and fetched by its id.")
        ]

    private static let markers: [IdentityRow] = [
        .init(.chatAndMessages, "messages[].cache_control", .any, .ignored, marker),
        .init(.chatAndMessages, "messages[].content[].cache_control", .any, .ignored, marker),
        .init(.chatAndMessages, "messages[].content[].content[].cache_control", .any, .ignored, marker),
        .init(.chatAndMessages, "messages[].content[].source.content[].cache_control", .any, .ignored, marker),
        .init(.messages, "system[].cache_control", .any, .ignored, marker),
        .init(.allButGemini, "tools[].cache_control", .any, .ignored, marker),
        .init(.chat, "tools[].function.cache_control", .any, .ignored, marker),
        .init(.chat, "tools[].custom.cache_control", .any, .ignored, marker),
        .init(.chat, "functions[].cache_control", .any, .ignored, marker),
        .init(.chat, "messages[].tool_calls[].cache_control", .any, .ignored, marker),
        .init(.responses, "input[].cache_control", .any, .ignored, marker),
        .init(.responses, "input[].content[].cache_control", .any, .ignored, marker),
        .init(.responses, "tools[].tools[].cache_control", .any, .ignored, marker),
        .init(
            .messages, "system[]", .billing, .ignored,
            "Claude Code's billing line; it changes from run to run and says nothing to the model."),
    ]

    /// Values that mean what their absence means.
    private static let defaults: [IdentityRow] = ofChat + ofMessages + ofResponses + ofGemini

    private static let ofChat: [IdentityRow] = [
        .init(.chat, "tools", .emptyList, .ignored, asIfNotThere),
        .init(.chat, "tools[].type", .function, .ignored, asIfNotThere),
        .init(.chat, "tools[].function.strict", .falseOrNull, .ignored, asIfNotThere),
        .init(.chat, "functions", .emptyList, .ignored, asIfNotThere),
        .init(.chat, "functions[].strict", .falseOrNull, .ignored, asIfNotThere),
        .init(.chat, "stop", .emptyList, .ignored, asIfNotThere),
        .init(.chat, "response_format.json_schema.schema", .emptyObject, .ignored, asIfNotThere),
        .init(.chat, "response_format.json_schema.name", .emptyText, .ignored, asIfNotThere),
        .init(.chatAndMessages, "messages[].content", .emptyTextOrList, .ignored, asIfNotThere),
        .init(.chatAndMessages, "messages[].content[]", .wordless, .ignored, asIfNotThere),
        .init(.chat, "messages[].refusal", .emptyText, .ignored, asIfNotThere),
        .init(.chat, "messages[].tool_calls", .emptyList, .ignored, asIfNotThere),
        .init(.chat, "messages[].tool_calls[].type", .function, .ignored, "The call itself says it."),
    ]

    private static let ofMessages: [IdentityRow] = [
        .init(.messages, "system", .emptyTextOrList, .ignored, asIfNotThere),
        .init(.messages, "system[]", .wordless, .ignored, asIfNotThere),
        .init(.messages, "messages[].content[].input", .emptyObject, .ignored, asIfNotThere),
        .init(.messages, "messages[].content[].is_error", .falseOrNull, .ignored, asIfNotThere),
        .init(.messages, "messages[].content[].content", .emptyTextOrList, .ignored, asIfNotThere),
        .init(.messages, "messages[].content[].content[]", .wordless, .ignored, asIfNotThere),
        .init(.messages, "stop_sequences", .emptyList, .ignored, asIfNotThere),
        .init(.messages, "tools", .emptyList, .ignored, asIfNotThere),
        .init(.messages, "tools[].type", .custom, .ignored, asIfNotThere),
        .init(.messages, "tools[].strict", .falseOrNull, .ignored, asIfNotThere),
    ]

    private static let ofResponses: [IdentityRow] = [
        .init(.responses, "instructions", .emptyTextOrList, .ignored, asIfNotThere),
        .init(
            .responses, "input[].id", .any, .ignored,
            "Names an item for the provider's log; calls and outputs have another id."),
        .init(.responses, "input[].status", .any, .ignored, "Says how far the provider had come."),
        .init(.responses, "input[].type", .message, .ignored, asIfNotThere),
        .init(.responses, "input[].content[].annotations", .emptyList, .ignored, asIfNotThere),
        .init(.responses, "input[].content[].detail", .auto, .ignored, asIfNotThere),
        .init(.responses, "include", .emptyList, .ignored, asIfNotThere),
        .init(.responses, "reasoning", .emptyObject, .ignored, asIfNotThere),
        .init(.responses, "text", .emptyObject, .ignored, asIfNotThere),
        .init(.responses, "tools[].strict", .true, .ignored, asIfNotThere),
        .init(.responses, "tools[].tools[].strict", .true, .ignored, asIfNotThere),
        .init(.responses, "tools", .emptyList, .ignored, asIfNotThere),
    ]

    private static let ofGemini: [IdentityRow] = [
        .init(.gemini, "contents[].role", .user, .ignored, asIfNotThere),
        .init(.gemini, "systemInstruction.role", .any, .ignored, "Instructions have no other role."),
        .init(.gemini, "system_instruction.role", .any, .ignored, "Instructions have no other role."),
        .init(.gemini, "generationConfig", .emptyObject, .ignored, asIfNotThere),
        .init(.gemini, "generation_config", .emptyObject, .ignored, asIfNotThere),
        .init(.gemini, "generationConfig.stopSequences", .emptyList, .ignored, asIfNotThere),
        .init(.gemini, "generation_config.stop_sequences", .emptyList, .ignored, asIfNotThere),
        .init(.gemini, "tools", .emptyList, .ignored, asIfNotThere),
    ]

    private static let asIfNotThere = "Means the same as nothing."

    private static let marker = "A marker for the provider's prompt cache; it moves from turn to turn."
}
