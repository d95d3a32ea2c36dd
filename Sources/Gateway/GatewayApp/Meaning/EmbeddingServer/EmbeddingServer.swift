// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL
import Pipeline
import Providers
import Synchronization

/// An embedding server, as the semantic cache asks it: instead of the built-in encoder, or before it.
///
/// Everything happens on a thread of its own, away from the gateway's event loops, so that who gets a vector may compare
/// there. Bounded: so many connections, so many texts that wait for one. The server has a breaker of its own. With the
/// built-in encoder beside it, that one adds the vectors of single words which the verifier reads.
final class EmbeddingServer: QuestionEncoder {
    /// Texts that are asked for at a time.
    static let connections = 8
    /// Texts that are asked for or wait for that.
    static let limit = 256

    /// What belongs to the thread.
    private final class Desk {
        let pool: ConnectionPool
        let deadlines: DeadlineList
        var breaker = Breaker()

        init(on eventLoop: any EventLoop, tls: NIOSSLContext?) {
            deadlines = DeadlineList(eventLoop: eventLoop)
            pool = ConnectionPool(
                eventLoop: eventLoop,
                limits: .init(connections: EmbeddingServer.connections, waiting: EmbeddingServer.limit), tls: tls,
                deadlines: deadlines)
        }
    }

    let endpoint: EmbeddingEndpoint
    private let timeouts: UpstreamTimeouts
    private let words: PooledEncoder?
    private let watch: EncoderWatch
    private let group: MultiThreadedEventLoopGroup
    private let eventLoop: any EventLoop
    private let desk: NIOLoopBoundBox<Desk>
    private let pending = Atomic<Int>(0)
    private let isStopped = Atomic<Bool>(false)

    /// - Parameters:
    ///   - timeout: how long a vector may take.
    ///   - words: the built-in encoder, for the vectors of single words.
    ///   - watch: counts and tells what fails.
    ///   - tls: for a server behind https.
    init(
        _ endpoint: EmbeddingEndpoint, timeout: TimeAmount, words: PooledEncoder?, watch: EncoderWatch,
        tls: NIOSSLContext?
    ) {
        self.endpoint = endpoint
        self.words = words
        self.watch = watch
        timeouts = UpstreamTimeouts(
            connect: min(timeout, .seconds(2)), firstByte: timeout, idle: timeout, total: timeout)
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        self.eventLoop = eventLoop
        desk = .makeBoxSendingValue(Desk(on: eventLoop, tls: tls), eventLoop: eventLoop)
    }

    var dimension: Int { endpoint.dimension }
    var identity: String { "\(endpoint.model) \(endpoint.dimension)" }

    /// Texts that are asked for or wait.
    var waiting: Int { pending.load(ordering: .relaxed) }

    func encode(
        size: Int, wait: Int64, text: @escaping @Sendable () -> String?,
        done: @escaping @Sendable (Result<QuestionVectors?, EncodingMiss>) -> Void
    ) {
        guard !isStopped.load(ordering: .sequentiallyConsistent) else { return done(.failure(missed(.stopped))) }
        guard pending.wrappingAdd(1, ordering: .relaxed).newValue <= Self.limit else {
            pending.wrappingSubtract(1, ordering: .relaxed)
            return done(.failure(missed(.busy)))
        }
        eventLoop.execute { [self] in
            guard let text = text() else {
                pending.wrappingSubtract(1, ordering: .relaxed)
                return done(.success(nil))
            }
            ask(text) { [self] result in
                pending.wrappingSubtract(1, ordering: .relaxed)
                switch result {
                case .failure(let failure): done(.failure(missed(failure)))
                case .success(let vector):
                    watch.encoded()
                    addWords(text, vector, wait: wait, done: done)
                }
            }
        }
    }

    private func missed(_ failure: EmbeddingFailure) -> EncodingMiss {
        let line = failure.trouble.map { "the embedding server at \(endpoint.place) \($0.reason); \($0.remedy)" }
        watch.missed(failure.label, line)
        return failure.miss
    }

    /// Without vectors of words the verifier compares wordings alone, which is safe.
    private func addWords(
        _ text: String, _ vector: [Float], wait: Int64,
        done: @escaping @Sendable (Result<QuestionVectors?, EncodingMiss>) -> Void
    ) {
        guard let words else { return done(.success(QuestionVectors(whole: vector))) }
        words.encode(size: text.utf8.count, wait: wait, text: { text }) { own in
            var vectors = QuestionVectors(whole: vector)
            if case .success(let found) = own { vectors.more = found?.more }
            done(.success(vectors))
        }
    }

    /// On the server's thread.
    private func ask(_ text: String, _ tell: @escaping (Result<[Float], EmbeddingFailure>) -> Void) {
        let desk = desk.value
        let began = Self.now
        let isProbe: Bool
        switch desk.breaker.admit(now: began) {
        case .pass: isProbe = false
        case .probe: isProbe = true
        case .refuse: return tell(.failure(.resting))
        }
        let gatherer = EmbeddingReceiver(endpoint) { result in
            switch result {
            case .failure(let failure) where failure.isServersFault:
                desk.breaker.failed(began: began, isProbe: isProbe, now: Self.now)
            case .failure(.textRefused), .success:
                desk.breaker.succeeded(began: began, isProbe: isProbe, now: Self.now)
            case .failure: break
            }
            tell(result)
        }
        gatherer.call = desk.pool.ask(
            endpoint.target, endpoint.request(text), timeouts: timeouts, receiver: gatherer)
    }

    /// Closes its connections and ends its thread; what comes later is a miss.
    func stop() async {
        isStopped.store(true, ordering: .sequentiallyConsistent)
        eventLoop.execute { [desk] in
            desk.value.deadlines.stop()
            desk.value.pool.closeIdle()
        }
        _ = try? await group.shutdownGracefully()
    }

    private static var now: Int64 { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }
}
