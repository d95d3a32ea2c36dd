// SPDX-License-Identifier: Apache-2.0

/// What a pool's workers share: the queue and whether it goes on.
final class EncoderPoolCore: Sendable {
    /// A text to encode.
    struct Job: Sendable {
        /// Bytes of the text, or nearly.
        let size: Int
        /// Makes the text; nil if it is not needed after all.
        let text: @Sendable () -> [UInt8]?
        let precision: EncoderPrecision
        let tokenLayers: [Int]
        let completion: EncoderPool.Completion
    }

    /// What a worker does with a job; calls the closure between the windows of a long one.
    typealias Work = (Job, () -> Void) throws(EncoderMiss) -> TextEncoding

    private struct State {
        var queue: EncodingQueue<Job>
        var isStopping = false
        var running = 0
        /// Whether the worker for short texts waits for one and was not woken yet.
        var shortWorkerWaits = false
    }

    private enum Step {
        case encode(EncodingQueue<Job>.Turn)
        case drop([Job])
        case end
    }

    private let state: Monitor<State>

    init(limits: EncoderPool.Limits) {
        state = Monitor(
            State(
                queue: EncodingQueue(
                    entryLimit: limits.entries, byteLimit: limits.bytes, workers: limits.workers)))
    }

    var load: EncoderPool.Load {
        state.withLock { state in
            EncoderPool.Load(waiting: state.queue.count, bytes: state.queue.bytes, running: state.running)
        }
    }

    /// Whether the next short text will be the one of the worker for short texts.
    var isReadyForShort: Bool { state.withLock { $0.shortWorkerWaits } }

    func offer(_ job: Job, deadline: ContinuousClock.Instant) {
        let (miss, isForShortWorker): (EncoderMiss?, Bool) = state.withLock { state in
            if state.isStopping { return (.stopped, false) }
            guard state.queue.offer(job, bytes: job.size, deadline: deadline) else { return (.queueFull, false) }
            // It stands back the least, and what it read last is still in its processor's caches.
            guard state.shortWorkerWaits, EncodingQueue<Job>.isShort(job.size) else { return (nil, false) }
            state.shortWorkerWaits = false
            return (nil, true)
        }
        if let miss { job.completion(.failure(miss)) } else { state.wakeOne(aside: isForShortWorker) }
    }

    /// Does jobs until the pool stops.
    ///
    /// - Parameter onlyShort: leaves longer texts to other workers.
    func serve(_ work: Work, onlyShort: Bool = false) {
        while true {
            let step: Step = state.wait(aside: onlyShort) { state in
                if state.isStopping { return .end }
                let expired = state.queue.removeExpired(now: .now)
                if !expired.isEmpty { return .drop(expired) }
                guard let turn = state.queue.next(onlyShort: onlyShort) else {
                    if onlyShort { state.shortWorkerWaits = true }
                    return nil
                }
                if onlyShort { state.shortWorkerWaits = false }
                state.running += 1
                return .encode(turn)
            }
            switch step {
            case .end: return
            case .drop(let jobs): tell(jobs, .deadlinePassed)
            case .encode(let turn): encode(turn, work)
            }
        }
    }

    /// Ends the workers; false if that was done before.
    @discardableResult
    func stop() -> Bool {
        let waiting: [Job]? = state.withLock { state in
            if state.isStopping { return nil }
            state.isStopping = true
            return state.queue.removeAll()
        }
        guard let waiting else { return false }
        state.wakeAll()
        tell(waiting, .stopped)
        return true
    }

    private func encode(_ turn: EncodingQueue<Job>.Turn, _ work: Work) {
        let result: Result<TextEncoding, EncoderMiss>
        do throws(EncoderMiss) {
            result = .success(try work(turn.job, dropExpired))
        } catch {
            result = .failure(error)
        }
        state.withLock { state in
            state.running -= 1
            if turn.isLong { state.queue.finishedLong() }
        }
        // Another long text may be begun now, and the one who waits for that need not be this worker.
        if turn.isLong { state.wakeOne() }
        turn.job.completion(result)
    }

    /// A long text keeps its worker for a while: meanwhile, those whose time is over are told.
    private func dropExpired() {
        tell(state.withLock { $0.queue.removeExpired(now: .now) }, .deadlinePassed)
    }

    private func tell(_ jobs: [Job], _ miss: EncoderMiss) {
        for job in jobs { job.completion(.failure(miss)) }
    }
}
