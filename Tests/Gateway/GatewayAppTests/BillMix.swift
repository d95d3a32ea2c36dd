// SPDX-License-Identifier: Apache-2.0

import TestKit

/// Requests of all surfaces, streams and not, some repeated, some that fail, some whose clients leave: the same ones for
/// the same seed.
struct BillMix: Sendable {
    struct Question: Sendable {
        var surface: ClientSurface
        var streams: Bool
        var body: String
        /// The client leaves as soon as the answer has begun.
        var leaves = false
    }

    private(set) var questions: [Question] = []

    /// Clients that leave.
    var cancelled: Int { questions.count { $0.leaves } }

    /// Faults whose bill both sides know. A reset may take bytes with it that the provider has billed.
    private static let faults = [
        "status-500", "status-429", "cut", "error-in-stream", "malformed-sse", "truncated-json", "no-terminator",
        "html-200", "empty-answer", "close-before", "slow-body", "status-400",
    ]
    private static let workers = 4

    init(count: Int, seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func random(_ below: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state >> 33) % below
        }
        let long = String(repeating: "The quick brown fox jumps over the lazy dog. ", count: 120)
        for number in 0..<count {
            let surface = ClientSurface.allCases[random(4)]
            let streams = random(2) == 1
            let kind = random(20)
            var words = "Question \(number): how far is it?"
            var leaves = false
            switch kind {
            case 0..<3: words = "Question \(random(max(1, number))): how far is it?"
            case 3..<5: words = long + "Question \(number)."
            case 5..<9:
                let fault = Self.faults[random(Self.faults.count)]
                let delay = fault == "slow-body" ? " frame-delay-ms=1" : ""
                words += " [[fake fault=\(fault)\(delay)]]"
            case 9 where streams:
                words += " [[fake fault=stall-inside stall-ms=60000]]"
                leaves = true
            default: break
            }
            var body = surface.body(words, streams: streams)
            if surface == .messages, kind == 3 || kind == 4 {
                let life = kind == 3 ? #","ttl":"1h""# : ""
                body = body.replacingOccurrence(
                    of: #""content":"\#(words)""#,
                    with: #""content":[{"type":"text","text":"\#(long)","cache_control":{"type":"ephemeral"\#(life)}},"#
                        + #"{"type":"text","text":"Question \#(number)."}]"#)
            }
            questions.append(Question(surface: surface, streams: streams, body: body, leaves: leaves))
        }
    }

    /// Sends all, some at a time.
    func send(to client: TestClient) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<Self.workers {
                group.addTask {
                    try await TestClient.blocking {
                        for place in stride(from: worker, to: questions.count, by: Self.workers) {
                            try ask(questions[place], client)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func ask(_ question: Question, _ client: TestClient) throws {
        let socket = try TestSocket(port: client.port, timeoutSeconds: 120)
        defer { socket.close() }
        try socket.send(
            TestClient.request(
                "POST", question.surface.path(streams: question.streams),
                [("content-type", "application/json"), ("x-session-id", "s")], Array(question.body.utf8),
                port: client.port))
        if question.leaves {
            // The head comes with the first piece.
            _ = try socket.receive()
        } else {
            _ = try TestClient.readResponse(from: socket)
        }
    }
}

extension String {
    fileprivate func replacingOccurrence(of text: String, with other: String) -> String {
        guard let range = firstRange(of: text) else { return self }
        return replacingCharacters(range, other)
    }

    private func replacingCharacters(_ range: Range<String.Index>, _ text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
