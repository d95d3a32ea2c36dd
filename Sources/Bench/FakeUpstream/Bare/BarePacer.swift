// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Wakes the waiting connections of an event loop, all that are due in a millisecond together, as a provider sends that
/// computes many answers at once.
///
/// Between two rounds the loop looks at its sockets, however late it is. With a timer for each connection it would not:
/// timers that are due again when the last one has run come before sockets, and new requests would wait for a second.
final class BarePacer {
    private struct Wait {
        var end: NIODeadline
        var resume: () -> Void
    }

    private let eventLoop: any EventLoop
    private var waits: [ObjectIdentifier: Wait] = [:]
    /// When the next round is.
    private var planned: NIODeadline?
    private var isRunning = false
    /// What is left to the loop's sockets at least.
    private static let pause = TimeAmount.microseconds(100)

    /// Of an event loop, for use on it only.
    init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// Calls `resume` once `end` has come, at most a millisecond later if the loop has the time.
    func wait(_ id: ObjectIdentifier, until end: NIODeadline, then resume: @escaping () -> Void) {
        waits[id] = Wait(end: end, resume: resume)
        // A round that is planned while another one runs would be due when that ends.
        if !isRunning { plan(end) }
    }

    /// Lets a wait go.
    func cancel(_ id: ObjectIdentifier) { waits[id] = nil }

    private func plan(_ end: NIODeadline) {
        let round = Self.tick(after: max(end, .now() + Self.pause))
        if let planned, planned <= round { return }
        planned = round
        eventLoop.assumeIsolated().scheduleTask(deadline: round) { self.run(round) }
    }

    private func run(_ round: NIODeadline) {
        // An earlier one was planned instead.
        guard planned == round else { return }
        planned = nil
        let now = NIODeadline.now()
        let due = waits.filter { $0.value.end <= now }
        for id in due.keys { waits[id] = nil }
        isRunning = true
        for wait in due.values { wait.resume() }
        isRunning = false
        if let next = waits.values.lazy.map(\.end).min() { plan(next) }
    }

    /// The next full millisecond.
    private static func tick(after moment: NIODeadline) -> NIODeadline {
        let millisecond: UInt64 = 1_000_000
        return .uptimeNanoseconds((moment.uptimeNanoseconds + millisecond - 1) / millisecond * millisecond)
    }
}
