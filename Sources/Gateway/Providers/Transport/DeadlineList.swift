// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// Something on an event loop that must not wait longer than a deadline.
public protocol DeadlineHolder: AnyObject {
    /// Where the holder stands in its list; kept by the list.
    var deadlinePlace: Int { get set }
    /// When ``deadlinePassed(_:)`` is due.
    var deadline: NIODeadline { get }
    /// Called once the deadline is over; the holder moves its deadline or leaves the list.
    func deadlinePassed(_ now: NIODeadline)
}

/// All deadlines of one event loop, looked at together ten times a second.
///
/// One timer a loop instead of one a request: setting, moving and clearing a deadline is a store. Deadlines are met
/// with a precision of the interval.
public final class DeadlineList {
    private let eventLoop: any EventLoop
    private let interval: TimeAmount
    private var holders: ContiguousArray<any DeadlineHolder> = []
    private var isTicking = false
    private var isStopped = false

    public init(eventLoop: any EventLoop, interval: TimeAmount = .milliseconds(100)) {
        self.eventLoop = eventLoop
        self.interval = interval
    }

    /// How many holders are watched.
    public var count: Int { holders.count }

    public func add(_ holder: any DeadlineHolder) {
        holder.deadlinePlace = holders.count
        holders.append(holder)
        guard !isTicking, !isStopped else { return }
        isTicking = true
        schedule()
    }

    public func remove(_ holder: any DeadlineHolder) {
        let place = holder.deadlinePlace
        guard place >= 0, place < holders.count else { return }
        holder.deadlinePlace = -1
        let last = holders.removeLast()
        guard place < holders.count else { return }
        holders[place] = last
        last.deadlinePlace = place
    }

    /// Ends the ticking for good.
    public func stop() { isStopped = true }

    private func schedule() {
        eventLoop.assumeIsolated().scheduleTask(in: interval) { self.tick() }
    }

    private func tick() {
        let now = NIODeadline.now()
        var place = holders.count - 1
        // Backwards, since a holder that leaves is replaced by the last one, which has been looked at.
        while place >= 0 {
            if place < holders.count, holders[place].deadline <= now { holders[place].deadlinePassed(now) }
            place -= 1
        }
        guard !isStopped, !holders.isEmpty else {
            isTicking = false
            return
        }
        schedule()
    }
}
