// SPDX-License-Identifier: Apache-2.0

/// The events of a `response` stream, numbered as they are added.
struct ResponsesEvents {
    private(set) var frames: [StreamFrame] = []
    /// How many events went before the first one here.
    private let sent: Int

    init(sent: Int = 0) { self.sent = sent }

    /// Adds an event, which carries its type and its number besides `members`.
    mutating func add(
        _ type: String, _ members: [(String, JSONValue)], kind: StreamFrame.Kind, generatedBytes: Int = 0
    ) {
        let head: [(String, JSONValue)] = [("type", .string(type)), ("sequence_number", .int(sent + frames.count))]
        let data = JSONValue.object((head + members).map { .init(key: $0.0, value: $0.1) })
        frames.append(.event(type, data, kind: kind, generatedBytes: generatedBytes))
    }

    /// What an event says.
    static func data(of frame: StreamFrame) -> JSONValue? {
        guard let start = frame.bytes.firstIndex(of: UInt8(ascii: "{")) else { return nil }
        return try? JSONReader.readPrefix(of: frame.bytes[start...]).value
    }
}
