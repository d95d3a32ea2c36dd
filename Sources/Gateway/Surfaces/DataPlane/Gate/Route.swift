// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOHTTP1

/// Where a request goes, decided from its method and path alone.
enum Route: Hashable {
    case generation(Surface)
    /// Answered at once, with no key: agents and load balancers ask before they have one.
    case hello
    case healthz
    case readiness
    /// Everything else: the control plane's router decides.
    case control
    case methodNotAllowed(allow: String, Surface)

    /// The route of `uri`; a query never changes it.
    init(method: HTTPMethod, uri: String) {
        let path = uri.utf8.firstIndex(of: UInt8(ascii: "?")).map { uri[..<$0] } ?? uri[...]
        switch path {
        case "/v1/chat/completions", "/api/chat/completions": self = Self.generation(.chatCompletions, method)
        case "/v1/messages": self = Self.generation(.messages, method)
        case "/api/chat", "/api/v1/chat": self = Self.generation(.native, method)
        case "/api/hello" where method == .HEAD || method == .GET: self = .hello
        case "/healthz" where method == .HEAD || method == .GET: self = .healthz
        case "/readiness" where method == .HEAD || method == .GET: self = .readiness
        default: self = .control
        }
    }

    private static func generation(_ surface: Surface, _ method: HTTPMethod) -> Route {
        method == .POST ? .generation(surface) : .methodNotAllowed(allow: "POST", surface)
    }

    /// Whether the route answers without a key, always.
    var isOpen: Bool {
        switch self {
        case .hello, .healthz, .readiness: true
        case .generation, .control, .methodNotAllowed: false
        }
    }
}
