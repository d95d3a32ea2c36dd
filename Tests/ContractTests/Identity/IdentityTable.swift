// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The tables of `docs/identity.md` for programs; a test keeps the two alike.
enum IdentityTable {
    /// What each value of a body is; the first row that fits holds.
    static let body: [IdentityRow] =
        named + [IdentityRow(.all, "**", .any, .answer, "Whatever no row above names can change the answer.")]

    private static let named = asked + aboutTheCaller + scopes + providerState + markers

    /// The rows by the member of the request that their paths begin with.
    private static let namedByMember = Dictionary(grouping: named, by: \.member)

    /// Objects whose own keys may stand in any order; the empty path is the request itself.
    static let unordered = [
        "", "messages[]", "messages[].content[]", "messages[].content[].content[]",
        "messages[].content[].source.content[]", "system[]", "tools[]", "stream_options", "metadata",
    ]

    static func isUnordered(_ path: [PathStep]) -> Bool { unorderedPatterns.contains { $0.matches(path) } }

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
        .init(.all, "model", .string, .answer, "The name that the provider will see: an alias is what it stands for."),
        .init(
            .all, "model", .otherOrAbsent, .state,
            "Nobody knows who would answer; absent it is the configured default model, if there is one."),
        .init(
            .chatAndMessages, "messages", .list, .answer,
            "The conversation: every turn, part and tool result, in order."),
        .init(
            .chatAndMessages, "messages", .otherOrAbsent, .state,
            "Not of the format's shape: the provider decides what it means."),
        .init(.native, "messages", .any, .ignored, "The native format has no such field; it is not sent."),
        .init(.native, "prompt", .string, .answer, "The conversation: one turn of the user."),
        .init(.native, "prompt", .otherOrAbsent, .refused, "The native format needs a prompt."),
        .init(.native, "stream", .true, .refused, "The native format does not stream."),
        .init(.all, "stream", .boolean, .ignored, "How the answer travels, not what it says."),
        .init(.all, "stream", .other, .state, "Nobody knows how the answer would travel."),
        .init(.all, "stream_options", .objectOrNull, .ignored, "How the answer travels."),
        .init(.all, "stream_options.include_usage", .any, .ignored, "Whether the stream ends with token counts."),
        .init(.all, "stream_options.include_obfuscation", .any, .ignored, "Padding of the stream."),
        .init(.all, "stream_options.**", .any, .answer, "Options that nobody here knows."),
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
        ["previous_response_id", "conversation", "thread", "container", "mcp_servers"].flatMap { name in
            [
                IdentityRow(.all, name, .null, .answer, "Means nothing, but costs no more than a miss."),
                IdentityRow(.all, name, .other, .state, "Names state that lives outside the request."),
            ]
        }

    private static let markers: [IdentityRow] = [
        .init(.chatAndMessages, "messages[].cache_control", .any, .ignored, marker),
        .init(.chatAndMessages, "messages[].content[].cache_control", .any, .ignored, marker),
        .init(.chatAndMessages, "messages[].content[].content[].cache_control", .any, .ignored, marker),
        .init(.chatAndMessages, "messages[].content[].source.content[].cache_control", .any, .ignored, marker),
        .init(.messages, "system[].cache_control", .any, .ignored, marker),
        .init(.all, "tools[].cache_control", .any, .ignored, marker),
        .init(
            .messages, "system[]", .billing, .ignored,
            "Claude Code's billing line; it changes from run to run and says nothing to the model."),
    ]

    private static let marker = "A marker for the provider's prompt cache; it moves from turn to turn."
}
