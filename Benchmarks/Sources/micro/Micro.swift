// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The command: `micro list` names the benchmarks, `micro NAME COUNT` runs one of them COUNT times, `micro time NAME COUNT`
/// tells the microseconds of processor time that one time takes, the best of five.
@main
struct Micro {
    static func main() {
        let arguments = CommandLine.arguments
        if arguments.count == 2, arguments[1] == "list" {
            for benchmark in Benchmarks.all { print(benchmark.name) }
            return
        }
        if arguments.count == 4, arguments[1] == "time", let count = Int(arguments[3]),
            let benchmark = Benchmarks.all.first(where: { $0.name == arguments[2] })
        {
            return time(benchmark, count)
        }
        guard arguments.count == 3, let count = Int(arguments[2]),
            let benchmark = Benchmarks.all.first(where: { $0.name == arguments[1] })
        else {
            print("usage: micro list | micro NAME COUNT | micro time NAME COUNT")
            return
        }
        // Printed, so that no work can be left out as unneeded.
        print(benchmark.run(count))
    }

    private static func time(_ benchmark: Benchmark, _ count: Int) {
        var best = Double.infinity
        var sum = 0
        for _ in 0..<5 {
            let began = clock()
            sum &+= benchmark.run(count)
            best = min(best, Double(clock() - began) / Double(CLOCKS_PER_SEC) * 1_000_000 / Double(count))
        }
        let hundredths = Int((best * 100).rounded())
        print(
            "\(benchmark.name)\t\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) µs\t(\(sum))"
        )
    }
}
