// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import NIOHTTP1
import Pipeline

/// One request as it comes in.
///
/// A class, since it is handed on several times and has many fields; only the connection that reads it changes it.
final class Incoming {
    let method: HTTPMethod
    let uri: String
    let lines: HeaderLines
    let fields: RequestHeaders
    let route: Route
    let admission: Gatekeeper.Admission
    let requestID: String
    let started: NIODeadline
    /// Whether the client reads chunked bodies.
    let isModern: Bool
    /// The body so far.
    var body = ByteBuffer()
    /// Where the target's query begins, with its question mark.
    private let queryMark: String.Index?
    /// Whether the place at the virtual key has been given back.
    private var hasLeft = false

    init(
        method: HTTPMethod, uri: String, lines: HeaderLines, fields: RequestHeaders, route: Route,
        admission: Gatekeeper.Admission, requestID: String, started: NIODeadline, isModern: Bool
    ) {
        self.method = method
        self.uri = uri
        self.lines = lines
        self.fields = fields
        self.route = route
        self.admission = admission
        self.requestID = requestID
        self.started = started
        self.isModern = isModern
        queryMark = uri.queryMark
    }

    /// The request has ended: gives the place at its virtual key back, once.
    func leave() {
        guard let key = admission.key, !hasLeft else { return }
        hasLeft = true
        key.leave()
    }

    /// What stands behind the target's question mark; it goes to the provider.
    var query: Substring {
        guard let mark = queryMark else { return "" }
        return uri[uri.utf8.index(after: mark)...].prefix { $0 != "#" }
    }

    var hasQuery: Bool { queryMark != nil }

    /// The target without its query.
    var path: Substring {
        queryMark.map { uri[..<$0] } ?? uri[...]
    }

    /// The query as a provider gets it: a key in it, which Google's clients may send, stays behind.
    var passedQuery: Substring {
        guard fields.queryKey != nil else { return query }
        return Substring(query.split(separator: "&").filter { !$0.hasPrefix("key=") }.joined(separator: "&"))
    }

    /// Whether a client of Gemini's reads its stream as one JSON array instead of server-sent events.
    var wantsArray: Bool {
        guard case .gemini(_, streams: true) = route else { return false }
        return !query.split(separator: "&").contains("alt=sse")
    }

    /// The format in which failures are worded.
    var errorFormat: WireFormat { Self.errorFormat(route, uri) }

    static func errorFormat(_ route: Route, _ uri: String) -> WireFormat {
        if let surface = route.surface { return surface.format }
        guard case .control = route else { return .native }
        if uri.hasPrefix("/v1beta/") { return .gemini }
        return uri.hasPrefix("/v1/messages") ? .anthropicMessages : uri.hasPrefix("/v1/") ? .openAIChat : .native
    }
}
