// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes an answer as streamGenerateContent does without `alt=sse`: one JSON array that grows chunk by chunk.
struct GeminiArrayWriter: Sendable {
    private var chunks: GeminiChunks
    private var hasBegun = false

    init(_ context: AnswerContext) { chunks = GeminiChunks(context) }

    mutating func write(_ event: AnswerEvent, into bytes: inout [UInt8]) {
        guard let chunk = chunks.chunk(event) else { return }
        bytes.append(contentsOf: hasBegun ? ",\r\n".utf8 : "[".utf8)
        hasBegun = true
        bytes.append(contentsOf: chunk)
        // A client that never sees the bracket knows that the answer was cut.
        if chunks.isOver { bytes.append(contentsOf: "\n]\n".utf8) }
    }
}
