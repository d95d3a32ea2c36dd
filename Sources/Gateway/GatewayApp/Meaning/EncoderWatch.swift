// SPDX-License-Identifier: Apache-2.0

import Embedder
import Locking
import Logging

/// Counts what the encoder could not do, and tells the log: each kind of failure once, then once a minute at most.
final class EncoderWatch: Sendable {
    /// What was counted since the start.
    struct Counts: Sendable, Equatable {
        /// Texts that got their vector.
        var encoded = 0
        /// Texts that did not, by ``EncoderMiss/label``.
        var misses: [String: Int] = [:]
        /// Troubles with files and memory, by ``EncoderFailure/Kind``.
        var failures: [String: Int] = [:]
    }

    private struct State: Sendable {
        var counts = Counts()
        var notices: [String: RepeatedNotice] = [:]
    }

    private let logger: Logger
    /// In milliseconds; does not go back.
    private let now: @Sendable () -> Int64
    private let state = Locked(State())

    init(_ logger: Logger, now: @escaping @Sendable () -> Int64) {
        self.logger = logger
        self.now = now
    }

    var counts: Counts { state.withLock { $0.counts } }

    /// A text got its vector.
    func encoded() { state.withLock { $0.counts.encoded += 1 } }

    /// A text got none.
    ///
    /// - Parameter line: what to tell, with a remedy; nil for what is no fault of the encoder's.
    func missed(_ label: String, _ line: String?) {
        let now = now()
        let untold: Int? = state.withLock { state in
            state.counts.misses[label, default: 0] += 1
            return line == nil ? nil : state.notices[label, default: RepeatedNotice()].happened(at: now)
        }
        guard let line, let untold else { return }
        let more = untold > 0 ? " (and \(untold) more since the last such line)" : ""
        logger.warning("no vector for a question, which went on without the semantic cache: \(line)\(more)")
    }

    /// Something is wrong with the encoder itself; the caller tells it.
    func failed(_ failure: EncoderFailure) {
        state.withLock { $0.counts.failures[failure.kind.rawValue, default: 0] += 1 }
    }
}
