// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs one target on one made-up input after another.
///
/// The same seed, seeds folder and number of executions give the same inputs.
struct Campaign<Target: FuzzTarget>: ~Copyable {
    /// When to stop; whichever comes first.
    struct Budget {
        var executions = Int.max
        var seconds = Int.max
    }

    /// An execution that takes more processor time than this has failed.
    private static var longest: Duration { .milliseconds(100) }
    private static var poolLimit: Int { 4096 }
    private static var summaryLimit: Int { 1 << 18 }

    private var target = Target()
    private var random: SeededNumbers
    private var pool: [[UInt8]]
    private let seedCount: Int
    private var summaries: Set<UInt64> = []
    private let file: InputFile
    private let mutator = Mutator(grammar: Target.grammar, tokens: Target.tokens)
    private let watchdog = Watchdog()
    private var slowest = Duration.zero

    init(seed: UInt64, seeds: [[UInt8]], file: consuming InputFile) {
        random = SeededNumbers(seed: seed)
        pool = seeds
        seedCount = seeds.count
        self.file = file
    }

    /// Runs until the budget is spent.
    mutating func run(_ budget: Budget) throws {
        let clock = ContinuousClock()
        let start = clock.now
        let end = budget.seconds == .max ? nil : start + .seconds(budget.seconds)
        var executions = 0
        for seed in pool where executions < budget.executions {
            _ = try execute(seed)
            executions += 1
        }
        while executions < budget.executions {
            // Young inputs more often than old ones: they are the ones whose neighbourhood is not explored.
            let parent =
                random.once(in: 2) ? pool.count - 1 - random.below(min(pool.count, 64)) : random.below(pool.count)
            let input = mutator.child(of: pool[parent], donor: pool[random.below(pool.count)], &random)
            let summary = try execute(input)
            executions += 1
            if summaries.count < Self.summaryLimit, summaries.insert(summary).inserted { admit(input) }
            if let end, executions & 0xFF == 0, clock.now >= end { break }
        }
        report(executions, clock.now - start)
    }

    private mutating func admit(_ input: [UInt8]) {
        guard input.count <= 8 << 10 else { return }
        if pool.count < Self.poolLimit {
            pool.append(input)
        } else {
            // The committed seeds stay; any other may go.
            pool[seedCount + random.below(pool.count - seedCount)] = input
        }
    }

    private mutating func execute(_ input: [UInt8]) throws -> UInt64 {
        file.hold(input)
        watchdog.beat()
        let clock = ContinuousClock()
        let start = clock.now
        let summary = try target.run(input).value
        let elapsed = clock.now - start
        if elapsed > slowest { slowest = try elapsed > Self.longest ? processorTime(input) : elapsed }
        return summary
    }

    /// The least processor time of three more executions: a busy machine is no hang.
    private mutating func processorTime(_ input: [UInt8]) throws -> Duration {
        var least = Duration.seconds(3600)
        for _ in 0..<3 {
            let start = Self.threadTime()
            _ = try target.run(input)
            least = min(least, Self.threadTime() - start)
        }
        guard least <= Self.longest else {
            throw Violation(
                rule: "an execution ends within \(Self.longest); this one took \(least) on \(input.count) bytes")
        }
        return least
    }

    private static func threadTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private func report(_ executions: Int, _ elapsed: Duration) {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let line = [
            Target.name.padding(toLength: 18, withPad: " ", startingAt: 0),
            "\(executions) executions", "\(Int(Double(executions) / max(seconds, 0.001)))/s",
            "\(summaries.count) summaries",
            "slowest \(slowest.formatted(.units(allowed: [.milliseconds, .microseconds])))",
        ]
        print(line.joined(separator: "  "))
    }
}
