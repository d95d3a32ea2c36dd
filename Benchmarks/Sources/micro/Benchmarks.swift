// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import Providers
import WireFormats

/// All benchmarks.
enum Benchmarks {
    static var all: [Benchmark] {
        [
            Benchmark(name: "json-scan-1k") { scan(Samples.smallRequest, $0) },
            Benchmark(name: "json-scan-100k") { scan(Samples.largeRequest, $0) },
            Benchmark(name: "request-read-1k") { read(Samples.smallRequest, .chatCompletions, $0) },
            Benchmark(name: "request-read-100k") { read(Samples.largeRequest, .messages, $0) },
            Benchmark(name: "sha256-1k") { digest(Samples.smallRequest, $0) },
            Benchmark(name: "sha256-100k") { digest(Samples.largeRequest, $0) },
            Benchmark(name: "cache-hit", run: hits),
            Benchmark(name: "cache-insert", run: insertions),
            Benchmark(name: "sse-chat-256-frames") { frames(Samples.chatStream, .openAIChat, $0) },
            Benchmark(name: "sse-messages-256-frames") { frames(Samples.messagesStream, .anthropicMessages, $0) },
            Benchmark(name: "http-response", run: responses),
            Benchmark(name: "answer-to-stream", run: conversions),
            Benchmark(name: "error-body", run: errors),
        ] + Translations.all + Vectors.all
    }

    private static func scan(_ text: [UInt8], _ count: Int) -> Int {
        var tape = JSONTape()
        var sum = 0
        for _ in 0..<count {
            do { try tape.scan(text.span) } catch { return -1 }
            sum &+= tape.nodes.count
        }
        return sum
    }

    private static func read(_ body: [UInt8], _ surface: Surface, _ count: Int) -> Int {
        var reader = RequestReader()
        let context = RequestContext(surface: surface, principal: .local, anthropicVersion: "2023-06-01")
        var sum = 0
        for _ in 0..<count {
            do {
                // The digest has a benchmark of its own.
                sum &+= try reader.read(body.span, in: context) { $0.count }.identity ?? 0
            } catch {
                return -1
            }
        }
        return sum
    }

    private static func digest(_ bytes: [UInt8], _ count: Int) -> Int {
        var sum: UInt64 = 0
        for _ in 0..<count { sum &+= Digest.of(bytes).words.x }
        return Int(truncatingIfNeeded: sum)
    }

    private static func fingerprint(_ number: Int) -> Fingerprint {
        let word = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        return Fingerprint(words: [word, word >> 7, word ^ 0x55, word &+ 9])
    }

    private static func entry(_ body: ByteBuffer) -> CacheEntry<ByteBuffer> {
        let size = body.readableBytes
        let original = CacheEntry<ByteBuffer>.Rendition(format: .openAIChat, form: .json, body: body, size: size)
        return CacheEntry(provider: "openai", original: original, hasUsage: true, storedAt: 0)
    }

    private static func cache(entries: Int) -> ExactCache<ByteBuffer> {
        ExactCache(limits: .init(entries: entries, bytes: 1 << 30, entryBytes: 1 << 20, lifetime: 1_000_000))
    }

    private static func hits(_ count: Int) -> Int {
        let cache = cache(entries: 4096)
        for number in 0..<1024 { cache.keep(entry(ByteBuffer(bytes: Samples.chatAnswer)), for: fingerprint(number)) }
        var sum = 0
        for number in 0..<count {
            sum &+= cache.entry(for: fingerprint(number & 1023), now: 1)?.original.size ?? 0
        }
        return sum
    }

    private static func insertions(_ count: Int) -> Int {
        // Full from the start, so that each insertion drops the oldest entry.
        let cache = cache(entries: 1024)
        let body = ByteBuffer(bytes: Samples.chatAnswer)
        for number in 0..<4096 { cache.keep(entry(body), for: fingerprint(number)) }
        for number in 0..<count { cache.keep(entry(body), for: fingerprint(4096 + number)) }
        return cache.statistics.evictions
    }

    private static func frames(_ bytes: [UInt8], _ format: WireFormat, _ count: Int) -> Int {
        var tape = JSONTape()
        var sum = 0
        for _ in 0..<count {
            guard var inspector = StreamInspector(format: format) else { return -1 }
            var splitter = SSESplitter()
            while let event = splitter.next(in: bytes.span) {
                if inspector.inspect(event, in: bytes.span, tape: &tape) == .fine { sum &+= 1 }
            }
        }
        return sum
    }

    private static func responses(_ count: Int) -> Int {
        let bytes = ByteBuffer(bytes: Samples.response)
        var parser = ResponseParser()
        var sum = 0
        for _ in 0..<count {
            var buffer = bytes
            do {
                while let event = try parser.next(&buffer) {
                    switch event {
                    case .head(let head): sum &+= head.status
                    case .body(let body): sum &+= body.readableBytes
                    case .end: parser.reset()
                    }
                }
            } catch {
                return -1
            }
        }
        return sum
    }

    private static func conversions(_ count: Int) -> Int {
        var sum = 0
        for _ in 0..<count {
            guard let answer = AnswerCodec.decode(json: Samples.chatAnswer.span, format: .openAIChat),
                let stream = AnswerCodec.encode(
                    answer, format: .openAIChat, form: .stream(withUsage: true), now: 1_700_000_000)
            else { return -1 }
            sum &+= stream.count
        }
        return sum
    }

    private static func errors(_ count: Int) -> Int {
        let error = GatewayError(
            status: 503, kind: .unavailable, code: "provider_not_configured",
            message: "No provider is configured for this request. Run `isartor set-key` and start the gateway again.")
        var sum = 0
        for number in 0..<count {
            let format = number & 1 == 0 ? WireFormat.openAIChat : .anthropicMessages
            sum &+= ErrorBody.json(error, format: format, requestID: "r-1").count
        }
        return sum
    }
}
