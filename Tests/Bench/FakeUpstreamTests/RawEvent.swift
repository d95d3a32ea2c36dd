// SPDX-License-Identifier: Apache-2.0

@testable import FakeUpstream

/// A server-sent event, read without knowing any family.
struct RawEvent: Equatable {
    var name: String?
    var data: String

    /// The data as JSON; nil when it is none.
    var json: JSONValue? { try? JSONReader.read(Array(data.utf8)) }

    /// The complete events of a stream.
    static func all(in text: String) -> [RawEvent] {
        var events: [RawEvent] = []
        var rest = text[...]
        while let end = rest.firstRange(of: "\n\n") {
            var event = RawEvent(name: nil, data: "")
            for line in rest[..<end.lowerBound].split(separator: "\n") {
                if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
                if line.hasPrefix("data: ") { event.data += line.dropFirst(6) }
            }
            events.append(event)
            rest = rest[end.upperBound...]
        }
        return events
    }
}
