// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Clocks of a writer.
public enum ThreadClock {
    /// Processor time that the calling thread has used, in nanoseconds.
    public static func processorTime() -> Int64 { read(CLOCK_THREAD_CPUTIME_ID) }

    /// Time that only goes forward, in nanoseconds.
    public static func now() -> Int64 { read(CLOCK_MONOTONIC) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
