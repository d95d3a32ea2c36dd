// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import Telemetry
import WireFormats

/// Answers from the exact cache.
extension Exchange {
    /// An answer of more bytes is not converted on the event loop; such a request asks the provider.
    private static let convertLimit = 512 << 10
    /// A body up to this size is written together with its head.
    private static let joinLimit = 16 << 10

    /// Serves the entry under `identity`; false if there is none, or none that fits the wanted form.
    func serve(_ finding: ReadingMemo.Finding) -> Bool {
        let now = LoopContext.milliseconds(.now())
        guard let entry = loop.configuration.cache.entry(for: finding.identity, now: now),
            let rendition = rendition(of: entry, finding)
        else { return false }
        provider = entry.provider
        var writer = ResponseWriter(
            status: 200, allocator: connection.allocator,
            capacity: 320 + (rendition.size <= Self.joinLimit ? rendition.size : 0))
        switch rendition.form {
        case .json, .array: writer.lines("content-type: application/json\r\n")
        case .stream: writer.lines("content-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n")
        }
        writer.field("content-length", rendition.size)
        writer.layer(.exactCache, deflected: true, provider: entry.provider, requestID: request.requestID)
        writer.field("Age", Int(max(0, now - entry.storedAt) / 1000))
        connection.writeConnectionField(&writer)
        writer.end()
        if rendition.size <= Self.joinLimit {
            writer.bytes.writeImmutableBuffer(rendition.body)
            connection.write(writer.bytes)
        } else {
            connection.holdsFlush = true
            connection.write(writer.bytes)
            connection.holdsFlush = false
            connection.write(rendition.body)
        }
        finish(layer: .exactCache, status: 200)
        return true
    }

    /// The form in which the client wants its answer.
    func form(streams: Bool, wantsUsage: Bool) -> AnswerCodec.Form {
        guard streams else { return .json }
        if request.wantsArray { return .array }
        // Only chat completions leave the choice to the client.
        return .stream(withUsage: surface == .chatCompletions ? wantsUsage : true)
    }

    private func rendition(
        of entry: CacheEntry<ByteBuffer>, _ finding: ReadingMemo.Finding
    ) -> CacheEntry<ByteBuffer>.Rendition? {
        let form = form(streams: finding.streams, wantsUsage: finding.wantsStreamUsage)
        if let ready = entry.rendition(surface.format, form) { return ready }
        let original = entry.original
        let context = AnswerContext(
            now: WallClock.seconds(), seed: finding.identity.short, wantsUsage: form != .stream(withUsage: false),
            tools: entry.tools)
        guard original.size <= Self.convertLimit, entry.hasUsage || form == .stream(withUsage: false),
            let bytes = AnswerCodec.convert(
                original.body.readableBytesUInt8Span, from: .init(original.format, original.form),
                to: .init(surface.format, form), context: context)
        else { return nil }
        var body = connection.allocator.buffer(capacity: bytes.count)
        body.writeBytes(bytes)
        let rendition = CacheEntry<ByteBuffer>.Rendition(
            format: surface.format, form: form, body: body, size: bytes.count, footprint: body.storageCapacity)
        loop.configuration.cache.add(rendition, to: finding.identity, storedAt: entry.storedAt)
        return rendition
    }

    /// Keeps a whole answer as the provider sent it, if all agree that it may be kept.
    func keep(_ bytes: ByteBuffer, form: AnswerCodec.Form, facts: AnswerFacts) {
        guard let identity, controls.mayWrite, facts.isKeepable else { return }
        // A copy of its own: what came from the socket shares storage with much more than the answer.
        var body = connection.allocator.buffer(capacity: bytes.readableBytes)
        body.writeImmutableBuffer(bytes)
        let original = CacheEntry<ByteBuffer>.Rendition(
            format: format, form: form, body: body, size: body.readableBytes, footprint: body.storageCapacity)
        loop.configuration.cache.keep(
            CacheEntry(
                provider: provider, original: original, hasUsage: facts.hasUsage, tools: tools,
                storedAt: LoopContext.milliseconds(.now())),
            for: identity)
    }
}
