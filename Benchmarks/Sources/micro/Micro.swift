// SPDX-License-Identifier: Apache-2.0

/// The command: `micro list` names the benchmarks, `micro NAME COUNT` runs one of them COUNT times.
@main
struct Micro {
    static func main() {
        let arguments = CommandLine.arguments
        if arguments.count == 2, arguments[1] == "list" {
            for benchmark in Benchmarks.all { print(benchmark.name) }
            return
        }
        guard arguments.count == 3, let count = Int(arguments[2]),
            let benchmark = Benchmarks.all.first(where: { $0.name == arguments[1] })
        else {
            print("usage: micro list | micro NAME COUNT")
            return
        }
        // Printed, so that no work can be left out as unneeded.
        print(benchmark.run(count))
    }
}
