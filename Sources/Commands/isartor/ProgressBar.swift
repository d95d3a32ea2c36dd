// SPDX-License-Identifier: Apache-2.0

import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// How far a transfer is, on one line of a terminal; nothing where a person does not look on.
final class ProgressBar: Sendable {
    private struct State {
        var name = ""
        var began = ContinuousClock.now
        var startCount = 0
        var shown: ContinuousClock.Instant?
    }

    /// What is counted.
    enum Unit { case bytes, count }

    private let isShown: Bool
    private let unit: Unit
    private let state = Mutex(State())

    init(unit: Unit = .bytes, isShown: Bool = isatty(STDERR_FILENO) == 1) {
        self.unit = unit
        self.isShown = isShown
    }

    /// Shows that so much is here, at most ten times a second.
    func show(_ name: String, count: Int, of total: Int) {
        guard isShown else { return }
        let now = ContinuousClock.now
        let line = state.withLock { state -> String? in
            if state.name != name { state = State(name: name, began: now, startCount: count) }
            if let shown = state.shown, now - shown < .milliseconds(100), count < total { return nil }
            state.shown = now
            let seconds = (now - state.began) / .seconds(1)
            let rate = seconds > 0.5 ? Double(count - state.startCount) / seconds : nil
            return Self.line(name, count: count, of: total, rate: rate, unit: unit)
        }
        if let line { Terminal.notes.print(Array("\r\(line)\u{1B}[K".utf8)) }
    }

    /// Takes the line away.
    func clear() {
        guard isShown, state.withLock({ $0.shown }) != nil else { return }
        state.withLock { $0 = State() }
        Terminal.notes.print(Array("\r\u{1B}[K".utf8))
    }

    /// The line: name, bar, share, how much; of bytes also how many a second, if that is known.
    static func line(_ name: String, count: Int, of total: Int, rate: Double?, unit: Unit = .bytes) -> String {
        let width = 24
        let share = total > 0 ? min(1, Double(count) / Double(total)) : 1
        let full = Int(share * Double(width))
        let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
        let percent = String(Int(share * 100))
        let blanks = String(repeating: " ", count: 3 - percent.count)
        let start = "\(name)  [\(bar)] \(blanks)\(percent) %  "
        guard unit == .bytes else { return start + "\(count) of \(total)" }
        var line = start + "\(megabytes(count)) of \(megabytes(total))"
        if let rate { line += "  \(megabytes(Int(rate)))/s" }
        return line
    }

    /// Bytes in millions, as `90.9 MB`.
    static func megabytes(_ bytes: Int) -> String {
        let tenths = (bytes + 50_000) / 100_000
        return "\(tenths / 10).\(tenths % 10) MB"
    }
}
