// SPDX-License-Identifier: Apache-2.0

/// What the load-test server needs to know of a request.
struct BareRequest: Equatable {
    enum Route: Equatable {
        case messages
        case control
        /// Every other path is answered like a chat completion.
        case chatCompletions
    }

    var method: String
    var target: String
    var route: Route
    /// Whether the body asks for a stream.
    var streams: Bool
    /// Whether the client wants the connection closed after the answer.
    var closes: Bool
    /// Bytes of the body on the wire, chunk framing included.
    var body: [UInt8] = []
}
