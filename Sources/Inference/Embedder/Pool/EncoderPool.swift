// SPDX-License-Identifier: Apache-2.0

/// Encodes texts on threads of its own, so that nobody who asks ever waits.
///
/// One thread a text, several texts at once. The threads stand back behind the event loops: one, which takes short texts
/// only, so far that it gets a tenth of a processor that others want, and the others so far that they get next to nothing
/// of it. What waits is bounded in texts and bytes; beyond that, or when a text's time is over before its turn comes, the answer is a miss.
public final class EncoderPool: Sendable {
    /// What a pool may take.
    public struct Limits: Sendable, Equatable {
        /// Texts that are encoded at a time; each worker has 3.2 MB of scratch memory.
        public var workers: Int
        /// Texts that wait.
        public var entries: Int
        /// Bytes of the texts that wait.
        public var bytes: Int

        /// - Parameters:
        ///   - workers: texts that are encoded at a time, the number of cores as a rule.
        ///   - entries: texts that wait.
        ///   - bytes: bytes of the texts that wait.
        public init(workers: Int, entries: Int = 512, bytes: Int = 1 << 20) {
            self.workers = max(1, workers)
            self.entries = entries
            self.bytes = bytes
        }
    }

    /// What waits at this moment.
    public struct Load: Sendable, Equatable {
        /// Texts that wait.
        public let waiting: Int
        /// Their bytes.
        public let bytes: Int
        /// Texts that are being encoded.
        public let running: Int
    }

    /// What is made of a text, told exactly once.
    public typealias Completion = @Sendable (Result<TextEncoding, EncoderMiss>) -> Void

    /// What the pool takes at most.
    public let limits: Limits
    private let core: EncoderPoolCore
    private let threads: [WorkerThread]

    /// Starts the workers.
    ///
    /// - Parameters:
    ///   - encoder: what encodes.
    ///   - limits: how much is taken at a time.
    public convenience init(_ encoder: Encoder, limits: Limits) throws(EncoderFailure) {
        try self.init(limits: limits) { _ in
            var memory: EncoderScratch?
            return { job, between throws(EncoderMiss) in
                // What could not be had for one text is asked for again for the next.
                if memory == nil {
                    do throws(EncoderFailure) { memory = try EncoderScratch() } catch { throw .weights(error) }
                }
                guard let scratch = memory else { throw .weights(.noMemory) }
                guard let text = job.text() else { throw .notNeeded }
                return try encoder.encode(
                    text.span, precision: job.precision, tokenLayers: job.tokenLayers, scratch: scratch,
                    between: between)
            }
        }
    }

    /// - Parameters:
    ///   - limits: how much is taken at a time.
    ///   - start: starts a worker's thread.
    ///   - makeWork: makes what a worker does with a job; called once on each worker's thread.
    init(
        limits: Limits,
        start: (WorkerThread.Rank, @escaping @Sendable () -> Void) throws(EncoderFailure) -> WorkerThread =
            WorkerThread.init,
        makeWork: @escaping @Sendable (Int) -> EncoderPoolCore.Work
    ) throws(EncoderFailure) {
        let core = EncoderPoolCore(limits: limits)
        var threads: [WorkerThread] = []
        do throws(EncoderFailure) {
            for number in 0..<limits.workers {
                // A text that fits one window takes so little that it may be encoded on a busy machine, too.
                let onlyShort = number == 0 && limits.workers > 1
                threads.append(
                    try start(onlyShort || limits.workers == 1 ? .low : .idle) {
                        core.serve(makeWork(number), onlyShort: onlyShort)
                    })
            }
        } catch {
            core.stop()
            for thread in threads { thread.join() }
            throw error
        }
        self.limits = limits
        self.core = core
        self.threads = threads
    }

    deinit { core.stop() }

    /// Encodes a text and tells `completion` what came of it.
    ///
    /// Returns at once. `completion` is called on a worker's thread, or before this returns if the answer is a miss for
    /// want of room; it should do no more than hand the result on.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - precision: how exactly.
    ///   - tokenLayers: layers whose vectors of single word pieces are wanted too.
    ///   - deadline: if its turn has not come by then, the answer is a miss.
    ///   - completion: gets the result.
    public func encode(
        _ text: [UInt8], precision: EncoderPrecision = .int8, tokenLayers: [Int] = [],
        deadline: ContinuousClock.Instant, then completion: @escaping Completion
    ) {
        encode(
            size: text.count, precision: precision, tokenLayers: tokenLayers, deadline: deadline, text: { text },
            then: completion)
    }

    /// The same for a text that is made by the worker when its turn has come.
    ///
    /// - Parameters:
    ///   - size: how many bytes it has, or nearly; they count for the bound and for whose turn comes first.
    ///   - precision: how exactly.
    ///   - tokenLayers: layers whose vectors of single word pieces are wanted too.
    ///   - deadline: if its turn has not come by then, the answer is a miss.
    ///   - text: makes it, in UTF-8; with nil the answer is the miss `notNeeded`.
    ///   - completion: gets the result.
    public func encode(
        size: Int, precision: EncoderPrecision = .int8, tokenLayers: [Int] = [],
        deadline: ContinuousClock.Instant, text: @escaping @Sendable () -> [UInt8]?,
        then completion: @escaping Completion
    ) {
        guard size <= Encoder.textLimit else { return completion(.failure(.textTooLong)) }
        core.offer(
            EncoderPoolCore.Job(
                size: size, text: text, precision: precision, tokenLayers: tokenLayers, completion: completion),
            deadline: deadline)
    }

    /// What waits at this moment.
    public var load: Load { core.load }

    /// Ends the workers: what waits is told `stopped`, what is being encoded is finished. Returns when all have ended;
    /// not to be called by a completion.
    public func stop() {
        if core.stop() { for thread in threads { thread.join() } }
    }
}
