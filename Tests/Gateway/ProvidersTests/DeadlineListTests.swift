// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Providers
import Testing

/// Deadlines are met however they were moved before.
struct DeadlineListTests {
    private final class Holder: DeadlineHolder {
        private let list: DeadlineList
        var deadlinePlace = -1
        var deadline: NIODeadline {
            didSet { if deadline < oldValue { list.hasten(self) } }
        }
        private(set) var passed = 0
        var whenPassed: (() -> Void)?

        init(_ list: DeadlineList, deadline: NIODeadline = .distantFuture) {
            self.list = list
            self.deadline = deadline
        }

        func deadlinePassed(_ now: NIODeadline) {
            passed += 1
            deadline = .distantFuture
            whenPassed?()
        }
    }

    /// Runs `body` on an event loop, and `check` there after some looks at the list.
    private func run<State>(
        _ body: @escaping @Sendable (DeadlineList) -> State, check: @escaping @Sendable (DeadlineList, State) -> Void
    ) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let kept = try await loop.submit {
            let list = DeadlineList(eventLoop: loop, interval: .milliseconds(1))
            return NIOLoopBound((list, body(list)), eventLoop: loop)
        }.get()
        try await loop.scheduleTask(in: .milliseconds(60)) {
            check(kept.value.0, kept.value.1)
            kept.value.0.stop()
        }.futureResult.get()
    }

    @Test func `a deadline that comes earlier than was said at first is met`() async throws {
        try await run { list in
            let holder = Holder(list)
            list.add(holder)
            holder.deadline = .now() + .milliseconds(5)
            return holder
        } check: { _, holder in
            #expect(holder.passed == 1)
        }
    }

    @Test func `a deadline that was moved back is not due before its new time`() async throws {
        try await run { list in
            let holder = Holder(list, deadline: .now() + .milliseconds(2))
            list.add(holder)
            holder.deadline = .now() + .hours(1)
            return holder
        } check: { _, holder in
            #expect(holder.passed == 0)
        }
    }

    @Test func `a deadline that was looked at and moved forward again is met`() async throws {
        try await run { list in
            let holder = Holder(list, deadline: .now() + .milliseconds(1))
            list.add(holder)
            holder.whenPassed = { [unowned holder] in
                if holder.passed < 3 { holder.deadline = .now() + .milliseconds(2) }
            }
            return holder
        } check: { _, holder in
            #expect(holder.passed == 3)
        }
    }

    @Test func `who takes the place of one that left keeps its own deadline`() async throws {
        try await run { list in
            let holders = (0..<20).map { _ in Holder(list) }
            for holder in holders { list.add(holder) }
            holders[19].deadline = .now() + .milliseconds(4)
            holders[7].deadline = .now() + .milliseconds(4)
            // Each of these is replaced by the last one.
            for place in [0, 3, 5] { list.remove(holders[place]) }
            holders[3].deadline = .now()
            return holders
        } check: { list, holders in
            #expect(list.count == 17)
            #expect(holders.map(\.passed) == (0..<20).map { $0 == 7 || $0 == 19 ? 1 : 0 })
        }
    }

    @Test func `a holder that leaves when its time is over takes nobody else with it`() async throws {
        try await run { list in
            let holders = (0..<10).map { _ in Holder(list, deadline: .now() + .milliseconds(1)) }
            for holder in holders {
                list.add(holder)
                holder.whenPassed = { [unowned holder] in list.remove(holder) }
            }
            return holders
        } check: { list, holders in
            #expect(list.count == 0)
            #expect(holders.allSatisfy { $0.passed == 1 })
        }
    }
}
