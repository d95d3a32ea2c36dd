// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The program's code that only its start needed.
enum StartupCode {
    /// Gives its memory back: some 20 MB that the linker's tables, the command line and the settings have touched.
    ///
    /// They are clean pages of the program's own file, so nothing is lost: what is used again is mapped again from the
    /// system's cache in a microsecond.
    static func release() {
        #if os(Linux)
        guard let mappings = fopen("/proc/self/maps", "re") else { return }
        defer { fclose(mappings) }
        let here = UInt(bitPattern: pageAddress())
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        while getline(&line, &capacity, mappings) > 0 {
            guard let line, let range = Self.range(String(cString: line)), range.contains(here) else { continue }
            if let start = UnsafeMutableRawPointer(bitPattern: range.lowerBound) {
                madvise(start, range.count, MADV_DONTNEED)
            }
            return
        }
        #endif
    }

    #if os(Linux)
    /// An address in the program's code.
    private static func pageAddress() -> UnsafeRawPointer {
        let function: @convention(c) () -> Void = {}
        return unsafeBitCast(function, to: UnsafeRawPointer.self)
    }

    /// The addresses of a mapping if it is code that cannot be written, as `55d0-55f0 r-xp …`.
    private static func range(_ line: String) -> Range<UInt>? {
        let fields = line.split(separator: " ", maxSplits: 2)
        guard fields.count == 3, fields[1] == "r-xp" else { return nil }
        let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard ends.count == 2, ends[0] < ends[1] else { return nil }
        return ends[0]..<ends[1]
    }
    #endif
}
