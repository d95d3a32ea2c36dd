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

    /// An event with a name, as Anthropic sends them.
    static func event(_ name: String, _ data: JSONValue, kind: Kind, generatedBytes: Int = 0) -> StreamFrame {
        var bytes = Array("event: \(name)\ndata: ".utf8)
        data.write(to: &bytes)
        bytes.append(contentsOf: "\n\n".utf8)
        return StreamFrame(kind: kind, bytes: bytes, generatedBytes: generatedBytes)
    }

    /// An event without a name, as OpenAI sends them.
    static func data(_ data: JSONValue, kind: Kind, generatedBytes: Int = 0) -> StreamFrame {
        var bytes = Array("data: ".utf8)
        data.write(to: &bytes)
        bytes.append(contentsOf: "\n\n".utf8)
        return StreamFrame(kind: kind, bytes: bytes, generatedBytes: generatedBytes)
    }
}
