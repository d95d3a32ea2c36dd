// SPDX-License-Identifier: Apache-2.0

/// One event of a stream, as it goes over the wire.
struct StreamFrame: Sendable {
    /// What faults and pacing need to know of an event.
    enum Kind: Sendable {
        /// Says that an answer begins.
        case opening
        /// Carries a piece of the answer; these are paced.
        case delta
        /// Says how the answer ended and what it cost.
        case closing
        /// Says that the stream is complete.
        case terminator
    }

    var kind: Kind
    var bytes: [UInt8]
    /// UTF-8 bytes of generated text in this event.
    var generatedBytes = 0

    /// The end of a stream that is a JSON array.
    static let arrayEnd = StreamFrame(kind: .terminator, bytes: Array("\n]".utf8))

    /// An event with a name, as Anthropic and OpenAI's Responses send them.
    static func event(_ name: String, _ data: JSONValue, kind: Kind, generatedBytes: Int = 0) -> StreamFrame {
        written("event: \(name)\ndata: ", data, "\n\n", kind: kind, generatedBytes: generatedBytes)
    }

    /// An event without a name, as OpenAI's chat completions send them.
    static func data(_ data: JSONValue, kind: Kind, generatedBytes: Int = 0) -> StreamFrame {
        written("data: ", data, "\n\n", kind: kind, generatedBytes: generatedBytes)
    }

    /// An event without a name whose lines end in CR LF, as Gemini sends them.
    static func carriageReturnData(_ data: JSONValue, kind: Kind, generatedBytes: Int = 0) -> StreamFrame {
        written("data: ", data, "\r\n\r\n", kind: kind, generatedBytes: generatedBytes)
    }

    /// An element of a JSON array that is sent piece by piece, as Gemini does without `alt=sse`.
    static func element(_ data: JSONValue, isFirst: Bool, kind: Kind, generatedBytes: Int = 0) -> StreamFrame {
        written(isFirst ? "[" : ",\r\n", data, "", kind: kind, generatedBytes: generatedBytes)
    }

    private static func written(
        _ prefix: String, _ data: JSONValue, _ suffix: String, kind: Kind, generatedBytes: Int
    ) -> StreamFrame {
        var bytes = Array(prefix.utf8)
        data.write(to: &bytes)
        bytes.append(contentsOf: suffix.utf8)
        return StreamFrame(kind: kind, bytes: bytes, generatedBytes: generatedBytes)
    }
}
