// SPDX-License-Identifier: Apache-2.0

#if THREAD_SANITIZER
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
#else
public import Synchronization
#endif

/// A value behind a lock.
///
/// It is the standard library's mutex. Thread Sanitizer cannot look into that one and takes everything behind it for a
/// race, so builds for it (`THREAD_SANITIZER`, see scripts/tsan.sh) have a POSIX mutex, which it knows.
public struct Locked<Value>: ~Copyable, Sendable {
    #if THREAD_SANITIZER
    // Unchecked, since the value is touched with the mutex held only.
    private final class Box: @unchecked Sendable {
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        var value: Value

        init(_ value: Value) {
            self.value = value
            pthread_mutex_init(mutex, nil)
        }

        deinit {
            pthread_mutex_destroy(mutex)
            mutex.deallocate()
        }
    }

    private let box: Box

    public init(_ value: sending Value) { box = Box(value) }

    /// Holds the lock while `body` runs, which should be short and must not lock again.
    public borrowing func withLock<Result, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        pthread_mutex_lock(box.mutex)
        defer { pthread_mutex_unlock(box.mutex) }
        return try body(&box.value)
    }
    #else
    @usableFromInline let mutex: Mutex<Value>

    @inlinable
    public init(_ value: consuming sending Value) { mutex = Mutex(value) }

    /// Holds the lock while `body` runs, which should be short and must not lock again.
    @inlinable
    public borrowing func withLock<Result, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        try mutex.withLock(body)
    }
    #endif
}
