// SPDX-License-Identifier: Apache-2.0

import Conversation
import FakeUpstream
import Settings
import TestKit

/// A request with a shape's header and some body, on its way through a gateway.
struct ShapeRequest: Sendable {
    /// How the body is framed.
    enum Framing: Sendable { case length, chunks(Int) }

    var shape: Shape
    var body: [UInt8]
    var framing = Framing.length
    /// Header lines beside the shape's own.
    var extra: [(name: String, value: String)] = []

    /// Header lines that the gateway takes away or replaces, as `docs/wire-fidelity.md` lists them.
    static let ownLines: Set<String> = [
        "host", "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
        "expect", "content-length", "accept-encoding", "authorization", "x-api-key", "x-goog-api-key", "api-key",
        "proxy-authorization", "cookie", "origin", "referer", "x-isartor-cache", "x-isartor-session-id",
    ]

    /// The shape's header with nothing left out but its framing.
    var headers: [(name: String, value: String)] {
        shape.headers.filter { !["host", "content-length", "transfer-encoding"].contains($0.name.lowercased()) } + extra
    }

    /// Whether it asks for a stream.
    var wantsStream: Bool {
        shape.surface == .gemini ? shape.streams : (try? JSONTree(body)["stream"]) == .boolean(true)
    }

    /// The header lines that must reach the provider as they are.
    var passed: [String] {
        headers.filter { !Self.ownLines.contains($0.name.lowercased()) }
            .map { "\($0.name): \($0.value)" }
    }

    func bytes(port: Int) -> [UInt8] {
        var head = "POST \(shape.target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        switch framing {
        case .length:
            return Array((head + "Content-Length: \(body.count)\r\n\r\n").utf8) + body
        case .chunks(let size):
            var bytes = Array((head + "Transfer-Encoding: chunked\r\n\r\n").utf8)
            for start in stride(from: 0, to: body.count, by: size) {
                let chunk = body[start..<min(start + size, body.count)]
                bytes += Array("\(String(chunk.count, radix: 16));note=1\r\n".utf8) + chunk + [13, 10]
            }
            return bytes + Array("0\r\n\r\n".utf8)
        }
    }

    /// Sends the request on an open connection and reads the response.
    ///
    /// It blocks: call it away from Swift's own threads. A test that shares those with others may wait for its turn so
    /// long that the gateway closes an idle connection.
    func send(on socket: TestSocket, port: Int) throws -> TestResponse {
        try socket.send(bytes(port: port))
        return try TestClient.readResponse(from: socket)
    }
}

extension RecordedRequest {
    /// The header lines that came from the client as they are.
    var passed: [String] {
        headers.filter { !ShapeRequest.ownLines.contains($0.name.lowercased()) }.map { "\($0.name): \($0.value)" }
    }
}

extension Shape {
    /// The provider that speaks the shape's format.
    var provider: ProviderName {
        switch surface {
        case .messages: .anthropic
        case .gemini: .gemini
        case .chatCompletions, .responses, .native: .openAI
        }
    }

    /// The header that the provider gets its key by.
    var credentialHeader: String {
        switch surface {
        case .messages: "x-api-key"
        case .gemini: "x-goog-api-key"
        case .chatCompletions, .responses, .native: "authorization"
        }
    }

    /// The shape, asking for a stream or not: in its body, or in its address where the format has it there.
    func asking(stream: Bool) throws -> Shape {
        guard surface == .gemini else {
            let body = try body(setting: "stream", to: .boolean(stream))
            return Shape(
                name: name, surface: surface, target: target, headers: headers, body: body,
                spacedBody: OddJSON.spaced(try JSONTree(body)))
        }
        let path = target.prefix { $0 != ":" }
        return Shape(
            name: name, surface: surface,
            target: path + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent"),
            headers: headers, body: body, spacedBody: spacedBody)
    }

    static func of(_ provider: ProviderName) -> [Shape] {
        ShapeFolder.all.filter { $0.surface != .native && $0.provider == provider }
    }
}
