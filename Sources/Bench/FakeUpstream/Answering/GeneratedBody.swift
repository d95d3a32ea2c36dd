// SPDX-License-Identifier: Apache-2.0

/// A generated answer before any fault touches it.
enum GeneratedBody: Sendable {
    /// One JSON document and the UTF-8 bytes of generated text in it.
    case document([UInt8], generatedBytes: Int)
    /// The events of a stream.
    case stream([StreamFrame])
    /// The elements of a JSON array that is sent piece by piece.
    case array([StreamFrame])

    var contentType: String {
        switch self {
        case .document, .array: "application/json"
        case .stream: "text/event-stream; charset=utf-8"
        }
    }

    /// The answer in the pieces in which it is sent.
    var pieces: [StreamFrame] {
        switch self {
        case .document(let bytes, let generated): [StreamFrame(kind: .closing, bytes: bytes, generatedBytes: generated)]
        case .stream(let frames), .array(let frames): frames
        }
    }
}
