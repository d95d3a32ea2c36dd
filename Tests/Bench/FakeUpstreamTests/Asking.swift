// SPDX-License-Identifier: Apache-2.0

@testable import FakeUpstream

/// Runs `body` with a fake upstream, which is stopped afterwards in any case.
func withFakeUpstream(
    _ configuration: FakeUpstreamConfiguration = FakeUpstreamConfiguration(),
    _ body: (FakeUpstream) async throws -> Void
) async throws {
    let upstream = try await FakeUpstream.start(configuration)
    do {
        try await body(upstream)
    } catch {
        try await upstream.stop()
        throw error
    }
    try await upstream.stop()
}

/// A request as text.
func request(
    _ target: String, _ body: JSONValue? = nil, method: String = "POST", headers: [String] = []
) -> String {
    let content = body?.encodedText() ?? ""
    let fields = ["Host: fake"] + headers + ["Content-Length: \(content.utf8.count)"]
    return "\(method) \(target) HTTP/1.1\r\n" + fields.joined(separator: "\r\n") + "\r\n\r\n" + content
}

/// A format's plainest question.
func question(_ format: WireFormat, _ text: String, stream: Bool = false, extra: JSONValue = [:]) -> JSONValue {
    let turn: JSONValue = [["role": "user", "content": .string(text)]]
    let common: JSONValue =
        switch format {
        case .chatCompletions, .messages:
            ["model": "model-1", "max_tokens": 4000, "stream": .bool(stream), "messages": turn]
        case .completions:
            ["model": "model-1", "max_tokens": 4000, "stream": .bool(stream), "prompt": .string(text)]
        case .responses:
            ["model": "model-1", "max_output_tokens": 4000, "stream": .bool(stream), "input": turn]
        case .gemini, .geminiArray:
            ["contents": [["role": "user", "parts": [["text": .string(text)]]]]]
        }
    // Of members named twice the reader takes the last one.
    return .object((common.objectMembers ?? []) + (extra.objectMembers ?? []))
}

extension WireFormat {
    /// The formats that existed first, for tests of what they alone share.
    static let chats: [WireFormat] = [.chatCompletions, .messages]
    /// The formats whose streams are server-sent events.
    static let streamed: [WireFormat] = [.chatCompletions, .completions, .responses, .messages, .gemini]

    func target(stream: Bool = false) -> String {
        switch self {
        case .chatCompletions: "/v1/chat/completions"
        case .completions: "/v1/completions"
        case .responses: "/v1/responses"
        case .messages: "/v1/messages"
        case .gemini: "/v1beta/models/model-1:" + (stream ? "streamGenerateContent?alt=sse" : "generateContent")
        case .geminiArray: "/v1beta/models/model-1:" + (stream ? "streamGenerateContent" : "generateContent")
        }
    }
}

extension FakeUpstream {
    /// Asks on a connection of its own.
    func ask(
        _ format: WireFormat, _ text: String, stream: Bool = false, extra: JSONValue = [:], headers: [String] = []
    ) async throws -> RawAnswer {
        let asked = question(format, text, stream: stream, extra: extra)
        return try await send(request(format.target(stream: stream), asked, headers: headers))
    }

    /// Sends a request on a connection of its own.
    func send(_ request: String, noBody: Bool = false) async throws -> RawAnswer {
        try await RawConnection.open(port) { connection in
            try await connection.send(request)
            return try await connection.answer(noBody: noBody)
        }
    }
}

extension RawAnswer {
    /// The JSON documents of a stream, of events or of an array's elements; of a plain answer, the one that it is.
    var documents: [JSONValue] {
        if headers["content-type"]?.hasPrefix("text/event-stream") == true { return events.compactMap(\.json) }
        return json?.arrayValue ?? [json].compactMap(\.self)
    }

    /// The pieces of text of an answer in any format, streamed or not.
    var spokenPieces: [String] { documents.compactMap(Self.spoken) }

    /// The text of an answer in any format, streamed or not.
    var spokenText: String { spokenPieces.joined() }

    private static func spoken(_ document: JSONValue) -> String? {
        if let choice = document["choices"]?.arrayValue?.first {
            let said = choice["message"]?["content"] ?? choice["delta"]?["content"] ?? choice["text"]
            return said?.stringValue
        }
        if let candidate = document["candidates"]?.arrayValue?.first {
            let parts = candidate["content"]?["parts"]?.arrayValue ?? []
            return parts.filter { $0["thought"] == nil }.compactMap { $0["text"]?.stringValue }.joined()
        }
        if let output = document["output"]?.arrayValue {
            let message = output.first { $0["type"] == "message" }
            return message?["content"]?.arrayValue?.first?["text"]?.stringValue
        }
        if document["type"] == "response.output_text.delta" { return document["delta"]?.stringValue }
        if let blocks = document["content"]?.arrayValue {
            return blocks.first { $0["type"] == "text" }?["text"]?.stringValue
        }
        return document["delta"]?["text"]?.stringValue
    }
}
