// SPDX-License-Identifier: Apache-2.0

import Pipeline
import WireFormats

/// How the providers' quotas stand, as JSON: what is left of each limit and until when, calls under way included.
struct QuotaStatus {
    let book: QuotaBook
    /// The time now, in seconds since 1970.
    let wall: Int64

    /// Writes the member `quota_status`.
    func write(to writer: inout JSONWriter) {
        writer.key("quota_status")
        writer.beginArray()
        for provider in book.providers {
            guard let limits = book.limits(provider) else { continue }
            writer.beginObject()
            writer.member("provider", string: provider)
            writer.member("action", string: limits.action.rawValue)
            writer.key("lines")
            writer.beginArray()
            for line in book.lines(provider, wall: wall) { write(line, warnsFrom: limits.warningRatio, &writer) }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
    }

    /// Tokens are numbers, money is nano-dollars.
    private func write(_ line: QuotaLine, warnsFrom ratio: Double, _ writer: inout JSONWriter) {
        let isNear = Double(line.projected) >= ratio * Double(line.limit)
        writer.beginObject()
        writer.member("window", string: line.window.rawValue)
        writer.member("unit", string: line.unit == .tokens ? "tokens" : "nano_usd")
        writer.member("limit", integer: Int(line.limit))
        writer.member("used", integer: Int(line.used))
        writer.member("reserved", integer: Int(line.reserved))
        writer.member("state", string: line.isReached ? "reached" : isNear ? "near" : "ok")
        writer.member("ends", string: UTCText.text(line.end))
        writer.member("text", string: line.text)
        writer.endObject()
    }
}
