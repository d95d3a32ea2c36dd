// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes an answer as streamGenerateContent does with `alt=sse`: events without a name, and lines that end as in HTTP.
struct GeminiEventWriter: Sendable {
    private var chunks: GeminiChunks

    init(_ context: AnswerContext) { chunks = GeminiChunks(context) }

    mutating func write(_ event: AnswerEvent, into bytes: inout [UInt8]) {
        guard let chunk = chunks.chunk(event) else { return }
        bytes.append(contentsOf: "data: ".utf8)
        bytes.append(contentsOf: chunk)
        bytes.append(contentsOf: "\r\n\r\n".utf8)
    }
}
