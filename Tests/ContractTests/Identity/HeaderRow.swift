// SPDX-License-Identifier: Apache-2.0

/// One row of the table of headers in `docs/identity.md`.
struct HeaderRow: Sendable {
    enum Class: String, Sendable { case answer, ignored, scope, principal, control }

    var name: String
    var kind: Class
    var reason: String
    /// A header line that the row holds for, and another value of it.
    var probe: (name: String, one: String, other: String)

    var line: String { "| `\(name)` | \(kind.rawValue) | \(reason) |" }

    static let all: [HeaderRow] = [
        .init("X-Isartor-Session-Id", .scope, "The client's own session: answers stay inside it."),
        .init("X-Thread-Id", .scope, "As above."),
        .init("X-Session-Id", .scope, "As above."),
        .init("X-Conversation-Id", .scope, "As above."),
        .init(
            "the gateway key", .principal,
            "Holders of different keys share nothing. Which header carries the key does not matter.",
            ("x-api-key", "key-of-alice", "key-of-bob")),
        .init(
            "anthropic-version", .answer, "`2023-06-01` is what requests without the header mean.",
            ("anthropic-version", "2026-10-21", "2027-01-01")),
        .init(
            "anthropic-beta", .answer,
            "Each name counts, in any order, but those that begin with `claude-code-`, `oauth-`, `prompt-caching-`, `extended-cache-ttl-` or `token-counting-`.",
            ("anthropic-beta", "interleaved-thinking-2025-05-14", "context-1m-2025-08-07")),
        .init("openai-beta", .answer, "Counts as it is written."),
        .init("openai-organization", .answer, "Whose models, limits and instructions hold."),
        .init("openai-project", .answer, "As above."),
        .init(
            "Cache-Control", .control, "`no-cache`, `no-store`, `only-if-cached` say what the cache may do.",
            ("cache-control", "max-age=0", "private")),
        .init(
            "X-Isartor-Cache", .control, "`bypass`, `refresh`, `only` say the same in one word.",
            ("x-isartor-cache", "default", "default")),
        .init(
            "X-Isartor-Semantic", .control, "`off`, `shadow` say what the semantic cache may do at most.",
            ("x-isartor-semantic", "off", "shadow")),
        .init("User-Agent", .ignored, "Which program asks."),
        .init(
            "X-Stainless-*", .ignored, "What SDKs tell about themselves and their retries.",
            ("x-stainless-retry-count", "0", "1")),
        .init(
            "X-Request-Id", .ignored, "Names one request; so do `X-Client-Request-Id`, `Idempotency-Key` and the like."),
        .init("X-Claude-Code-Session-Id", .ignored, "A tool's own session: its repeats shall hit."),
        .init(
            "Session-Id", .ignored, "As above, Codex's; so are `Thread-Id` and `X-Codex-*`.", ("session-id", "a", "b")),
        .init("Accept-Encoding", .ignored, "How the answer travels.", ("accept-encoding", "gzip", "identity")),
        .init("any other", .ignored, "Passed on, but taken for a matter of transport.", ("x-something-new", "a", "b")),
    ]

    private init(
        _ name: String, _ kind: Class, _ reason: String, _ probe: (name: String, one: String, other: String)? = nil
    ) {
        self.name = name
        self.kind = kind
        self.reason = reason
        self.probe = probe ?? (name.lowercased(), "one", "other")
    }
}
