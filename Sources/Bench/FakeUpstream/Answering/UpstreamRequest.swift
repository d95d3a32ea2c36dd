// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

/// A request that was read to its end.
struct UpstreamRequest: Sendable {
    /// The header that carries directives.
    static let directivesHeader = "x-fake-upstream"
    private static let modelsPath = "/v1/models"
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

    var route: FakeUpstreamRoute {
        switch (method, path) {
        case (.POST, let path) where path.hasSuffix("/chat/completions"): .chatCompletions
        case (.POST, "/v1/messages"): .messages
        case (.POST, "/v1/messages/count_tokens"): .countTokens
        case (.GET, Self.modelsPath[...]): .models
        case (.GET, let path) where path.hasPrefix(Self.modelsPath + "/"): .models
        default: .other
        }
    }

    /// Whether this asks about the fake itself; such requests are neither counted nor recorded.
    var isControl: Bool { target.hasPrefix(Self.controlPath) }

    /// The model that `GET /v1/models/ID` asks for; nil for the list.
    var askedModel: String? {
        path.count > Self.modelsPath.count + 1 ? String(path.dropFirst(Self.modelsPath.count + 1)) : nil
    }

    /// The family in whose shape this request is answered.
    var family: ProviderFamily {
        // The path decides where it can; only some paths are shared.
        if route == .chatCompletions { return .openAI }
        return path.hasPrefix("/v1/messages") || headers.contains(name: "anthropic-version") ? .anthropic : .openAI
    }

    /// The key that the client presents, with or without its scheme.
    var credential: String? {
        let presented = headers.first(name: "x-api-key") ?? headers.first(name: "authorization")
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
