// SPDX-License-Identifier: Apache-2.0

/// Writes a tool call as chat completions have it.
enum ChatToolCall {
    /// Writes one call; in a stream it carries its `index`, and its arguments may follow in later deltas.
    static func write(_ id: String, _ name: String, _ arguments: String, index: Int?, to writer: inout JSONWriter) {
        writer.beginObject()
        if let index { writer.member("index", integer: index) }
        writer.member("id", string: id)
        writer.member("type", string: "function")
        writer.key("function")
        writer.beginObject()
        writer.member("name", string: name)
        writer.member("arguments", string: arguments)
        writer.endObject()
        writer.endObject()
    }

    /// Writes a delta that adds to the arguments of the call at `index`.
    static func writeDelta(_ arguments: Substring, index: Int, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("index", integer: index)
        writer.key("function")
        writer.beginObject()
        writer.member("arguments", string: String(arguments))
        writer.endObject()
        writer.endObject()
    }
}
