// SPDX-License-Identifier: Apache-2.0

/// Stops asking a model of a provider that fails, and lets one request an interval find out whether it does again.
///
/// Times are milliseconds of one monotonic clock.
public struct Breaker: Sendable {
    /// When a breaker opens, and for how long.
    public struct Limits: Sendable, Hashable {
        /// It opens after so many failures in a row,
        public var failures: Int
        /// or when so many of a hundred results of the window are failures,
        public var percent: Int
        /// if the window has at least so many results.
        public var results: Int
        /// How far the window reaches back, in milliseconds.
        public var window: Int64
        /// How long it stays open before one request is let through, in milliseconds.
        public var interval: Int64

        public init(
            failures: Int = 5, percent: Int = 50, results: Int = 20, window: Int64 = 30_000, interval: Int64 = 10_000
        ) {
            self.failures = max(1, failures)
            self.percent = max(1, percent)
            self.results = max(1, results)
            self.window = max(6, window)
            self.interval = max(1, interval)
        }
    }

    /// What becomes of a request.
    public enum Admission: Sendable, Hashable {
        case pass
        /// Let through to find out; how it ends decides.
        case probe
        case refuse(until: Int64)
    }

    /// What a breaker does.
    public enum State: String, Sendable, Hashable {
        case closed
        case open
        /// The interval is over, and a probe is under way or will be the next request.
        case halfOpen = "half_open"
    }

    public let limits: Limits
    private var inRow = 0
    private var window: ResultWindow
    /// Nil while it is closed.
    private var openUntil: Int64?
    private var probeUntil = Int64.min
    private var closedSince = Int64.min
    /// When the probe began that closed it.
    private var closedBy: Int64?

    public init(limits: Limits = Limits()) {
        self.limits = limits
        window = ResultWindow(length: limits.window)
    }

    public var isClosed: Bool { openUntil == nil }

    public func state(now: Int64) -> State {
        openUntil.map { now < $0 ? .open : .halfOpen } ?? .closed
    }

    /// Until when a request would be refused; nil if it would be let through.
    public func refusal(now: Int64) -> Int64? {
        guard let openUntil else { return nil }
        let until = max(openUntil, probeUntil)
        return now < until ? until : nil
    }

    /// Decides on a request. A probe that never ends frees its place after the interval.
    public mutating func admit(now: Int64) -> Admission {
        guard !isClosed else { return .pass }
        if let until = refusal(now: now) { return .refuse(until: until) }
        probeUntil = now + limits.interval
        return .probe
    }

    /// A request that began at `began` went well.
    public mutating func succeeded(began: Int64, isProbe: Bool, now: Int64) {
        if isClosed {
            guard began >= closedSince else { return }
            inRow = 0
            window.add(isFailure: false, now: now)
        } else if isProbe {
            openUntil = nil
            probeUntil = .min
            closedSince = now
            closedBy = began
            inRow = 0
            window = ResultWindow(length: limits.window)
        }
        // Others were let in before it opened, and what they found then says nothing of now.
    }

    /// A request that began at `began` failed, and the provider is to blame.
    public mutating func failed(began: Int64, isProbe: Bool, now: Int64) {
        if isClosed {
            // A probe's answer may begin well and break off; unless another one went well since, that decides.
            if isProbe, began == closedBy, window.results == window.failures {
                return open(until: now + limits.interval)
            }
            // What began in the bad time does not count in the good one.
            guard began >= closedSince else { return }
            inRow += 1
            window.add(isFailure: true, now: now)
            if inRow >= limits.failures
                || (window.results >= limits.results && window.failures * 100 >= window.results * limits.percent)
            {
                open(until: now + limits.interval)
            }
        } else if isProbe {
            // Counted from its beginning: however long a probe takes to fail, the next one is not later for it.
            open(until: began + limits.interval)
        }
    }

    private mutating func open(until end: Int64) {
        openUntil = max(openUntil ?? .min, end)
    }
}
