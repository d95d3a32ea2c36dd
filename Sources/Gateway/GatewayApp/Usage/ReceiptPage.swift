// SPDX-License-Identifier: Apache-2.0

import Conversation
import Ledger
import WireFormats

/// What one request cost, would have cost and why, as JSON. What is not known is null.
struct ReceiptPage {
    let receipt: Receipt

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("request_id", string: receipt.requestID)
        writer.member("time", string: Timestamp.text(milliseconds: receipt.time))
        writer.member("layer", string: receipt.layer.header)
        writer.member("deflected", boolean: receipt.isDeflected)
        writer.member("status", integer: receipt.status)
        writer.member("duration_ms", raw: StatsPages.milliseconds(receipt.duration).utf8)
        writer.member("client", string: receipt.surface.clientLabel)
        writer.member("tool", string: receipt.tool)
        writer.member("principal", string: String(receipt.principal.prefix(16)))
        writer.member("provider", string: receipt.provider)
        writer.member("model", string: receipt.model)
        writer.member("shared", boolean: receipt.marks.contains(.shared))
        writer.member("stale", boolean: receipt.marks.contains(.stale))
        writer.member("held_out", boolean: receipt.marks.contains(.holdout))
        writer.member("estimated", boolean: receipt.isEstimated)
        write("counterfactual_usd", receipt.counterfactual, &writer)
        write("actual_usd", receipt.actual, &writer)
        write("difference_usd", receipt.difference, &writer)
        if let counts = receipt.sparedCounts {
            writer.key("spared")
            write(counts, &writer)
        }
        writer.key("calls")
        writer.beginArray()
        for call in receipt.calls { write(call, &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private func write(_ name: String, _ money: Money?, _ writer: inout JSONWriter) {
        writer.member(name, raw: (money?.description ?? "null").utf8)
    }

    private func write(_ call: Receipt.Call, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("provider", string: call.provider)
        writer.member("model", string: call.model)
        if let answered = call.answeredModel { writer.member("answered_model", string: answered) }
        if let key = call.key { writer.member("key", string: key) }
        writer.member("status", integer: call.status)
        writer.member("duration_ms", raw: StatsPages.milliseconds(call.duration).utf8)
        writer.member("broken", boolean: call.marks.contains(.broken))
        writer.member("billed", boolean: call.marks.contains(.counted))
        writer.member("asked_for_counts", boolean: call.marks.contains(.askedUsage))
        writer.member("estimated", boolean: call.marks.contains(.estimated))
        write("cost_usd", call.cost, &writer)
        writer.key("tokens")
        write(call.counts, &writer)
        if let found = call.prefixBreak { write(found, &writer) }
        writer.endObject()
    }

    private func write(_ found: PrefixBreak, _ writer: inout JSONWriter) {
        writer.key("prefix_break")
        writer.beginObject()
        writer.member("changed_by", string: "\(found.author)")
        writer.member("part", string: "\(found.part)")
        writer.member("index", integer: found.index)
        if !found.role.isEmpty { writer.member("role", string: found.role) }
        writer.member("first_byte", integer: found.bytes.lowerBound)
        writer.member("end_byte", integer: found.bytes.upperBound)
        writer.member("body_bytes", integer: found.bodyBytes)
        writer.endObject()
    }

    private func write(_ counts: TokenCounts, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("input", integer: Int(counts.input))
        writer.member("cached_read", integer: Int(counts.cachedRead))
        writer.member("cache_write_5m", integer: Int(counts.cacheWrite5m))
        writer.member("cache_write_1h", integer: Int(counts.cacheWrite1h))
        writer.member("output", integer: Int(counts.output))
        writer.member("reasoning", integer: Int(counts.reasoning))
        if counts.audioInput > 0 { writer.member("audio_input", integer: Int(counts.audioInput)) }
        if counts.imageInput > 0 { writer.member("image_input", integer: Int(counts.imageInput)) }
        if counts.audioOutput > 0 { writer.member("audio_output", integer: Int(counts.audioOutput)) }
        writer.endObject()
    }
}
