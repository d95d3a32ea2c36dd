// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The command: `indexbench [WEIGHTS WORKLOAD]` prints how fast and how exact the vector index is, and fails where it
/// misses a limit. With the encoder's folder and a file of prompts, exactness is measured on vectors of those, too.
@main
struct IndexBenchmark {
    static func main() {
        var isWithin = true
        print("Searches, beside reading as many bytes, alternating; processor time of one thread")
        print("       rows  search ms    read ms       GB/s      share")
        for rows in [1000, 10_000, 100_000, 200_000] {
            let speed = SearchSpeed.measure(rows: rows)
            print(speed.line)
            if rows == 10_000, speed.search > 0.25 { isWithin = miss("10,000 rows take more than 0.25 ms") }
            if rows == 100_000, speed.share < 0.7 { isWithin = miss("100,000 rows: less than 70 % of the bandwidth") }
        }
        let load = LoadSpeed.measure(entries: 10_000)
        print("\nLoading 10,000 stored entries: \(load.rounded(2)) ms")
        if load > 100 { isWithin = miss("loading takes more than 100 ms") }
        print("\nThe nearest of 10,000 clustered vectors, for 10,000 queries, beside 32-bit floats over all of them")
        let clustered = Precision.measure(entries: 10_000, queries: 10_000)
        print(clustered.lines)
        if clustered.index < 0.999 { isWithin = miss("less than 99.9 % are equal") }
        let arguments = CommandLine.arguments
        if arguments.count == 3, let vectors = PromptVectors(weights: arguments[1], workload: arguments[2]) {
            print("\nThe nearest of \(vectors.kept.count) prompts, for \(vectors.asked.count) others")
            let prompts = Precision.measure(vectors.kept, vectors.asked)
            print(prompts.lines)
            if prompts.index < 0.999 { isWithin = miss("less than 99.9 % are equal") }
        } else {
            print("\nNo vectors of prompts: they need the encoder's weights (scripts/weights.sh)")
        }
        if !isWithin { exit(1) }
    }

    private static func miss(_ what: String) -> Bool {
        print("  over the limit: \(what)")
        return false
    }

    /// Milliseconds of processor time that this thread has used.
    static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
    }
}

extension Double {
    /// With so many digits after the point.
    func rounded(_ digits: Int) -> String {
        let factor = pow(10, Double(digits))
        let text = String(Int((abs(self) * factor).rounded()))
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return (self < 0 ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
    }
}
