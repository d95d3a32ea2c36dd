// SPDX-License-Identifier: Apache-2.0

import WireFormats

/// A request that somebody wants explained before it is sent.
public struct ExplainRequest: Sendable {
    /// The address that it would be sent to.
    public var route: String
    /// Its body, as it would be sent.
    public var body: [UInt8]
    /// Its own header lines, without keys.
    public var headers: [(name: String, value: String)] = []
    /// The name of the gateway's key or virtual key that it would come with; nil for the key of who asks.
    public var key: String?
    /// Header lines of who asks.
    public var asker: [(name: String, value: String)] = []

    /// Reads `{"route": "…", "body": {…}, "headers": {…}, "key": "…"}`; nil if it is none of that shape.
    init?(_ tape: JSONTape, _ bytes: [UInt8]) {
        guard let body = tape.member("body", of: tape.root, in: bytes.span) else { return nil }
        self.body = tape.raw(body, in: bytes.span)
        route = "/v1/chat/completions"
        if let value = tape.member("route", of: tape.root, in: bytes.span) {
            guard let text = tape.string(at: value, in: bytes.span) else { return nil }
            route = text
        }
        if let value = tape.member("key", of: tape.root, in: bytes.span) {
            guard let text = tape.string(at: value, in: bytes.span) else { return nil }
            key = text
        }
        guard let lines = tape.member("headers", of: tape.root, in: bytes.span) else { return }
        guard tape.nodes[lines].kind == .object else { return nil }
        var isSound = true
        tape.forEachMember(of: lines) { name, value in
            guard let name = tape.string(at: name, in: bytes.span), let value = tape.string(at: value, in: bytes.span)
            else { return isSound = false }
            headers.append((name, value))
        }
        guard isSound else { return nil }
    }
}
