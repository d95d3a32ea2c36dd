// SPDX-License-Identifier: Apache-2.0

import KeptState
import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension StateClock {
    /// The machine's clocks.
    static let system = StateClock(
        steady: { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) },
        wall: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        })
}
