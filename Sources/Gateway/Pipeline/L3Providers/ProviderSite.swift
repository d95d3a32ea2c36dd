// SPDX-License-Identifier: Apache-2.0

import Addresses
public import Conversation

/// Where a provider is and what it speaks there.
public struct ProviderSite: Sendable, Hashable {
    /// The provider's lower-case name.
    public let provider: String
    /// One endpoint for each format that is spoken, the one that others are translated to first.
    public private(set) var endpoints: [Endpoint]
    /// Header lines that every request to the provider has; a client's own of the same names stay behind.
    public let extraFields: [FixedField]
    /// Whether streams of chat completions may be asked for token counts that the client did not ask for.
    public var takesStreamUsage = false
    /// The path that stands before all of the provider's addresses, with its version.
    private var base: String
    /// The path above the deployments, where the address names one: models are deployments then.
    private var deployments: String?

    /// - Parameters:
    ///   - formats: what the provider speaks, best first; not empty.
    ///   - url: the base that a client library takes, or a whole endpoint, which then is the only format spoken there.
    ///   - extraFields: header lines that every request to the provider has.
    public init?(provider: String, formats: [WireFormat], url: String, extraFields: [FixedField] = []) {
        guard let parts = URLParts(url) else { return nil }
        self.provider = provider
        self.extraFields = extraFields
        var path = parts.path[...]
        while path.hasSuffix("/") { path.removeLast() }
        var spoken = formats
        if let (format, ending) = Self.endings.first(where: { path.hasSuffix($0.1) }) {
            path.removeLast(ending.count)
            // OpenAI's own service speaks both, whichever address was written down.
            if parts.host != Self.openAIHost { spoken = [format] }
            base = String(path)
        } else {
            base = Self.versioned(path, spoken.first ?? .openAIChat, isOllama: provider == "ollama")
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
    private static func versioned(_ path: Substring, _ format: WireFormat, isOllama: Bool) -> String {
        switch format {
        case .openAIChat, .openAIResponses, .native:
            // Ollama's address is known without a version, wherever a proxy put it.
            path.isEmpty || isOllama && !path.hasSuffix("/v1") ? path + "/v1" : String(path)
        case .anthropicMessages: path.hasSuffix("/v1") ? String(path) : path + "/v1"
        case .gemini: path.hasSuffix("/v1beta") || path.hasSuffix("/v1") ? String(path) : path + "/v1beta"
        }
    }

    /// Azure's service: below `/openai/v1` its newer interface, which takes a model's name for a deployment; everywhere
    /// else one deployment's address.
    ///
    /// - Parameters:
    ///   - endpoint: the resource's URL; a query is kept.
    ///   - deployment: the name of the deployment, not empty but in the newer interface, which ignores it.
    ///   - apiVersion: goes into the query, unless the endpoint's has one; not empty but in the newer interface.
    public init?(azure endpoint: String, deployment: String, apiVersion: String) {
        guard let parts = URLParts(endpoint) else { return nil }
        var path = parts.path[...]
        while path.hasSuffix("/") { path.removeLast() }
        if path.hasSuffix("/openai/v1") {
            self.init(provider: "azure", formats: [.openAIChat, .openAIResponses], url: endpoint)
            return
        }
        guard !deployment.isEmpty, !apiVersion.isEmpty, !path.contains("/deployments/") else { return nil }
        if path.hasSuffix("/openai") { path.removeLast("/openai".count) }
        let deployments = path + "/openai/deployments/"
        var query = parts.query == "?" ? "" : parts.query
        if !query.contains("?api-version="), !query.contains("&api-version=") {
            query += (query.isEmpty ? "?" : "&") + "api-version=" + PercentEncoding.segment(apiVersion)
        }
        self.init(
            provider: "azure", formats: [.openAIChat],
            url: parts.url(path: deployments + PercentEncoding.segment(deployment) + "/chat/completions", query: query))
        self.deployments = String(deployments)
    }

    /// Copilot's service at `api`, a URL with or without `/chat/completions`, with the header lines of an editor.
    public init?(copilot api: String) {
        guard let parts = URLParts(api) else { return nil }
        var path = parts.path[...]
        while path.hasSuffix("/") { path.removeLast() }
        if !path.hasSuffix("/chat/completions") { path += "/chat/completions" }
        self.init(
            provider: "copilot", formats: [.openAIChat], url: parts.url(path: String(path), query: parts.query),
            extraFields: CopilotEditor.fields)
    }

    /// The site with the deployment `name` in its addresses; where addresses name none, the site itself.
    public func deployment(_ name: String) -> ProviderSite {
        guard let deployments, !name.isEmpty else { return self }
        let base = deployments + PercentEncoding.segment(name)
        guard base != self.base else { return self }
        var other = self
        other.base = base
        other.endpoints = endpoints.map { $0.at(base + Self.ending($0.format)) }
        return other
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
