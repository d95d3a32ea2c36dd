// SPDX-License-Identifier: Apache-2.0

/// A row of the tables in `docs/formats/matrix.md`.
struct MatrixRow: Sendable {
    /// The name of its fixtures.
    var feature: String
    var title: String
    /// Whether it must never be refused, and never be left out.
    var isPromised: Bool

    init(_ feature: String, _ title: String, promised isPromised: Bool = false) {
        self.feature = feature
        self.title = title
        self.isPromised = isPromised
    }

    static let requests: [MatrixRow] = [
        .init("text", "Text, several turns, several parts", promised: true),
        .init("text-string", "Text, the whole request one string", promised: true),
        .init("system", "System instructions", promised: true),
        .init("system-parts", "System instructions in parts", promised: true),
        .init("system-middle", "System message in the middle", promised: true),
        .init("system-end", "System message at the end", promised: true),
        .init("tools", "Tools, the model chooses", promised: true),
        .init("tools-openapi", "Tools with schemas in OpenAPI's words", promised: true),
        .init("tool-choice", "Tools, one must be called", promised: true),
        .init("tool-required", "Tools, any must be called, one at a time", promised: true),
        .init("tool-none", "Tools, none may be called", promised: true),
        .init("parallel-tools", "Two tool calls and their results", promised: true),
        .init("parallel-tools-no-ids", "Two tool calls and their results, without ids", promised: true),
        .init("tool-result-error", "Tool result that is an error", promised: true),
        .init("tool-result-image", "Tool result with an image", promised: true),
        .init("old-functions", "Functions of the old kind", promised: true),
        .init("custom-tools", "Tools with free text", promised: true),
        .init("namespaces", "Tools in namespaces", promised: true),
        .init("image-base64", "Image in the request", promised: true),
        .init("image-url", "Image behind an address", promised: true),
        .init("document", "Document in the request"),
        .init("audio", "Sound in the request"),
        .init("thinking", "Thinking, with a measure"),
        .init("thinking-adaptive", "Thinking, as the model likes"),
        .init("thinking-level", "Thinking, with a level"),
        .init("thinking-off", "Thinking switched off"),
        .init("thinking-history", "Thoughts of earlier turns"),
        .init("json-schema", "Answer after a JSON schema", promised: true),
        .init("json-schema-openapi", "Answer after a schema in OpenAPI's words", promised: true),
        .init("json-object", "Answer as any JSON object"),
        .init("output-limit", "Limit of the answer's length", promised: true),
        .init("output-limit-new-name", "Limit of the answer's length, `max_completion_tokens`", promised: true),
        .init("stop-sequence", "One stop sequence"),
        .init("stop-sequences", "Stop sequences"),
        .init("sampling", "Temperature, top p and top k"),
        .init("seed-and-penalties", "Seed, penalties, temperature above 1"),
        .init("choices", "Several alternatives"),
        .init("logit-bias", "Bias of single tokens"),
        .init("web-search", "The provider's search of the web"),
        .init("harmless", "Fields that may be left out"),
        .init("unknown", "A tool or medium of this format alone"),
    ]

    static let answers: [MatrixRow] = [
        .init("text", "Text", promised: true),
        .init("tool-call", "Tool call", promised: true),
        .init("tool-call-id", "Tool call with Gemini's id", promised: true),
        .init("old-function", "Function call of the old kind", promised: true),
        .init("parallel-tools", "Text and two tool calls", promised: true),
        .init("thinking", "Thoughts and text"),
        .init("thinking-hidden", "Hidden thoughts and text"),
        .init("thinking-tools", "Thoughts and a tool call"),
        .init("stop-length", "Stopped at the output limit", promised: true),
        .init("stop-sequence", "Stopped at a stop sequence", promised: true),
        .init("stop-filter", "Stopped by a filter", promised: true),
        .init("stop-pause", "Paused by the provider", promised: true),
        .init("stop-recitation", "Stopped before any text", promised: true),
        .init("stop-other", "Stopped for another reason", promised: true),
        .init("usage", "Token counts: cached, written to the cache, thoughts", promised: true),
        .init("refusal", "Refusal"),
        .init("choices", "Several alternatives"),
        .init("citations", "Citations"),
        .init("error", "Error in the stream", promised: true),
        .init("error-failed", "Error in the stream, `response.failed`", promised: true),
    ]

    static let errors: [MatrixRow] = [
        .init("invalid-request", "Invalid request", promised: true),
        .init("too-long", "Prompt too long", promised: true),
        .init("authentication", "Wrong key", promised: true),
        .init("permission", "Not allowed", promised: true),
        .init("not-found", "Unknown model", promised: true),
        .init("rate-limit", "Rate limit", promised: true),
        .init("server", "Failure of the provider", promised: true),
        .init("overloaded", "Provider overloaded", promised: true),
    ]
}
