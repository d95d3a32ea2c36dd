// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The complete HTTP responses of the load-test server, built once and sent many times.
struct BareAnswers: Sendable {
    /// A response, and the parts between which the server may wait.
    struct Answer: Sendable {
        /// All parts in one, for a server that does not wait.
        let whole: ByteBuffer
        /// Where each part ends. The first is the head and the first delta, then one delta each; the last ends the body.
        private let ends: [Int]

        init(parts: [[UInt8]]) {
            var ends: [Int] = []
            for part in parts { ends.append((ends.last ?? 0) + part.count) }
            self.ends = ends
            whole = ByteBuffer(bytes: parts.joined())
        }

        /// How many parts there are.
        var count: Int { ends.count }

        /// Some parts in a row, as one piece.
        func parts(_ range: Range<Int>) -> ByteBuffer {
            guard let last = range.last else { return ByteBuffer() }
            let begin = range.lowerBound == 0 ? 0 : ends[range.lowerBound - 1]
            return whole.getSlice(at: begin, length: ends[last] - begin) ?? ByteBuffer()
        }
    }

    /// The size of a JSON answer's body.
    static let documentBytes = 1024
    private static let usualFrames = 32
    private static let usualFrameBytes = 16
    private static let model = "fake-bare"
    /// A text this short leaves room for every digit of the usage.
    private static let shortestText = 64

    let chatDocument: Answer
    let chatStream: Answer
    let messageDocument: Answer
    let messageStream: Answer

    init(_ configuration: FakeUpstreamConfiguration) {
        let directives = configuration.defaults
        let frames = directives.frames ?? Self.usualFrames
        let frameBytes = directives.frameBytes ?? Self.usualFrameBytes
        let text = FakeText.filler(bytes: frames * frameBytes, seed: configuration.seed)
        let pieces = TextPieces.split(text, count: frames)
        let created = configuration.created
        chatDocument = Self.document(.chatCompletions, created: created)
        messageDocument = Self.document(.messages, created: created)
        chatStream = Self.stream(.chatCompletions, pieces, created: created)
        messageStream = Self.stream(.messages, pieces, created: created)
    }

    func answer(to request: BareRequest) -> Answer {
        switch (request.route, request.streams) {
        case (.messages, false): messageDocument
        case (.messages, true): messageStream
        case (_, false): chatDocument
        case (_, true): chatStream
        }
    }

    /// A JSON response of any content, for the control routes.
    static func control(status: Int, body: [UInt8]) -> ByteBuffer {
        let reason = status < 400 ? "OK" : "Refused"
        let head =
            "HTTP/1.1 \(status) \(reason)\r\ncontent-type: application/json\r\ncontent-length: \(body.count)\r\n\r\n"
        return ByteBuffer(bytes: Array(head.utf8) + body)
    }

    private static func document(_ format: WireFormat, created: Int) -> Answer {
        // The text fills the body up to its size; usage digits depend on the text, so the size is found by trying.
        var textBytes = shortestText
        var body = encode(format, textBytes: textBytes, created: created)
        for _ in 0..<8 where body.count != documentBytes {
            textBytes += documentBytes - body.count
            body = encode(format, textBytes: textBytes, created: created)
        }
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: \(body.count)\r\n\r\n"
        return Answer(parts: [Array(head.utf8) + body])
    }

    private static func encode(_ format: WireFormat, textBytes: Int, created: Int) -> [UInt8] {
        let text = FakeText.filler(bytes: textBytes, seed: 1)
        return writer(format, [text], created: created).document().encoded()
    }

    private static func stream(_ format: WireFormat, _ pieces: [String], created: Int) -> Answer {
        let frames = writer(format, pieces, created: created).frames()
        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n"
            + "transfer-encoding: chunked\r\n\r\n"
        var parts: [[UInt8]] = [Array(head.utf8)]
        var deltas = 0
        for frame in frames {
            if frame.kind == .delta { deltas += 1 }
            if frame.kind == .delta, deltas > 1 { parts.append([]) }
            parts[parts.count - 1] += chunk(frame.bytes)
        }
        parts[parts.count - 1] += chunk([])
        return Answer(parts: parts)
    }

    /// The bytes as one chunk; of no bytes, the chunk that ends the body.
    private static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
    }

    private static func writer(_ format: WireFormat, _ pieces: [String], created: Int) -> AnswerWriter {
        AnswerWriter(
            request: GenerationRequest(format: format, model: model),
            content: AnswerContent(reasoning: [], choices: [.init(pieces: pieces, calls: [], finish: .finished)]),
            prompt: PromptBill(), created: created)
    }
}
