// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOHTTP1
import WireFormats

/// Where a request goes, decided from its method and path alone.
enum Route: Hashable {
    case generation(Surface)
    /// A question to a Gemini model; the address names it and says whether the answer is streamed.
    case gemini(model: String, streams: Bool)
    /// What only one family of providers does.
    case passOn(Operation.Passage)
    /// Answered at once, with no key: agents and load balancers ask before they have one.
    case hello
    case healthz
    case readiness
    /// Everything else: the control plane's router decides.
    case control
    case methodNotAllowed(allow: String, Surface)

    /// The route of `uri`; a query never changes it.
    init(method: HTTPMethod, uri: String) {
        if let surface = Self.plain(uri) {
            self = Self.generation(surface, method)
            return
        }
        let path = uri.queryMark.map { uri[..<$0] } ?? uri[...]
        switch path {
        case "/v1/chat/completions", "/api/chat/completions": self = Self.generation(.chatCompletions, method)
        case "/v1/messages": self = Self.generation(.messages, method)
        case "/v1/responses": self = Self.generation(.responses, method)
        case "/v1/embeddings": self = Self.passage(.embeddings, .chatCompletions, method)
        case "/v1/completions": self = Self.passage(.completions, .chatCompletions, method)
        case "/v1/messages/count_tokens": self = Self.passage(.messagesTokens, .messages, method)
        case "/api/chat", "/api/v1/chat": self = Self.generation(.native, method)
        case "/api/hello" where method == .HEAD || method == .GET: self = .hello
        case "/healthz" where method == .HEAD || method == .GET: self = .healthz
        case "/readiness" where method == .HEAD || method == .GET: self = .readiness
        default:
            if path.utf8.starts(with: "/v1/responses/".utf8) {
                self = .passOn(.storedResponses)
            } else if method == .POST, path.utf8.count <= Self.longestModelPath, let gemini = GeminiPath(path) {
                self = Self.gemini(gemini)
            } else {
                self = .control
            }
        }
    }

    /// The addresses that nearly all requests go to, without a query; told apart by their bytes.
    private static func plain(_ uri: String) -> Surface? {
        switch uri.utf8.count {
        case 12 where uri == "/v1/messages": .messages
        case 13 where uri == "/v1/responses": .responses
        case 20 where uri == "/v1/chat/completions": .chatCompletions
        default: nil
        }
    }

    /// No model's address is longer, and reading one takes time that grows with it.
    private static let longestModelPath = 1024

    private static func gemini(_ path: GeminiPath) -> Route {
        switch path.verb {
        case "generateContent": .gemini(model: path.model, streams: false)
        case "streamGenerateContent": .gemini(model: path.model, streams: true)
        case "countTokens": .passOn(.geminiTokens)
        default: .passOn(.geminiOther)
        }
    }

    private static func passage(_ passage: Operation.Passage, _ surface: Surface, _ method: HTTPMethod) -> Route {
        method == .POST ? .passOn(passage) : .methodNotAllowed(allow: "POST", surface)
    }

    private static func generation(_ surface: Surface, _ method: HTTPMethod) -> Route {
        method == .POST ? .generation(surface) : .methodNotAllowed(allow: "POST", surface)
    }

    /// Whether the route answers without a key, always.
    var isOpen: Bool {
        switch self {
        case .hello, .healthz, .readiness: true
        case .generation, .gemini, .passOn, .control, .methodNotAllowed: false
        }
    }

    /// The door that asks for a provider's work: its format is the one that failures are worded in.
    var surface: Surface? {
        switch self {
        case .generation(let surface): surface
        case .gemini: .gemini
        case .passOn(let passage):
            switch passage.family {
            case .anthropicMessages: .messages
            case .gemini: .gemini
            case .openAIResponses: .responses
            case .openAIChat, .native: .chatCompletions
            }
        case .methodNotAllowed(_, let surface): surface
        case .hello, .healthz, .readiness, .control: nil
        }
    }
}
