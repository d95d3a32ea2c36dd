// SPDX-License-Identifier: Apache-2.0

import Ledger

/// One entry as it stands in the table of entries: numbers only.
struct UsageRow {
    var time: Int64
    var origin: Int64
    var number: Int64
    var part: Int64
    var shape: Int64
    var marks: Int64
    var status: Int64
    var duration: Int64
    var tool: Int64 = 0
    var provider: Int64 = 0
    var model: Int64 = 0
    var answered: Int64 = 0
    var principal: Int64 = 0
    var session: Int64 = 0
    var key: Int64 = 0
    var counts: TokenCounts
    var money: Money?

    init(_ event: UsageEvent, origin: Int64, number: Int64, money: Money?) {
        time = event.time
        self.origin = origin
        self.number = number
        part = Int64(event.part)
        shape = EventShape(event).number
        marks = Int64(event.marks.rawValue)
        status = Int64(event.status)
        duration = event.duration
        counts = event.counts
        self.money = money
    }

    /// The columns, in the order in which ``values`` has them.
    static let columns = [
        "time", "origin", "number", "part", "shape", "marks", "status", "duration", "tool", "provider", "model",
        "answered", "principal", "session", "key", "input", "output", "reasoning", "cached_read", "cache_write_5m",
        "cache_write_1h", "audio_input", "image_input", "audio_output",
    ]

    /// Hands out the values of the columns, money last.
    func forEachValue(_ body: (_ place: Int32, _ value: Int64) -> Void) {
        body(1, time)
        body(2, origin)
        body(3, number)
        body(4, part)
        body(5, shape)
        body(6, marks)
        body(7, status)
        body(8, duration)
        body(9, tool)
        body(10, provider)
        body(11, model)
        body(12, answered)
        body(13, principal)
        body(14, session)
        body(15, key)
        body(16, counts.input)
        body(17, counts.output)
        body(18, counts.reasoning)
        body(19, counts.cachedRead)
        body(20, counts.cacheWrite5m)
        body(21, counts.cacheWrite1h)
        body(22, counts.audioInput)
        body(23, counts.imageInput)
        body(24, counts.audioOutput)
    }
}
