// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

/// A request that was read to its end.
struct UpstreamRequest: Sendable {
    /// The header that carries directives.
    static let directivesHeader = "x-fake-upstream"
    private static let geminiKeyHeader = "x-goog-api-key"
    private static let messagesPath = "/v1/messages"
    private static let responsesPath = "/v1/responses/"
    private static let conversationsPath = "/v1/conversations"
    private static let controlPath = "/__fake/"

    var method: HTTPMethod
    /// Path and query, as they were written.
    var target: String
    var headers: HTTPHeaders
    var body: [UInt8] = []
    /// Whether the body was longer than allowed; it is not kept then.
    var isTooLarge = false
    /// Counts requests from 1 since the start or the last reset.
    var number = 0

    /// The target without its query.
    var path: Substring { target.prefix { $0 != "?" } }

    /// The value of that name in the query, as it was written.
    func query(_ name: String) -> Substring? {
        for pair in target.dropFirst(path.count + 1).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts[0] == name { return parts.count > 1 ? parts[1] : "" }
        }
        return nil
    }

    var route: FakeUpstreamRoute {
        switch method {
        case .POST: postRoute
        case .GET where ModelsPath(path) != nil: .models
        case .GET where storedResponse != nil: .storedState
        case .DELETE where storedResponse != nil: .storedState
        default: .other
        }
    }

    private var postRoute: FakeUpstreamRoute {
        switch path {
        case _ where path.hasSuffix("/chat/completions"): .chatCompletions
        case _ where path.hasSuffix("/completions"): .completions
        case _ where path.hasSuffix("/responses"): .responses
        case _ where path.hasSuffix("/embeddings") || isRows: .embeddings
        case Self.messagesPath[...]: .messages
        case "/v1/messages/count_tokens": .countTokens
        case Self.conversationsPath[...]: .storedState
        default:
            switch geminiTarget?.verb {
            case .generateContent, .streamGenerateContent: .generateContent
            case .countTokens: .countTokens
            case .embedContent, .batchEmbedContents: .embeddings
            case nil: .other
            }
        }
    }

    /// Whether this asks about the fake itself; such requests are neither counted nor recorded.
    var isControl: Bool { target.hasPrefix(Self.controlPath) }

    /// The model that `GET /v1/models/ID` asks for; nil for the list.
    var askedModel: String? { ModelsPath(path)?.model }

    /// Whether this asks text-embeddings-inference for vectors.
    var isRows: Bool { path.hasSuffix("/embed") }

    /// The Gemini call that the path names.
    var geminiTarget: GeminiTarget? { method == .POST ? GeminiTarget(path: path) : nil }

    /// The stored answer that the path names.
    var storedResponse: String? {
        guard path.hasPrefix(Self.responsesPath) else { return nil }
        let id = path.dropFirst(Self.responsesPath.count)
        return id.isEmpty || id.contains("/") ? nil : String(id)
    }

    /// The format in which this request is answered.
    var format: WireFormat {
        // The path decides where it can; only the lists of models share one.
        switch route {
        case .chatCompletions: return .chatCompletions
        case .embeddings where geminiTarget == nil: return .chatCompletions
        case .completions: return .completions
        case .responses, .storedState: return .responses
        case .messages: return .messages
        case .generateContent, .countTokens, .embeddings, .models, .other: break
        }
        if let geminiTarget {
            return geminiTarget.verb == .streamGenerateContent && query("alt") != "sse" ? .geminiArray : .gemini
        }
        if path.hasPrefix(Self.messagesPath) { return .messages }
        if path.hasPrefix("/v1beta/") || headers.contains(name: Self.geminiKeyHeader) { return .gemini }
        return headers.contains(name: "anthropic-version") ? .messages : .chatCompletions
    }

    /// The key that the client presents, with or without its scheme.
    var credential: String? {
        let names = ["x-api-key", Self.geminiKeyHeader, "authorization"]
        let presented = names.lazy.compactMap { headers.first(name: $0) }.first ?? query("key").map { String($0) }
        return presented.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The id of the answer, as headers and error bodies show it.
    var requestID: String {
        let digits = String(number)
        return "req_fake_" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    /// The directives of the request's header; several fields speak in order, the first one that names a key wins.
    func headerDirectives() throws(FakeUpstreamDirectiveError) -> FakeUpstreamDirectives {
        var directives = FakeUpstreamDirectives()
        for value in headers[Self.directivesHeader] {
            directives = directives.filled(from: try FakeUpstreamDirectives(parsing: value))
        }
        return directives
    }
}
