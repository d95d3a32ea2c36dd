// SPDX-License-Identifier: Apache-2.0

/// The texts that wait for a worker: which comes next, and how many may wait.
///
/// Short texts overtake long ones, since what comes from a person typing should not wait for a pasted book; yet a long
/// text that was passed over eight times has its turn. Long texts never have all workers, so that one is soon free for a
/// short one.
struct EncodingQueue<Job> {
    /// Texts up to that many bytes fit one window, as a rule.
    static var shortLimit: Int { 768 }
    /// Those up to that many take a few.
    static var mediumLimit: Int { 4096 }
    private static var patience: Int { 8 }

    private struct Waiting {
        let job: Job
        let bytes: Int
        let deadline: ContinuousClock.Instant
    }

    private struct Lane {
        var waiting: [Waiting] = []
        var passedOver = 0
    }

    /// A job that is to be done now.
    struct Turn {
        let job: Job
        /// Whether it must be told when it is done, see ``finishedLong()``.
        let isLong: Bool
    }

    private let entryLimit: Int
    private let byteLimit: Int
    private let longLimit: Int
    private var lanes = [Lane(), Lane(), Lane()]
    private var longRunning = 0
    /// How many bytes wait.
    private(set) var bytes = 0

    /// - Parameters:
    ///   - entryLimit: so many texts may wait.
    ///   - byteLimit: so many bytes of them.
    ///   - workers: how many texts are encoded at a time.
    init(entryLimit: Int, byteLimit: Int, workers: Int) {
        self.entryLimit = entryLimit
        self.byteLimit = byteLimit
        longLimit = max(1, workers - 1)
    }

    /// How many texts wait.
    var count: Int { lanes.reduce(0) { $0 + $1.waiting.count } }

    /// Takes a job; false if as many wait as may.
    mutating func offer(_ job: Job, bytes: Int, deadline: ContinuousClock.Instant) -> Bool {
        guard count < entryLimit, self.bytes + bytes <= byteLimit else { return false }
        lanes[Self.lane(bytes)].waiting.append(Waiting(job: job, bytes: bytes, deadline: deadline))
        self.bytes += bytes
        return true
    }

    private func isOpen(_ lane: Int) -> Bool {
        !lanes[lane].waiting.isEmpty && (lane == 0 || longRunning < longLimit)
    }

    /// The job whose turn it is; nil if none may be begun.
    ///
    /// - Parameter onlyShort: whether the worker takes short ones only.
    mutating func next(onlyShort: Bool = false) -> Turn? {
        let open = lanes.indices.filter { isOpen($0) && ($0 == 0 || !onlyShort) }
        guard let shortest = open.first else { return nil }
        let chosen = open.last { lanes[$0].passedOver >= Self.patience } ?? shortest
        for lane in open where lane > chosen { lanes[lane].passedOver += 1 }
        lanes[chosen].passedOver = 0
        let waiting = lanes[chosen].waiting.removeFirst()
        bytes -= waiting.bytes
        if chosen > 0 { longRunning += 1 }
        return Turn(job: waiting.job, isLong: chosen > 0)
    }

    /// A long job is done.
    mutating func finishedLong() { longRunning -= 1 }

    /// Takes out the jobs whose time is over.
    mutating func removeExpired(now: ContinuousClock.Instant) -> [Job] {
        remove { $0.deadline <= now }
    }

    /// Takes out all jobs.
    mutating func removeAll() -> [Job] { remove { _ in true } }

    private mutating func remove(where isOver: (Waiting) -> Bool) -> [Job] {
        var removed: [Job] = []
        for lane in lanes.indices where lanes[lane].waiting.contains(where: isOver) {
            for waiting in lanes[lane].waiting where isOver(waiting) {
                removed.append(waiting.job)
                bytes -= waiting.bytes
            }
            lanes[lane].waiting.removeAll(where: isOver)
        }
        return removed
    }

    /// Whether a text of so many bytes goes to the worker for short ones, too.
    static func isShort(_ bytes: Int) -> Bool { lane(bytes) == 0 }

    private static func lane(_ bytes: Int) -> Int { bytes <= shortLimit ? 0 : bytes <= mediumLimit ? 1 : 2 }
}
