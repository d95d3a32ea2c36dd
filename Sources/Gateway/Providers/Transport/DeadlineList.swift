// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// Something on an event loop that must not wait longer than a deadline.
public protocol DeadlineHolder: AnyObject {
    /// Where the holder stands in its list; kept by the list.
    var deadlinePlace: Int { get set }
    /// When ``deadlinePassed(_:)`` is due. Whoever moves it to an earlier time tells the list (``DeadlineList/hasten(_:)``).
    var deadline: NIODeadline { get }
    /// Called once the deadline is over; the holder moves its deadline or leaves the list.
    func deadlinePassed(_ now: NIODeadline)
}

/// All deadlines of one event loop, looked at together ten times a second.
///
/// One timer a loop instead of one a request: setting, moving and clearing a deadline is a store or two. Deadlines are
/// met with a precision of the interval. Ten thousand connections that wait for their clients are not touched at all: a
/// look at the list reads one number each, the time before which nothing is due.
public final class DeadlineList {
    private let eventLoop: any EventLoop
    private let interval: TimeAmount
    private var holders: ContiguousArray<any DeadlineHolder> = []
    /// For each holder a time that its deadline is not before.
    private var bounds: ContiguousArray<NIODeadline> = []
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
        bounds.append(holder.deadline)
        guard !isTicking, !isStopped else { return }
        isTicking = true
        schedule()
    }

    public func remove(_ holder: any DeadlineHolder) {
        let place = holder.deadlinePlace
        guard place >= 0, place < holders.count else { return }
        holder.deadlinePlace = -1
        let last = holders.removeLast()
        let bound = bounds.removeLast()
        guard place < holders.count else { return }
        holders[place] = last
        bounds[place] = bound
        last.deadlinePlace = place
    }

    /// A holder has moved its deadline to an earlier time.
    public func hasten(_ holder: some DeadlineHolder) {
        let place = holder.deadlinePlace
        guard place >= 0, place < bounds.count, holder.deadline < bounds[place] else { return }
        bounds[place] = holder.deadline
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
            if place < holders.count, bounds[place] <= now { look(at: place, now) }
            place -= 1
        }
        guard !isStopped, !holders.isEmpty else {
            isTicking = false
            return
        }
        schedule()
    }

    private func look(at place: Int, _ now: NIODeadline) {
        let holder = holders[place]
        if holder.deadline <= now { holder.deadlinePassed(now) }
        // It may have left the list, and then another stands there, whose bound still holds.
        if place < holders.count, holders[place] === holder { bounds[place] = holder.deadline }
    }
}
