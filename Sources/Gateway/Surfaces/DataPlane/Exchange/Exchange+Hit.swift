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

    /// Why an answer is served that is older than it should be.
    enum Staleness {
        /// No provider could give a newer one.
        case error
        /// A newer one is on its way.
        case revalidating
    }

    /// Serves the answer to a question that means the same, and keeps it as this request's own from now on; it does not get
    /// younger by that. False if it is gone or does not fit the wanted form.
    func serve(_ candidate: SemanticCandidate, audits: Bool) -> Bool {
        let now = LoopContext.milliseconds(loop.eventLoop.now)
        let cache = loop.configuration.cache
        guard let finding, let entry = cache.entry(for: candidate.identity, now: now) else { return false }
        // The client's request is over once it is served, so the new question goes first.
        if audits { revalidate() }
        let isAlias = controls.mayWrite && cache.keep(entry, for: finding.identity)
        if serve(entry, finding, now, nil, meaning: Boxed(candidate)) { return true }
        if isAlias { cache.remove(finding.identity) }
        return false
    }

    /// Serves the entry under `identity`; false if there is none, or none that fits the wanted form.
    func serve(_ finding: ReadingMemo.Finding) -> Bool {
        let now = LoopContext.milliseconds(loop.eventLoop.now)
        let cache = loop.configuration.cache
        if boardMark == nil { boardMark = loop.board.mark(finding.identity) }
        if let entry = cache.entry(for: finding.identity, now: now) { return serve(entry, finding, now, nil) }
        let grace = loop.configuration.resilience.revalidateLifetime
        guard grace > 0, let entry = cache.staleEntry(for: finding.identity, now: now),
            now - entry.storedAt < cache.limits.lifetime + grace
        else { return false }
        // The client's request is over once it is served, so the new question goes first.
        revalidate()
        return serve(entry, finding, now, .revalidating)
    }

    /// Serves an entry that is past its time, because there is nothing better; false if there is none.
    func serveStale(_ staleness: Staleness) -> Bool {
        guard controls.mayRead, passage == nil, loop.configuration.answersRepeats, let finding else { return false }
        let now = LoopContext.milliseconds(loop.eventLoop.now)
        guard let entry = loop.configuration.cache.staleEntry(for: finding.identity, now: now) else { return false }
        return serve(entry, finding, now, staleness)
    }

    private func serve(
        _ entry: CacheEntry<ByteBuffer>, _ finding: ReadingMemo.Finding, _ now: Int64, _ staleness: Staleness?,
        meaning: Boxed<SemanticCandidate>? = nil
    ) -> Bool {
        guard let rendition = rendition(of: entry, finding) else { return false }
        var writer = ResponseWriter(
            status: 200, allocator: connection.allocator,
            capacity: 320 + (rendition.size <= Self.joinLimit ? rendition.size : 0))
        switch rendition.form {
        case .json, .array: writer.lines("content-type: application/json\r\n")
        case .stream: writer.lines("content-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n")
        }
        writer.field("content-length", rendition.size)
        writer.layer(
            meaning == nil ? .exactCache : .semanticCache, deflected: true, provider: entry.provider,
            requestID: request.requestID)
        if let meaning { writer.semantic(meaning.value) }
        writer.field("Age", Int(max(0, now - entry.storedAt) / 1000))
        switch staleness {
        case .error: writer.lines("Warning: 111 - \"Revalidation Failed\"\r\nX-Isartor-Stale: error\r\n")
        case .revalidating:
            writer.lines("Warning: 110 - \"Response is Stale\"\r\nX-Isartor-Stale: revalidating\r\n")
        case nil: break
        }
        if let usage = entry.usage { writer.field("X-Isartor-Saved-Tokens", usage.prompt &+ usage.output) }
        spared = Spared(
            provider: entry.provider, model: entry.model, answeredModel: entry.answeredModel, usage: entry.usage,
            isStale: staleness != nil)
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
        finish(layer: meaning == nil ? .exactCache : .semanticCache, status: 200)
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
}
