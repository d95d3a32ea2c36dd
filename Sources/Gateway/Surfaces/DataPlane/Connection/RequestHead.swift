// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

/// A request's head: what is asked for, and the header lines.
struct RequestHead {
    var method: HTTPMethod
    var uri: String
    var lines: HeaderLines
    /// What the gateway reads of the lines.
    var fields: RequestHeaders
    /// Whether the client speaks HTTP/1.1.
    var isModern: Bool
    /// Whether the client may ask on over the same connection.
    var isKeepAlive: Bool
}

extension RequestHead {
    /// A head that the HTTP library's decoder has read.
    init(_ head: HTTPRequestHead) {
        self.init(
            method: head.method, uri: head.uri, lines: .parsed(head.headers), fields: RequestHeaders(head.headers),
            isModern: head.version == .http1_1, isKeepAlive: head.isKeepAlive)
    }
}
