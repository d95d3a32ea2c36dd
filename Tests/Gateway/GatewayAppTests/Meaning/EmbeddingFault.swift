// SPDX-License-Identifier: Apache-2.0

import Testing

/// What a server may do wrong.
struct EmbeddingFault: Sendable, CustomTestStringConvertible {
    let answer: String
    let label: String
    let reason: String
    let remedy: String
    var testDescription: String { label + " " + answer.prefix(20) }

    init(_ answer: String, _ label: String, _ remedy: String, reason: String = "encoder_failed") {
        (self.answer, self.label, self.reason, self.remedy) = (answer, label, reason, remedy)
    }

    static func answer(_ status: String, _ body: String) -> String {
        "HTTP/1.1 \(status)\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    static let all = [
        EmbeddingFault(answer("500 No", ""), "status", "sidecar_url"),
        EmbeddingFault(answer("404 No", "{}"), "status", "model_name"),
        EmbeddingFault(answer("401 No", ""), "key_refused", "api_key"),
        EmbeddingFault(answer("200 OK", "hello"), "malformed", "format"),
        EmbeddingFault(answer("302 Away", ""), "status", "sidecar_url"),
        EmbeddingFault(answer("200 OK", "[[1,2,3]]"), "wrong_dimension", "dimension = 3"),
        EmbeddingFault(answer("200 OK", "[[" + String(repeating: "1,", count: 200_000) + "1]]"), "malformed", "format"),
        EmbeddingFault("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[[1,", "unreachable", "start it"),
        EmbeddingFault("garbage\r\n\r\n", "malformed", "format"),
    ]
}
