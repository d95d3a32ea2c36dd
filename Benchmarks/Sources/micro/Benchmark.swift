// SPDX-License-Identifier: Apache-2.0

/// One piece of the hot path.
struct Benchmark {
    /// The name in the thresholds' file.
    let name: String
    /// Does the work `count` times and returns something that depends on all of it.
    let run: (_ count: Int) -> Int
}
