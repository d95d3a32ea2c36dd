// SPDX-License-Identifier: Apache-2.0

/// A slow and plain reading of an event stream, line by line as WHATWG HTML (section 9.2.6) tells it.
struct ReferenceEventStream {
    /// What an event says, wherever its bytes lie.
    struct Event: Hashable {
        var name: String?
        /// The values of its data fields; nil elsewhere means that it had none.
        var data: [String]
    }

    private(set) var events: [Event] = []

    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        var event = Event(name: nil, data: [])
        var hasFields = false
        while let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            let isPair = rest[end] == 0x0D && end + 1 < rest.endIndex && rest[end + 1] == 0x0A
            rest = rest[(end + (isPair ? 2 : 1))...]
            if line.isEmpty {
                if hasFields { events.append(event) }
                event = Event(name: nil, data: [])
                hasFields = false
                continue
            }
            hasFields = true
            var (field, value) = (line[...], Substring())
            if let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) {
                field = line[..<colon]
                value = line[line.utf8.index(after: colon)...]
                if value.utf8.first == 0x20 { value = Substring(value.utf8.dropFirst()) }
            }
            if field == "data" { event.data.append(String(value)) }
            if field == "event" { event.name = String(value) }
        }
    }
}
