// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import NIOHTTP1
import Pipeline
import Testing
import WireFormats

@testable import DataPlane

/// Requests as they come in, in the words of tests.
enum Arriving {
    static func fields(_ lines: [(String, String)]) -> RequestHeaders { RequestHeaders(HTTPHeaders(lines)) }

    static func request(
        _ body: String, uri: String = "/v1/chat/completions", surface: Surface = .chatCompletions,
        headers: [(String, String)] = []
    ) -> Incoming {
        let lines = HTTPHeaders(headers)
        let incoming = Incoming(
            method: .POST, uri: uri, lines: .parsed(lines), fields: RequestHeaders(lines), route: .generation(surface),
            admission: Gatekeeper.Admission(principal: .local, presented: nil), requestID: "r", started: .now(),
            isModern: true)
        incoming.body = ByteBuffer(string: body)
        return incoming
    }

    static func reading(
        _ body: String, _ surface: Surface, aliases: [String: String] = [:], defaultModel: String = ""
    ) throws -> RequestReading {
        var reader = RequestReader()
        let bytes = Array(body.utf8)
        let context = RequestContext(
            surface: surface, principal: .local, aliases: aliases, defaultModel: defaultModel)
        return try reader.read(bytes.span, in: context) { $0.count }.reading
    }
}
