// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import NIOHTTP1
import Pipeline

/// One request as it comes in.
struct Incoming {
    let method: HTTPMethod
    let uri: String
    let headers: HTTPHeaders
    let fields: RequestHeaders
    let route: Route
    let admission: Gatekeeper.Admission
    let requestID: String
    let started: NIODeadline
    /// Whether the client reads chunked bodies.
    let isModern: Bool
    /// The body so far.
    var body = ByteBuffer()

    /// What stands behind the target's question mark; it goes to the provider.
    var query: Substring {
        guard let mark = uri.utf8.firstIndex(of: UInt8(ascii: "?")) else { return "" }
        return uri[uri.utf8.index(after: mark)...].prefix { $0 != "#" }
    }

    /// The format in which failures are worded.
    var errorFormat: WireFormat { Self.errorFormat(route, uri) }

    static func errorFormat(_ route: Route, _ uri: String) -> WireFormat {
        switch route {
        case .generation(let surface), .methodNotAllowed(_, let surface): surface.format
        case .hello, .healthz, .readiness: .native
        case .control:
            uri.hasPrefix("/v1/messages") ? .anthropicMessages : uri.hasPrefix("/v1/") ? .openAIChat : .native
        }
    }
}
