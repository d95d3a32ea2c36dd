// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A value behind a lock that threads can wait at until it changes, in two places.
// Unchecked: the value is touched with the mutex held only.
final class Monitor<Value>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let changedAside = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var value: Value

    init(_ value: sending Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
        pthread_cond_init(changedAside, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_cond_destroy(changedAside)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        changedAside.deallocate()
        mutex.deallocate()
    }

    /// Holds the lock while `body` runs.
    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&value)
    }

    /// Waits until `body` gives a result; asks it now and whenever somebody says that the value changed.
    ///
    /// - Parameter aside: waits in the second place, where nobody is woken who waits in the first.
    func wait<Result>(aside: Bool = false, _ body: (inout Value) -> Result?) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&value) { return result }
            pthread_cond_wait(aside ? changedAside : changed, mutex)
        }
    }

    /// Has one of those who wait in a place look again.
    func wakeOne(aside: Bool = false) { pthread_cond_signal(aside ? changedAside : changed) }

    /// Has all who wait look again.
    func wakeAll() {
        pthread_cond_broadcast(changed)
        pthread_cond_broadcast(changedAside)
    }
}
