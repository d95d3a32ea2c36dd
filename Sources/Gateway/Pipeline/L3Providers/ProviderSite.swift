// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Where a provider is and what it speaks there.
public struct ProviderSite: Sendable, Hashable {
    /// The provider's lower-case name.
    public let provider: String
    /// One endpoint for each format that is spoken, the one that others are translated to first.
    public let endpoints: [Endpoint]
    /// The path that stands before all of the provider's addresses, with its version.
    private let base: String

    /// - Parameters:
    ///   - formats: what the provider speaks, best first; not empty.
    ///   - url: the base that a client library takes, or a whole endpoint, which then is the only format spoken there.
    public init?(provider: String, formats: [WireFormat], url: String) {
        guard let parts = URLParts(url) else { return nil }
        self.provider = provider
        var path = parts.path[...]
        while path.hasSuffix("/") { path.removeLast() }
        var spoken = formats
        if let (format, ending) = Self.endings.first(where: { path.hasSuffix($0.1) }) {
            path.removeLast(ending.count)
            // OpenAI's own service speaks both, whichever address was written down.
            if parts.host != Self.openAIHost { spoken = [format] }
            base = String(path)
        } else {
            base = Self.versioned(path, spoken.first ?? .openAIChat)
        }
        let base = base
        endpoints = spoken.map { format in
            Endpoint(provider: provider, format: format, parts: parts, path: base + Self.ending(format))
        }
        if endpoints.isEmpty { return nil }
    }

    private static let openAIHost = "api.openai.com"
    private static let endings: [(WireFormat, String)] = [
        (.openAIChat, "/chat/completions"), (.openAIResponses, "/responses"), (.anthropicMessages, "/messages"),
    ]

    private static func ending(_ format: WireFormat) -> String { endings.first { $0.0 == format }?.1 ?? "" }

    /// The base as client libraries of the family complete it.
    private static func versioned(_ path: Substring, _ format: WireFormat) -> String {
        switch format {
        case .openAIChat, .openAIResponses, .native: path.isEmpty ? "/v1" : String(path)
        case .anthropicMessages: path.hasSuffix("/v1") ? String(path) : path + "/v1"
        case .gemini: path.hasSuffix("/v1beta") || path.hasSuffix("/v1") ? String(path) : path + "/v1beta"
        }
    }

    /// The endpoint that others are translated to.
    public var preferred: Endpoint { endpoints[0] }

    /// The endpoint for requests in `format`, if it is spoken here.
    public func endpoint(_ format: WireFormat) -> Endpoint? { endpoints.first { $0.format == format } }

    /// Whether the provider is of the family that does the operation.
    public func does(_ passage: Operation.Passage) -> Bool {
        switch passage {
        case .embeddings, .completions: endpoint(.openAIChat) != nil
        case .storedResponses: endpoint(.openAIResponses) != nil
        case .messagesTokens: endpoint(.anthropicMessages) != nil
        case .geminiTokens, .geminiOther: endpoint(.gemini) != nil
        }
    }

    /// An address of the provider's below its base, such as `/embeddings`.
    public func address(_ path: String) -> Endpoint { preferred.at(base + path) }
}
