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

/// A family's plainest question.
func question(_ family: ProviderFamily, _ text: String, stream: Bool = false, extra: JSONValue = [:]) -> JSONValue {
    let common: JSONValue = [
        "model": "model-1", "max_tokens": 4000, "stream": .bool(stream),
        "messages": [["role": "user", "content": .string(text)]],
    ]
    // Of members named twice the reader takes the last one.
    return .object((common.objectMembers ?? []) + (extra.objectMembers ?? []))
}

extension ProviderFamily {
    var target: String { self == .openAI ? "/v1/chat/completions" : "/v1/messages" }
}

extension FakeUpstream {
    /// Asks on a connection of its own.
    func ask(
        _ family: ProviderFamily, _ text: String, stream: Bool = false, extra: JSONValue = [:], headers: [String] = []
    ) async throws -> RawAnswer {
        try await send(request(family.target, question(family, text, stream: stream, extra: extra), headers: headers))
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
    /// The text of an answer in either family, streamed or not.
    var spokenText: String {
        if headers["content-type"]?.hasPrefix("text/event-stream") == true {
            return events.compactMap { event -> String? in
                let delta = event.json?["choices"]?.arrayValue?.first?["delta"] ?? event.json?["delta"]
                return (delta?["content"] ?? delta?["text"])?.stringValue
            }.joined()
        }
        let message = json?["choices"]?.arrayValue?.first?["message"]
        return (message?["content"] ?? json?["content"]?.arrayValue?.first?["text"])?.stringValue ?? ""
    }
}
