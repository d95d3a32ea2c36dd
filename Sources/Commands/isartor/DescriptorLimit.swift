// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// How many files and sockets this process may have open.
enum DescriptorLimit {
    /// Raises the limit as far as the system lets an ordinary process.
    ///
    /// Shells hand on a limit of 1024 or less, although a thousand streams take two thousand sockets. What cannot be
    /// raised stays as it is: the gateway then serves fewer connections at once.
    static func raise() {
        #if canImport(Glibc)
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
        let files = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(files, &limit) == 0 else { return }
        #if canImport(Darwin)
        // Darwin takes no more than this, whatever the hard limit says.
        let most = min(limit.rlim_max, rlim_t(OPEN_MAX))
        #else
        let most = limit.rlim_max
        #endif
        guard limit.rlim_cur < most else { return }
        limit.rlim_cur = most
        _ = setrlimit(files, &limit)
    }
}
