// SPDX-License-Identifier: Apache-2.0

/// How many of the latest results were failures, in six parts of a window that fall out one by one.
struct ResultWindow: Sendable {
    private struct Part {
        var results: Int32 = 0
        var failures: Int32 = 0
    }

    private static var parts: Int { 6 }

    private let width: Int64
    private var parts = InlineArray<6, Part>(repeating: Part())
    private var newest = Int64.min
    private(set) var results = 0
    private(set) var failures = 0

    /// - Parameter length: in milliseconds.
    init(length: Int64) { width = max(1, length / Int64(Self.parts)) }

    mutating func add(isFailure: Bool, now: Int64) {
        turn(to: now / width)
        let place = Self.place(newest)
        // Far beyond what decides; the counts stay right.
        guard parts[place].results < .max else { return }
        parts[place].results += 1
        results += 1
        guard isFailure else { return }
        parts[place].failures += 1
        failures += 1
    }

    private mutating func turn(to part: Int64) {
        guard part > newest else { return }
        let first = max(part - Int64(Self.parts) + 1, newest == .min ? .min : newest + 1)
        for old in first...part {
            let place = Self.place(old)
            results -= Int(parts[place].results)
            failures -= Int(parts[place].failures)
            parts[place] = Part()
        }
        newest = part
    }

    private static func place(_ part: Int64) -> Int {
        let rest = Int(part % Int64(parts))
        return rest < 0 ? rest + parts : rest
    }
}
