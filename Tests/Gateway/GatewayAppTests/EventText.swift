// SPDX-License-Identifier: Apache-2.0

/// A stream's text, cut into its events.
struct EventText {
    struct Event {
        var name: String?
        var data: String
    }

    private(set) var events: [Event] = []
    /// Whether the text ended with an event's blank line.
    let isWhole: Bool

    init(_ text: String) {
        isWhole = text.hasSuffix("\n\n")
        var event = Event(data: "")
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
            if line.hasPrefix("data: ") { event.data += line.dropFirst(6) }
            guard line.isEmpty, event.name != nil || !event.data.isEmpty else { continue }
            events.append(event)
            event = Event(data: "")
        }
    }
}
