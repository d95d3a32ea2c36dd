// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The end of the program; inside commands the name `exit` means something else.
enum ProcessEnd {
    static func now(_ code: Int32) -> Never { exit(code) }
}
