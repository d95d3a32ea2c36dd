// SPDX-License-Identifier: Apache-2.0

/// How many requests a provider is asked at a time: as many as may be, until it shows that this is too much: four
/// overloads at least, and half of the latest results. Fewer are the provider's everyday, which the limit of one
/// client's key or of one model makes.
///
/// Then 0.7 of those that were under way, one more for as many successes as the limit is, and no limit again once it
/// has grown past twice what the provider once bore. Cuts without a success in between are an outage, not a measure of
/// what the provider bears: up to what was left by the first of them, each success gives one more.
public struct ConcurrencyLimit: Sendable {
    /// What a request's end says of the provider's load.
    public enum Outcome: Sendable, Hashable {
        case success
        case overload
        /// Nothing.
        case neutral
    }

    /// Requests at a time, whatever the provider bears.
    public let maximum: Int
    /// Nil as long as the provider showed no overload.
    public private(set) var limit: Int?
    public private(set) var inFlight = 0
    private var peak = 0
    private var lastCut = Int64.min
    private var successes = 0
    private var wasReached = false
    /// The latest results, of which the older ones count half.
    private var good = 0
    private var bad = 0
    /// What the provider bore when it last worked: 0.7 of those that were under way then.
    private var threshold = 0
    private var hasWorked = true

    public init(maximum: Int) { self.maximum = max(1, maximum) }

    /// How many requests may be under way now.
    public var allowed: Int { min(limit ?? maximum, maximum) }

    /// Whether one more may enter, beside `held` places that are kept for others.
    public mutating func hasRoom(held: Int = 0) -> Bool {
        if inFlight + held < allowed { return true }
        wasReached = true
        return false
    }

    /// Enters if there is room, beside `held` places that are kept for others.
    public mutating func tryEnter(held: Int = 0) -> Bool {
        guard hasRoom(held: held) else { return false }
        enter()
        return true
    }

    /// Enters, since there was room or a place was kept.
    public mutating func enter() {
        inFlight += 1
        if inFlight >= allowed { wasReached = true }
    }

    /// Leaves; `began` and `now` are milliseconds of one clock.
    public mutating func leave(_ outcome: Outcome, began: Int64, now: Int64) {
        guard inFlight > 0 else { return }
        switch outcome {
        case .overload: cut(began, now)
        case .success:
            good += 1
            fade()
            grow()
        case .neutral: break
        }
        inFlight -= 1
    }

    private mutating func cut(_ began: Int64, _ now: Int64) {
        // Who began before the last cut tells what led to it, and nothing new.
        guard began > lastCut else { return }
        bad += 1
        fade()
        guard bad >= Self.leastOverloads, bad * 2 >= good + bad else { return }
        (good, bad) = (0, 0)
        if limit == nil { peak = inFlight } else { peak = max(peak, inFlight) }
        let left = max(1, inFlight * 7 / 10)
        limit = left
        if hasWorked { threshold = left }
        hasWorked = false
        lastCut = now
        successes = 0
        wasReached = false
    }

    /// So many overloads are no accident.
    private static let leastOverloads = 4
    /// After so many results the older ones count half.
    private static let window = 64

    private mutating func fade() {
        guard good + bad >= Self.window else { return }
        good /= 2
        bad /= 2
    }

    private mutating func grow() {
        hasWorked = true
        guard let limit, wasReached else { return }
        if limit < threshold {
            wasReached = inFlight > limit
            return self.limit = limit + 1
        }
        successes += 1
        guard successes >= limit else { return }
        successes = 0
        wasReached = inFlight > limit
        self.limit = limit + 1 > 2 * peak || limit + 1 >= maximum ? nil : limit + 1
    }
}
