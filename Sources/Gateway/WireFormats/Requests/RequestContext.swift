// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// What stands around a request body and decides its answer too.
public struct RequestContext: Sendable {
    public var surface: Surface
    public var principal: Principal
    /// Session ids from headers, in order of precedence.
    public var sessions: [String]
    /// `anthropic-version`, if it was sent.
    public var anthropicVersion: String?
    /// `anthropic-beta` values, as sent.
    public var betas: [String]
    /// `openai-organization`, `openai-project` and `openai-beta`, each as a word for the header and its value.
    public var accounts: [String]
    /// What stands behind the target's question mark, if the provider gets it too.
    public var query: String?
    /// The model that the address names, for formats that have it there.
    public var pathModel: String?
    /// Whether the address asks for a stream, for formats that say it there.
    public var pathStreams: Bool
    /// Names that stand for a model.
    public var aliases: [String: String]
    /// The model of requests that name none.
    public var defaultModel: String

    public init(
        surface: Surface, principal: Principal, sessions: [String] = [], anthropicVersion: String? = nil,
        betas: [String] = [], accounts: [String] = [], query: String? = nil,
        pathModel: String? = nil, pathStreams: Bool = false, aliases: [String: String] = [:], defaultModel: String = ""
    ) {
        self.surface = surface
        self.principal = principal
        self.sessions = sessions
        self.anthropicVersion = anthropicVersion
        self.betas = betas
        self.accounts = accounts
        self.query = query
        self.pathModel = pathModel
        self.pathStreams = pathStreams
        self.aliases = aliases
        self.defaultModel = defaultModel
    }
}
