// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Lets a blocking test client be slow on purpose.
enum Pause {
    static func milliseconds(_ count: Int) { usleep(UInt32(count) * 1000) }
}
