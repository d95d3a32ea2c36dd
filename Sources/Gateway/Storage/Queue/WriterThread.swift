// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Locking

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The one thread that writes a file of the state: it runs closures in turn, each when its time has come.
///
/// It is a thread of its own because a dispatch queue's threads are few: others would hold them while they wait for a
/// disk, and what is to be written would wait with them.
public final class WriterThread: Sendable {
    private struct Plan {
        var work: [(due: Int64, run: @Sendable () -> Void)] = []
        var isEnding = false
    }

    /// What the thread is to do next.
    private enum Step {
        case run(@Sendable () -> Void)
        case wait(until: Int64?)
        case end
    }

    /// What its owner and the thread share.
    private final class Agenda: Sendable {
        let name: String
        let plan = Locked(Plan())
        let bell = DispatchSemaphore(value: 0)

        init(name: String) { self.name = name }

        func next(_ now: Int64) -> Step {
            plan.withLock { plan in
                if let place = plan.work.firstIndex(where: { $0.due <= now }) {
                    return .run(plan.work.remove(at: place).run)
                }
                if plan.isEnding { return .end }
                return .wait(until: plan.work.lazy.map(\.due).min())
            }
        }

        func work() {
            while true {
                let now = ThreadClock.now()
                switch next(now) {
                case .run(let work): work()
                case .wait(until: nil): bell.wait()
                case .wait(until: let due?): _ = bell.wait(timeout: .now() + .nanoseconds(Int(due - now)))
                case .end: return
                }
            }
        }
    }

    private let agenda: Agenda

    /// Starts it; throws if the system has no more threads.
    ///
    /// - Parameter name: what tools like `top` show, fifteen characters at most.
    public init(name: String = "isartor-writer") throws(StorageFailure) {
        agenda = Agenda(name: name)
        let argument = Unmanaged.passRetained(agenda)
        #if canImport(Darwin)
        var thread: pthread_t?
        #else
        var thread = pthread_t()
        #endif
        let status = pthread_create(
            &thread, nil,
            { argument in
                #if !os(Linux)
                let pointer: UnsafeMutableRawPointer? = argument
                #else
                let pointer = argument
                #endif
                if let pointer {
                    let agenda = Unmanaged<Agenda>.fromOpaque(pointer).takeRetainedValue()
                    #if os(Linux)
                    WriterThread.takeName(agenda.name)
                    #endif
                    agenda.work()
                }
                return nil
            }, argument.toOpaque())
        guard status == 0 else {
            argument.release()
            throw StorageFailure.unavailable(reason: "no thread could be started to write it")
        }
        #if canImport(Darwin)
        if let thread { pthread_detach(thread) }
        #else
        pthread_detach(thread)
        #endif
    }

    deinit { end() }

    #if os(Linux)
    /// Gives the calling thread a name by which tools like `top` show it.
    private static func takeName(_ name: String) {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = name.utf8CString.withUnsafeBytes { write(file, $0.baseAddress, $0.count - 1) }
        close(file)
    }
    #endif

    /// Runs `work` after what was handed over before, or after a pause in nanoseconds.
    public func run(after pause: Int64 = 0, _ work: @escaping @Sendable () -> Void) {
        let due = pause > 0 ? ThreadClock.now() + pause : 0
        agenda.plan.withLock { $0.work.append((due, work)) }
        agenda.bell.signal()
    }

    /// Ends it once nothing is due any more.
    public func end() {
        agenda.plan.withLock { $0.isEnding = true }
        agenda.bell.signal()
    }
}
